import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { Scan } from '../bound/scan.ts'
import { semanticError } from '../syntax-error.ts'

/**
 * Spark clears the folder of a table that USING made before it reads, and that of one that it takes for such: what STORED AS PARQUET and ORC made.
 * @throws CausewayError where such a table is overwritten by rows of its own
 */
export function refuseOwnRows(target: TableDefinition, scans: readonly Scan[]): void {
  if (!isClearedFirst(target.source)) return
  const own = scans.find(({ table, was }) => was === undefined && isOfPlace(table, target))
  if (own === undefined) return
  throw semanticError(
    `${target.database}.${target.name} is overwritten by a query that reads it, which Spark refuses`,
    target.partitionedBy === undefined
      ? 'Write the rows into another table first; DELETE, UPDATE and MERGE change those of a table in the warehouse.'
      : 'Write the rows into another table first, or SET spark.sql.sources.partitionOverwriteMode = dynamic and give PARTITION no values.',
  )
}

function isClearedFirst(source: TableDefinition['source']): boolean {
  if (source.kind !== 'managed' && source.kind !== 'files') return false
  if (source.isHive === undefined || tableFormatOf(source) !== undefined) return false
  if (!source.isHive) return true
  if (source.kind === 'files') return source.format === 'parquet' || source.format === 'orc'
  return source.rowFormat === undefined && (source.declared === undefined || source.declared.format === 'orc')
}

function isOfPlace(one: TableDefinition, other: TableDefinition): boolean {
  if (one.source.kind === 'files' && other.source.kind === 'files') return folderOf(one.source) === folderOf(other.source)
  return one.database === other.database && one.name === other.name
}

const folderOf = ({ location }: { readonly location: string }): string => location.replace(/\/+$/, '')
