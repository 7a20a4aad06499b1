import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { StagedRows } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { csvExtension } from './csv/csv-format.ts'
import { isData } from './data-files.ts'
import { fileEnding, fileFormat } from './file-format.ts'
import { insertManaged } from './managed-rows.ts'
import { locationFolder, type TableFolder } from './table-folder.ts'
import { writeFile } from './write-file.ts'

const UNFINISHED_PREFIX = '.unfinished-'
/** No job runs so long: what is older was left by a crash. */
const LEFTOVER_AGE_MS = 7 * 24 * 3600 * 1000

export async function insertFiles(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  if (table.source.kind === 'managed') return await insertManaged(table, sql, mode, context)
  return await insertAtLocation(table, sql, mode, context)
}

/**
 * Adds one file, which has a name that readers ignore until it is whole. What is overwritten goes after it: a reader that lists the folder in between sees
 * both, and a crash leaves both.
 */
async function insertAtLocation(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  const folder = await locationFolder(table.source, context)
  if (table.partitionedBy !== undefined) {
    throw new CausewayError(
      'not-supported',
      `INSERT into ${table.database}.${table.name}, whose folders at ${folder.shown} are partitions, is not supported`,
      {
        hint: 'Leave the location out when the table is made: a managed table may be PARTITIONED BY columns',
      },
    )
  }
  const replaced = mode.kind === 'overwrite' ? await ownFiles(folder.path) : []
  const staged = await stageAtLocation(table, sql, folder, context)
  try {
    context.signal.throwIfAborted()
    await staged.publish()
  } catch (error) {
    await staged.discard()
    throw error
  }
  await removeAll(replaced, folder)
  return staged.rowCount
}

/** Writes the rows into one file that readers ignore. */
export async function stageAtLocation(
  table: TableDefinition,
  sql: string,
  folder: TableFolder,
  context: FilesContext,
): Promise<StagedRows> {
  const format = fileFormat(table.source)
  checkColumns(table.columns, format, 'write')
  const status = await stat(folder.path).catch(() => undefined)
  if (status?.isFile()) {
    throw new CausewayError('invalid-parameter', `${folder.shown} is a file and not a folder: nothing can be added to it`)
  }
  await mkdir(folder.path, { recursive: true })
  await removeLeftovers(folder.path)
  const id = randomUUID()
  const unfinished = join(folder.path, `${UNFINISHED_PREFIX}${id}`)
  const published = join(folder.path, `part-${id}${format.kind === 'csv' ? csvExtension(format) : fileEnding(format)}`)
  const discard = async (): Promise<void> => {
    await rm(unfinished, { force: true })
    await rm(published, { force: true })
  }
  const rowCount = await writeFile({ path: unfinished, shown: folder.shown, columns: table.columns, format }, sql, context)
  return { rowCount, files: undefined, discard, publish: () => (rowCount === 0 ? discard() : rename(unfinished, published)) }
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED_PREFIX)) continue
    const path = join(folder, name)
    const status = await stat(path).catch(() => undefined)
    if (status !== undefined && Date.now() - status.mtimeMs > LEFTOVER_AGE_MS) await rm(path, { force: true })
  }
}

/** The files and links of the folder itself: what a link leads to belongs to somebody else. */
async function ownFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const below = entries.filter(isData).map(async (entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? await ownFiles(path) : [path]
  })
  return (await Promise.all(below)).flat()
}

async function removeAll(paths: readonly string[], folder: TableFolder): Promise<void> {
  const removals = await Promise.allSettled(paths.map((path) => unlink(path)))
  const failed = removals.filter((removal) => removal.status === 'rejected' && !isGone(removal.reason)).length
  if (failed === 0) return
  throw new CausewayError('internal', `The new rows of ${folder.shown} are there, and ${failed} of its old files could not be removed`, {
    hint: 'Remove them by hand: the table has the old rows as well as the new ones',
  })
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
