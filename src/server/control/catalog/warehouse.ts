import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import type { Logger } from '../../../base/log.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface ManagedTable {
  readonly projectId: string
  readonly database: string
  /** The table's UUID, not its name. */
  readonly tableId: string
}

/** The files of managed tables: <home>/warehouse/<project>/<database>/<table id>/. */
export interface Warehouse {
  projectFolder(projectId: string): string
  makeProjectFolder(projectId: string): Promise<void>
  /** Made when it is not there. */
  tableFolder(table: ManagedTable): Promise<string>
  /** After the table's record is gone. A failure is logged: the next start removes what is left. */
  remove(tables: readonly ManagedTable[]): Promise<void>
  /** Removes folders of tables that are no more: a crash between commit and removal leaves them. */
  sweep(tableIds: ReadonlySet<string>): Promise<void>
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    return []
  }
}

export function createWarehouse(home: string, log: Logger): Warehouse {
  const root = dataFiles(home).warehouse
  const projectFolder = (projectId: string): string => join(root, projectId)

  async function removeFolder(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch (error) {
      log.warn({ err: error, folder }, 'The files of a dropped table could not be removed')
    }
  }

  /** An empty database folder is of no use; one that another table has just been made in stays. */
  async function removeIfEmpty(folder: string): Promise<void> {
    await rmdir(folder).catch(() => undefined)
  }

  return {
    projectFolder,
    async makeProjectFolder(projectId) {
      await mkdir(projectFolder(projectId), { recursive: true, mode: 0o700 })
    },
    async tableFolder({ projectId, database, tableId }) {
      const folder = join(projectFolder(projectId), database, tableId)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    async remove(tables) {
      for (const { projectId, database, tableId } of tables) {
        await removeFolder(join(projectFolder(projectId), database, tableId))
        await removeIfEmpty(join(projectFolder(projectId), database))
      }
    },
    async sweep(tableIds) {
      for (const project of await names(root)) {
        for (const database of await names(join(root, project))) {
          const folder = join(root, project, database)
          for (const id of await names(folder)) {
            // Only what we have named ourselves is ours to remove.
            if (UUID.test(id) && !tableIds.has(id)) await removeFolder(join(folder, id))
          }
          await removeIfEmpty(folder)
        }
      }
    },
  }
}
