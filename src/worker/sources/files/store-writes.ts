import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { StagedRows } from '../shared/source.ts'
import type { DistantFiles, DistantPublication, DistantWrite, FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { fileEnding, writableFormat } from './file-format.ts'
import { makeFolder } from './make-folder.ts'
import { ownFiles } from './own-files.ts'
import type { TableFolder } from './table-folder.ts'
import { type NewFile, writeFile } from './write-file.ts'

/** Each sends several parts at once. */
const FILES_AT_ONCE = 2

/** An empty file that says that all is there. */
export const MARKER = '_SUCCESS'

/** Undefined: the folder is one of this machine. */
export const storeOf = ({ path }: TableFolder, { distant }: Pick<FilesContext, 'distant'>): DistantFiles | undefined =>
  distant?.holds(path) === true ? distant : undefined

type Publication = Omit<DistantPublication, 'objects'>

interface StagedObject extends Pick<StagedRows, 'rowCount' | 'discard'> {
  publish(publication: Publication): Promise<void>
}

const ADDITION: Publication = { replace: [], touched: [''], isAlone: false, isNew: false, forTable: false, marker: false }

/** An object for those of the table, or in their place. Of no rows there is none. */
export async function stageInsertInStore(
  table: TableDefinition,
  sql: string,
  mode: InsertMode,
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<StagedRows> {
  const publication = mode.kind === 'overwrite' ? { ...ADDITION, replace: await ownFiles(folder.path), isAlone: true } : ADDITION
  const staged = await stageInStore(table, sql, folder, store, context)
  return { rowCount: staged.rowCount, files: undefined, publish: () => staged.publish(publication), discard: () => giveUp(staged) }
}

/** For a new table. */
export async function stageNewInStore(
  table: TableDefinition,
  sql: string,
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<StagedRows> {
  const staged = await stageInStore(table, sql, folder, store, context)
  return { ...staged, files: undefined, publish: () => staged.publish({ ...ADDITION, isAlone: true, isNew: true, forTable: true }) }
}

async function stageInStore(
  table: TableDefinition,
  sql: string,
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<StagedObject> {
  const format = writableFormat(table.source)
  checkColumns(table.columns, format)
  const file = { shown: folder.shown, columns: table.columns, format }
  const staged = await stageObject(file, `part-{id}${fileEnding(format)}`, sql, folder, store, context)
  return {
    ...staged,
    async publish(publication) {
      if (staged.rowCount > 0) return await staged.publish(publication)
      await staged.discard()
      await publish([], publication, folder, store)
    },
  }
}

/** Writes a file of the scratch room, which goes to the store meanwhile, and is an object of this name when it is published. */
export async function stageObject(
  file: Omit<NewFile, 'path'>,
  name: string,
  sql: string,
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<StagedObject> {
  await makeFolder(folder.path, folder.shown)
  const path = join(folder.path, `${UNFINISHED_PREFIX}${randomUUID()}`)
  const written = await store.begin(folder, name, path)
  try {
    const rowCount = await writeFile({ ...file, path }, sql, context)
    await written.finish()
    return {
      rowCount,
      discard: () => written.discard(),
      publish: (publication) => publish([written], publication, folder, store),
    }
  } catch (error) {
    await giveUp(written)
    throw error
  } finally {
    await rm(path, { force: true })
  }
}

interface SentFile {
  readonly path: string
  /** Of its object, below the folder, with {id} in it. */
  readonly name: string
}

/** Files that were written: each becomes an object below the folder, and all of them at once. */
export async function sendFiles(
  files: readonly SentFile[],
  publication: Publication,
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<void> {
  const begun: DistantWrite[] = []
  const waiting = files.values()
  const failures: unknown[] = []
  const lane = async (): Promise<void> => {
    for (const { path, name } of waiting) {
      if (failures.length > 0) return
      const written = await store.begin(folder, name, path)
      begun.push(written)
      await written.finish()
      await rm(path, { force: true })
    }
  }
  try {
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, () => lane().catch((error: unknown) => failures.push(error))))
    if (failures.length > 0) throw failures[0]
    context.signal.throwIfAborted()
    await publish(begun, publication, folder, store)
  } catch (error) {
    for (const written of begun) await giveUp(written)
    throw error
  }
}

async function publish(
  objects: readonly DistantWrite[],
  publication: Publication,
  folder: TableFolder,
  store: DistantFiles,
): Promise<void> {
  const { remaining, isMarked } = await store.publish(folder, { objects, ...publication })
  if (remaining === 0 && (isMarked || !publication.marker)) return
  const rest = remaining > 0 ? `${remaining} of its old objects could not be removed` : `its ${MARKER} could not be put there`
  throw new CausewayError('remote-failure', `The new rows of ${folder.shown} are there, and ${rest} yet`, {
    hint: 'The server goes on trying. Jobs read the new rows only; other programs see the old ones until then.',
  })
}

/** Every object below a folder, hidden ones too. */
export async function allObjects(folder: TableFolder): Promise<readonly string[]> {
  const entries = await readdir(folder.path, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Why the write has failed is told, and not that the server must look after what is left: it does, when the job has ended. */
export async function giveUp(write: Pick<DistantWrite, 'discard'>): Promise<void> {
  await write.discard().catch(() => undefined)
}
