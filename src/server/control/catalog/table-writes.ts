import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import { SYNCS_AT_ONCE } from './buckets/folders-below.ts'
import type { ManagedTable, Warehouse } from './warehouse.ts'

/** Where one job writes files of one managed table: a new folder in the table's own, which no reader looks into before it is committed. */
export interface TableWrite extends ManagedTable {
  readonly table: string
  /** The job makes the table itself when its files are there: until then the table's whole folder belongs to no table. */
  readonly isNew: boolean
  /** The table's version when the job began to write; -1: there is no table yet. */
  readonly baseVersion: number
  /** Below the table's folder. */
  readonly name: string
  readonly folder: string
}

/**
 * A job that fails, and a server that is killed, leaves no table with a part of its rows: what was not committed is removed at the job's end, or by the next
 * start's sweep.
 */
export interface TableWrites {
  begin(jobId: string, table: Omit<TableWrite, 'name' | 'folder'>): Promise<TableWrite>
  /**
   * The newest one of the job for the table, which is no longer the job's: its end does not take away what is just being committed, and nothing commits it
   * twice. Undefined: it writes none.
   */
  take(jobId: string, table: { readonly projectId: string; readonly database: string; readonly table: string }): TableWrite | undefined
  /** What the version will list. @throws CausewayError when a file is not as the worker, which is not trusted, says. */
  written(write: TableWrite, files: readonly TableFile[]): Promise<readonly TableFile[]>
  /** Removes one that was taken and not committed. */
  discard(write: TableWrite): Promise<void>
  /** The job has ended. */
  release(jobId: string): void
}

/** Also of those that it has committed. */
const WRITES_OF_JOB_MAX = 64

const IS_FOLDER = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY
const IS_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * The size of a file, of which nothing is in memory only: a version that is committed must not lose its rows with the machine's power. Undefined for what is
 * no file; what a worker has put there may be a link, or a pipe that never opens.
 */
async function sizeOnDisk(path: string): Promise<number | undefined> {
  try {
    const status = await sync(path, IS_FILE)
    return status.isFile() ? status.size : undefined
  } catch {
    return undefined
  }
}

async function sync(path: string, flags: number): Promise<Stats> {
  const file = await open(path, flags)
  try {
    await file.sync()
    return await file.stat()
  } finally {
    await file.close()
  }
}

/** The folders on the way from the write's own to its files, that one first. */
function foldersOf(write: TableWrite, files: readonly TableFile[]): readonly string[] {
  const folders = new Set([write.folder])
  for (const { name } of files) {
    const parts = name.split('/').slice(0, -1)
    for (const [index] of parts.entries()) folders.add(join(write.folder, ...parts.slice(0, index + 1)))
  }
  return [...folders]
}

export function createTableWrites(warehouse: Warehouse): TableWrites {
  const writes = new Map<string, readonly TableWrite[]>()
  const begun = new Map<string, number>()
  const of = (jobId: string): readonly TableWrite[] => writes.get(jobId) ?? []
  const discard = (write: TableWrite): Promise<void> => (write.isNew ? warehouse.remove([write]) : warehouse.removeWrite(write))

  return {
    async begin(jobId, table) {
      const count = begun.get(jobId) ?? 0
      if (count >= WRITES_OF_JOB_MAX) throw new CausewayError('limit-exceeded', `A job writes to ${WRITES_OF_JOB_MAX} tables at most`)
      begun.set(jobId, count + 1)
      const name = newUuid()
      const write = { ...table, name, folder: join(warehouse.tableFolder(table), name) }
      writes.set(jobId, [...of(jobId), write])
      await warehouse.makeFolder(table, name)
      return write
    },
    take(jobId, { projectId, database, table }) {
      const taken = of(jobId).findLast((write) => write.projectId === projectId && write.database === database && write.table === table)
      writes.set(
        jobId,
        of(jobId).filter((write) => write !== taken),
      )
      return taken
    },
    async written(write, files) {
      const wrong = (): CausewayError =>
        new CausewayError('internal', `A file that was written for ${write.database}.${write.table} is not there as it was written`)
      // Each by itself: of a longer path the system follows links that stand in the middle.
      await sideBySide(foldersOf(write, files), SYNCS_AT_ONCE, async (folder) => {
        await sync(folder, IS_FOLDER).catch(() => {
          throw wrong()
        })
      })
      if (new Set(files.map(({ name }) => name)).size < files.length) throw wrong()
      await sideBySide(files, SYNCS_AT_ONCE, async ({ name, bytes }) => {
        if ((await sizeOnDisk(join(write.folder, name))) !== bytes) throw wrong()
      })
      return files.map((file) => ({ ...file, name: `${write.name}/${file.name}` }))
    },
    discard,
    release(jobId) {
      const left = of(jobId)
      writes.delete(jobId)
      begun.delete(jobId)
      for (const write of left) void discard(write)
    },
  }
}
