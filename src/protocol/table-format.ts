import type { TableSource } from './table-definition.ts'

/** Formats whose tables say themselves, in a log beside their files, which columns and files they have. */
export type TableFormatName = 'delta' | 'iceberg'

const NAMES: Readonly<Record<TableFormatName, string>> = { delta: 'Delta Lake', iceberg: 'Apache Iceberg' }

/** Undefined: all files of the folder are the table's. */
export function tableFormatOf(source: TableSource): TableFormatName | undefined {
  if (source.kind !== 'files') return undefined
  return source.format === 'delta' || source.format === 'iceberg' ? source.format : undefined
}

/** What people call it. */
export const shownTableFormat = (format: TableFormatName): string => NAMES[format]

/** For whoever would change such a table; undefined: it is none. */
export function readOnlyHint(source: TableSource): string | undefined {
  const format = tableFormatOf(source)
  if (source.kind === 'files' && (source.format === 'avro' || source.format === 'orc'))
    return `${source.format === 'avro' ? 'Avro' : 'ORC'} files are read here, not written: change a copy: CREATE TABLE … AS SELECT * FROM ….`
  if (format === undefined) return undefined
  return `Tables of ${NAMES[format]} are read here, not written: change it by what writes its log, or a copy: CREATE TABLE … AS SELECT * FROM ….`
}
