import { constants, type Stats } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
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
  /** The newest one of the job for the table; undefined: it writes none. */
  find(jobId: string, table: { readonly projectId: string; readonly database: string; readonly table: string }): TableWrite | undefined
  /** What the version will list. @throws CausewayError when a file is not as the worker, which is not trusted, says. */
  written(write: TableWrite, files: readonly TableFile[]): Promise<readonly TableFile[]>
  /** What was written is the table's. */
  committed(jobId: string, write: TableWrite): void
  /** The job has ended. */
  release(jobId: string): void
}

const WRITES_OF_JOB_MAX = 64

/**
 * The size of a file, of which nothing is in memory only: a version that is committed must not lose its rows with the machine's power. Undefined for what is
 * no file; what a worker has put there may be a link, or a pipe that never opens.
 */
async function sizeOnDisk(path: string): Promise<number | undefined> {
  try {
    const status = await sync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
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

export function createTableWrites(warehouse: Warehouse): TableWrites {
  const writes = new Map<string, readonly TableWrite[]>()
  const of = (jobId: string): readonly TableWrite[] => writes.get(jobId) ?? []

  return {
    async begin(jobId, table) {
      if (of(jobId).length >= WRITES_OF_JOB_MAX)
        throw new CausewayError('limit-exceeded', `A job writes to ${WRITES_OF_JOB_MAX} tables at most`)
      const name = newUuid()
      const write = { ...table, name, folder: join(await warehouse.tableFolder(table), name) }
      writes.set(jobId, [...of(jobId), write])
      await mkdir(write.folder, { mode: 0o700 })
      return write
    },
    find: (jobId, { projectId, database, table }) =>
      of(jobId).findLast((write) => write.projectId === projectId && write.database === database && write.table === table),
    async written(write, files) {
      const names = new Set<string>()
      for (const { name, bytes } of files) {
        if (names.has(name) || (await sizeOnDisk(join(write.folder, name))) !== bytes) {
          throw new CausewayError('internal', `A file that was written for ${write.database}.${write.table} is not there as it was written`)
        }
        names.add(name)
      }
      await sync(write.folder, constants.O_RDONLY)
      return files.map((file) => ({ ...file, name: `${write.name}/${file.name}` }))
    },
    committed(jobId, write) {
      writes.set(
        jobId,
        of(jobId).filter((one) => one !== write),
      )
    },
    release(jobId) {
      const left = of(jobId)
      writes.delete(jobId)
      for (const write of left) void (write.isNew ? warehouse.remove([write]) : warehouse.removeWrite(write))
    },
  }
}
