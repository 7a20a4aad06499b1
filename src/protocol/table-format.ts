import { TABLE_FORMATS, type TableFormatName } from './file-formats.ts'
import type { TableSource } from './table-definition.ts'

const isTableFormat = (format: string): format is TableFormatName => Object.hasOwn(TABLE_FORMATS, format)

/** Undefined: all files of the folder are the table's. */
export function tableFormatOf(source: TableSource): TableFormatName | undefined {
  if (source.kind !== 'files') return undefined
  return isTableFormat(source.format) ? source.format : undefined
}

/** For whoever would change such a table; undefined: it is none. */
export function readOnlyHint(source: TableSource): string | undefined {
  const format = tableFormatOf(source)
  if (source.kind === 'files' && (source.format === 'avro' || source.format === 'orc'))
    return `${source.format === 'avro' ? 'Avro' : 'ORC'} files are read here, not written: change a copy: CREATE TABLE … AS SELECT * FROM ….`
  if (format === undefined) return undefined
  return `Tables of ${TABLE_FORMATS[format]} are read here, not written: change it by what writes its log, or a copy: CREATE TABLE … AS SELECT * FROM ….`
}
