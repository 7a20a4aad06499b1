import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { NAME_IN_SQL, type StreamColumn } from '../../engine/stream-column.ts'
import { castText } from '../../sql/cast-text.ts'
import type { PartitionColumn } from './partitions/partition-columns.ts'

/**
 * What a statement reads that looks at no column, as one that counts records: a field that none has. It stands before the table's columns, for the engine then reads
 * the first, and is called as none of them is.
 */
export function noColumn(columns: readonly Column[]): StreamColumn {
  let name = ' '
  while (columns.some((column) => column.name === name)) name += ' '
  return { name, value: { kind: 'string' } }
}

/** A column of files that a reader of ours takes apart; those that the names of folders say are texts. */
export function streamColumn(column: Column, partitions: readonly PartitionColumn[]): StreamColumn {
  const { name } = column
  const type = parseSparkType(column.type)
  if (!partitions.some((partition) => partition.name === name)) return { name, value: { kind: 'nested', type } }
  return { name, value: { kind: 'string' }, sql: castText(NAME_IN_SQL, { kind: 'string' }, type) }
}
