import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { NAME_IN_SQL, type StreamColumn } from '../../engine/stream-column.ts'
import { castText } from '../../sql/cast-text.ts'
import type { PartitionColumn } from './partition-columns.ts'

/** Of a table without columns, of which records are counted all the same: NULL, as the value of a folder that no file is in. */
export const NO_COLUMN: StreamColumn = { name: ' ', value: { kind: 'string' } }

/** A column of files that a reader of ours takes apart; those that the names of folders say are texts. */
export function streamColumn(column: Column, partitions: readonly PartitionColumn[]): StreamColumn {
  const { name } = column
  const type = parseSparkType(column.type)
  if (!partitions.some((partition) => partition.name === name)) return { name, value: { kind: 'nested', type } }
  return { name, value: { kind: 'string' }, sql: castText(NAME_IN_SQL, { kind: 'string' }, type) }
}
