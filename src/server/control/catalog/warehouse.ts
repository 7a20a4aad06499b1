import { mkdir, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import type { Logger } from '../../../base/log.ts'
import type { TableFile } from '../../../protocol/table-files.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** How the files were named that stood in the table's folder itself. */
const OLD_FILE = /^(part|\.unfinished)-/

export interface ManagedTable {
  readonly projectId: string
  readonly database: string
  /** The table's UUID, not its name. */
  readonly tableId: string
}

/**
 * The files of managed tables: <home>/warehouse/<project>/<database>/<table id>/<write>/. Which of them are a table's rows, the catalog knows
 * (table-versions.ts); tables of releases before had theirs beside each other in the table's folder.
 */
export interface Warehouse {
  projectFolder(projectId: string): string
  makeProjectFolder(projectId: string): Promise<void>
  /** Made when it is not there. */
  tableFolder(table: ManagedTable): Promise<string>
  /** After the table's record is gone. A failure is logged: the next start removes what is left. */
  remove(tables: readonly ManagedTable[]): Promise<void>
  /** What one job has written and nobody committed. */
  removeWrite(write: ManagedTable & { readonly name: string }): Promise<void>
  /** One file of a table, by its name in the catalog. */
  removeFile(table: ManagedTable, name: string): Promise<void>
  /** The files that are in the folder of a table, by their names there. */
  listFiles(table: ManagedTable): Promise<readonly TableFile[]>
  /**
   * Removes what a crash has left, and only what is named as we name it: folders of tables that are no more, and in the others what belongs to none of
   * the files that the catalog knows.
   */
  sweep(fileNames: ReadonlyMap<string, ReadonlySet<string>>): Promise<void>
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

  const folderOf = ({ projectId, database, tableId }: ManagedTable): string => join(projectFolder(projectId), database, tableId)

  async function sweepTable(folder: string, known: ReadonlySet<string>): Promise<void> {
    const used = new Set([...known].map((name) => name.split('/')[0]))
    for (const entry of await readdir(folder)) {
      if (!used.has(entry) && (UUID.test(entry) || OLD_FILE.test(entry))) await removeFolder(join(folder, entry))
    }
  }

  /** A worker may have put a link in the place of a folder on the way: what is behind it is not ours to remove. */
  async function isBelowRoot(path: string): Promise<boolean> {
    const parent = await realpath(dirname(path)).catch(() => undefined)
    return parent === undefined || parent === join(await realpath(root), relative(root, dirname(path)))
  }

  async function removeFolder(folder: string): Promise<void> {
    try {
      if (!(await isBelowRoot(folder))) return log.warn({ folder }, 'A folder of the warehouse is a link: what is behind it stays')
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
      const folder = folderOf({ projectId, database, tableId })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    async remove(tables) {
      for (const { projectId, database, tableId } of tables) {
        await removeFolder(folderOf({ projectId, database, tableId }))
        await removeIfEmpty(join(projectFolder(projectId), database))
      }
    },
    async removeWrite(write) {
      await removeFolder(join(folderOf(write), write.name))
    },
    async removeFile(table, name) {
      const path = join(folderOf(table), name)
      if (!(await isBelowRoot(path))) return log.warn({ path }, 'A folder of the warehouse is a link: what is behind it stays')
      await rm(path, { force: true })
      if (name.includes('/')) await removeIfEmpty(dirname(path))
    },
    async listFiles(table) {
      const root = folderOf(table)
      const files: TableFile[] = []
      const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => [])
      for (const entry of entries) {
        if (!entry.isFile() || /^[._]/.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        files.push({ name: relative(root, path), bytes: (await stat(path)).size })
      }
      return files
    },
    async sweep(fileNames) {
      for (const project of await names(root)) {
        for (const database of await names(join(root, project))) {
          const folder = join(root, project, database)
          for (const id of await names(folder)) {
            const known = fileNames.get(id)
            if (known !== undefined) await sweepTable(join(folder, id), known)
            else if (UUID.test(id)) await removeFolder(join(folder, id))
          }
          await removeIfEmpty(folder)
        }
      }
    },
  }
}
