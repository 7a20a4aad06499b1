import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import type { InsertMode, StagedRows } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import type { DataFiles } from './data-files.ts'
import { fileFormat } from './file-format.ts'
import { folderWithinData } from './table-folder.ts'
import { writeFile } from './write-file.ts'

/** The files of a managed table, as they were when the statement looked first. */
export async function managedFiles(table: TableDefinition, context: FilesContext): Promise<DataFiles> {
  const { folder, files } = await context.openTable(table)
  const { path } = await folderWithinData(folder, shownName(table), context)
  return { paths: files.map(({ name }) => join(path, name)), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** Makes the table's next version. One that only adds does so whatever others did meanwhile; one that overwrites fails when there is a newer version. */
export async function insertManaged(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  const overwritten = mode === 'overwrite' ? { baseVersion: (await context.openTable(table)).version } : undefined
  const { rowCount, files } = await stageManaged(table, sql, context)
  if (overwritten === undefined && rowCount === 0) return 0
  context.signal.throwIfAborted()
  await context.commitTable(table, {
    ...overwritten,
    operation: mode === 'overwrite' ? 'INSERT OVERWRITE' : 'INSERT INTO',
    add: files,
    remove: mode === 'overwrite' ? 'all' : 'none',
  })
  return rowCount
}

/**
 * Writes the rows into a folder that no version knows: the server removes it at the job's end if it was not committed. `isNew`: for a table that the job makes
 * when they are there.
 */
export async function stageManaged(
  table: TableDefinition,
  sql: string,
  context: FilesContext,
  isNew = false,
): Promise<StagedRows & { readonly files: readonly TableFile[] }> {
  const format = fileFormat(table.source)
  checkColumns(table.columns, format)
  const shown = shownName(table)
  const { path: folder } = await folderWithinData((await context.stageTable(table, isNew)).folder, shown, context)
  const name = `part-0.${format.kind}`
  const path = join(folder, name)
  const discard = () => rm(path, { force: true })
  const rowCount = await writeFile({ path, shown, columns: table.columns, format }, sql, context)
  if (rowCount === 0) {
    await discard()
    return { rowCount, files: [], discard, publish: async () => undefined }
  }
  return { rowCount, files: [{ name, bytes: (await stat(path)).size, rowCount }], discard, publish: async () => undefined }
}

const shownName = ({ database, name }: TableDefinition): string => `${database}.${name}`
