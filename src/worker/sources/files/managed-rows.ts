import { constants } from 'node:fs'
import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { storedName } from '../../../protocol/stored-name.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues, RemovedFiles, TableFile, VersionChoice } from '../../../protocol/table-files.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { FileChange, StagedRows } from '../shared/source.ts'
import type { FilesContext, TableChange } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import type { DataFiles } from './data-files.ts'
import { writableFormat } from './file-format.ts'
import { engineFolder } from './partitions/partition-path.ts'
import { emptySql } from './reader-sql.ts'
import { folderWithinData } from './table-folder.ts'
import { type NewFile, writeFile, writeParquet, writePartitions } from './write-file.ts'

export interface ManagedFiles extends DataFiles {
  readonly version: number
  /** In the order of the paths. */
  readonly listed: readonly TableFile[]
}

/** The files of a managed table, as they were when the statement looked first. */
export async function managedFiles(table: TableDefinition, was: VersionChoice | undefined, context: FilesContext): Promise<ManagedFiles> {
  const { folder, files, version, columnsVersion } = await context.openTable(table, was)
  if (was === undefined && columnsVersion !== table.stored?.version)
    throw new CausewayError('conflict', `The columns of ${shownName(table)} were changed while this statement began`, {
      hint: 'Run the statement again.',
    })
  const { path } = await folderWithinData(folder, shownName(table), context)
  const paths = files.map(({ name }) => join(path, name))
  return {
    paths,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sizes: new Map(files.map(({ bytes }, index) => [paths[index] ?? '', bytes])),
    root: path,
    version,
    listed: files,
  }
}

/** Makes the table's next version. One that only adds does so whatever others did meanwhile; one that overwrites fails when what it overwrites was changed. */
export async function insertManaged(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  const { rowCount, change } = await stageInsert(table, sql, mode, context)
  if (change === undefined) return 0
  context.signal.throwIfAborted()
  await context.commitTable(table, change)
  return rowCount
}

export interface StagedInsert {
  readonly table: TableDefinition
  readonly rowCount: number
  /** Undefined: nothing is to be changed. */
  readonly change: TableChange | undefined
}

/** Rows that are written, and what is to be committed to make them the table's. */
export async function stageInsert(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<StagedInsert> {
  const overwritten = mode.kind === 'overwrite' ? { baseVersion: (await context.openTable(table)).version } : undefined
  const { rowCount, files } = await stageManaged(table, sql, context)
  if (overwritten === undefined && rowCount === 0) return { table, rowCount, change: undefined }
  const operation = mode.kind === 'overwrite' ? 'INSERT OVERWRITE' : 'INSERT INTO'
  return { table, rowCount, change: { ...overwritten, operation, add: files, remove: removedBy(table, mode, files) } }
}

/** Only what is in the files is written anew: rows that others added meanwhile stay. */
export async function rewriteManaged({ table, sql, files, ...change }: FileChange, context: FilesContext): Promise<void> {
  const { version: baseVersion } = await context.openTable(table)
  const staged = await stageManaged(table, sql, context)
  context.signal.throwIfAborted()
  await context.commitTable(table, { baseVersion, ...change, add: staged.files, remove: { files: [...files] } })
}

function removedBy({ partitionedBy }: TableDefinition, mode: InsertMode, files: readonly TableFile[]): RemovedFiles {
  if (mode.kind === 'append') return 'none'
  if (partitionedBy === undefined) return 'all'
  if (mode.isDynamic) return { partitions: files.map(({ partition }) => partition ?? {}) }
  return Object.keys(mode.partition).length === 0 ? 'all' : { partitions: [mode.partition] }
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
  const format = writableFormat(table.source)
  checkColumns(table.columns, format)
  const shown = shownName(table)
  const { path: folder } = await folderWithinData((await context.stageTable(table, isNew)).folder, shown, context)
  const { partitionedBy } = table
  const columns = inFiles(table, table.columns)
  const files =
    partitionedBy === undefined
      ? await writeOne({ path: join(folder, 'part-0.parquet'), shown, columns }, sql, context)
      : (await writePartitions({ path: folder, shown, columns, compression: 'snappy' }, partitionedBy, sql, context)).map(
          ({ path, ...file }): TableFile => ({ ...file, name: path.slice(folder.length + 1) }),
        )
  return {
    rowCount: files.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0),
    files,
    // The server removes what is not committed.
    discard: async () => undefined,
    publish: async () => undefined,
  }
}

/** Files without rows, for partitions that are there before their first row. */
export async function emptyPartition(
  table: TableDefinition,
  partitions: readonly PartitionValues[],
  context: FilesContext,
): Promise<readonly TableFile[]> {
  const shown = shownName(table)
  const { path: folder } = await folderWithinData((await context.stageTable(table, false)).folder, shown, context)
  const { partitionedBy = [] } = table
  const columns = inFiles(
    table,
    table.columns.filter(({ name }) => !partitionedBy.includes(name)),
  )
  const files: TableFile[] = []
  for (const [index, partition] of partitions.entries()) {
    const name = join(...partitionedBy.map((column) => engineFolder(column, partition[column] ?? null)), `empty-${index}.parquet`)
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile({ path, shown, columns, format: writableFormat(table.source) }, emptySql(columns), context)
    files.push({ name, bytes: (await stat(path)).size, rowCount: 0, partition })
  }
  return files
}

/** The files of a table, below `folder`, as files of another partition of it. */
export async function copyToPartition(
  {
    table,
    folder,
    files,
    partition,
  }: {
    readonly table: TableDefinition
    readonly folder: string
    readonly files: readonly TableFile[]
    readonly partition: PartitionValues
  },
  context: FilesContext,
): Promise<readonly TableFile[]> {
  const shown = shownName(table)
  const { path: from } = await folderWithinData(folder, shown, context)
  const { path: to } = await folderWithinData((await context.stageTable(table, false)).folder, shown, context)
  const names = (table.partitionedBy ?? []).map((column) => engineFolder(column, partition[column] ?? null))
  await mkdir(join(to, ...names), { recursive: true })
  const copies: TableFile[] = []
  for (const [index, file] of files.entries()) {
    context.signal.throwIfAborted()
    const name = join(...names, `part-${index}.parquet`)
    await copyFile(join(from, file.name), join(to, name), constants.COPYFILE_FICLONE)
    copies.push({ ...file, name, partition })
  }
  return copies
}

/** No file for no rows. */
async function writeOne(file: Omit<NewFile, 'format'>, sql: string, context: FilesContext): Promise<readonly TableFile[]> {
  const { rowCount, statistics } = await writeParquet(file, sql, context)
  if (rowCount > 0) return [{ name: basename(file.path), bytes: (await stat(file.path)).size, rowCount, ...statistics }]
  await rm(file.path, { force: true })
  return []
}

/** Under the names that they have in the files. */
const inFiles = (table: TableDefinition, columns: readonly Column[]): readonly Column[] =>
  columns.map((column) => ({ ...column, name: storedName(table, column.name) }))

const shownName = ({ database, name }: TableDefinition): string => `${database}.${name}`
