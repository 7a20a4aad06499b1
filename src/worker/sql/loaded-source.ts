import type { TableSource } from '../../protocol/table-definition.ts'

/** The files that a table with a row format takes: those that Hive would have it of. */
export const loadedSource = (rowFormat: Readonly<Record<string, string>>, location: string): Extract<TableSource, { kind: 'files' }> => ({
  kind: 'files',
  format: 'hive',
  location,
  options: { ...rowFormat },
})
