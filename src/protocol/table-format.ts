import type { TableSource } from './table-definition.ts'

/** Formats whose tables say themselves, in a log beside their files, which columns and files they have. */
export type TableFormatName = 'delta'

const NAMES: Readonly<Record<TableFormatName, string>> = { delta: 'Delta Lake' }

/** Undefined: all files of the folder are the table's. */
export function tableFormatOf(source: TableSource): TableFormatName | undefined {
  if (source.kind !== 'files') return undefined
  return source.format === 'delta' ? source.format : undefined
}

/** What people call it. */
export const shownTableFormat = (format: TableFormatName): string => NAMES[format]
