import { mkdir, readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import type { Logger } from '../../../base/log.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import { RESULTS_FOLDER } from '../../../protocol/result-files.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import { OpenFolder } from './buckets/open-folder.ts'

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
  /** It may not be there: only who writes needs it. */
  tableFolder(table: ManagedTable): string
  /** The same, or a folder in it, made when it is not there. @throws 'internal' where a worker has put something else in the place of a folder */
  makeFolder(table: ManagedTable, name?: string): Promise<string>
  /** After the table's record is gone. A failure is logged: the next start removes what is left. */
  remove(tables: readonly ManagedTable[]): Promise<void>
  /** What one job has written and nobody committed. */
  removeWrite(write: ManagedTable & { readonly name: string }): Promise<void>
  /** One file of a table, by its name in the catalog. */
  removeFile(table: ManagedTable, name: string): Promise<void>
  /** The files that are in the folder of a table, by their names there. Undefined, and logged: they cannot be read. */
  listFiles(table: ManagedTable): Promise<readonly TableFile[] | undefined>
  /**
   * Removes what a crash has left, and only what is named as we name it: folders of tables that are no more, and in the others what belongs to none of
   * the files that the catalog knows. 'unknown': nothing of the table. It has been found then, and goes by and by: `drain` waits for it.
   */
  sweep(fileNames: ReadonlyMap<string, ReadonlySet<string> | 'unknown'>): Promise<void>
  /** Settles when what was found by `sweep` is gone, as far as it could be. */
  drain(): Promise<void>
  /** Nothing more is removed: that is for the next start. */
  stop(): Promise<void>
}

/** Folders of which each is removed a dozen things at a time. */
const FOLDERS_AT_ONCE = 3

/** What belongs to no table, and how many folders above it go with it where they are empty then. */
interface Left {
  readonly names: readonly string[]
  readonly emptied: number
}

export function createWarehouse(home: string, log: Logger): Warehouse {
  const root = dataFiles(home).warehouse
  let hasStopped = false
  let swept: Promise<void> = Promise.resolve()
  const isStopped = (): boolean => hasStopped
  const projectFolder = (projectId: string): string => join(root, projectId)

  const folderOf = ({ projectId, database, tableId }: ManagedTable): string => join(projectFolder(projectId), database, tableId)

  async function openRoot(): Promise<OpenFolder | undefined> {
    try {
      return await OpenFolder.open(root)
    } catch (error) {
      // Before the first table.
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /** Goes down from the root, by links nowhere; undefined where a folder is not there. All that were opened are closed with the stack. */
  async function goDown(stack: AsyncDisposableStack, names: readonly string[]): Promise<readonly OpenFolder[] | undefined> {
    const top = await openRoot()
    if (top === undefined) return undefined
    const folders = [stack.use(top)]
    for (const name of names) {
      const next = await folders.at(-1)?.folder(name)
      if (next === undefined) return undefined
      folders.push(stack.use(next))
    }
    return folders
  }

  /** Removes what stands there, and the folders above it, the innermost first, that are empty then: as many as may be. A failure is logged. */
  async function removeBelow(names: readonly string[], emptied: number): Promise<void> {
    await using stack = new AsyncDisposableStack()
    try {
      const folders = await goDown(stack, names.slice(0, -1))
      for (const [index, folder] of (folders ?? []).toReversed().entries()) {
        const name = names.at(-1 - index) ?? ''
        if (isStopped()) return
        if (index === 0) await folder.remove(name, isStopped)
        else if (index <= emptied) await folder.removeIfEmpty(name)
        else return
      }
    } catch (error) {
      if (isStopped()) return
      // Among others a link in the place of a folder: what is behind it is not ours.
      log.warn({ err: error, folder: join(root, ...names) }, 'Files of the warehouse could not be removed')
    }
  }

  async function removeEmpty(place: readonly string[], name: string): Promise<void> {
    await using stack = new AsyncDisposableStack()
    const folders = await goDown(stack, place).catch(() => undefined)
    await folders?.at(-1)?.removeIfEmpty(name)
  }

  async function unknownIn(place: readonly string[], known: ReadonlySet<string>): Promise<readonly Left[]> {
    const used = new Set([...known].map((name) => name.split('/')[0]))
    const entries = await namesIn(place, 'all')
    return entries
      .filter((entry) => !used.has(entry) && (UUID.test(entry) || OLD_FILE.test(entry)))
      .map((entry) => ({ names: [...place, entry], emptied: 0 }))
  }

  /** None where the folder cannot be read, or is none. */
  async function namesIn(place: readonly string[], kind: 'all' | 'folders'): Promise<readonly string[]> {
    await using stack = new AsyncDisposableStack()
    try {
      return (await (await goDown(stack, place))?.at(-1)?.names(kind)) ?? []
    } catch (error) {
      log.warn({ err: error, folder: join(root, ...place) }, 'A folder of the warehouse could not be read')
      return []
    }
  }

  return {
    projectFolder,
    async makeProjectFolder(projectId) {
      await mkdir(projectFolder(projectId), { recursive: true, mode: 0o700 })
    },
    tableFolder: folderOf,
    async makeFolder(table, name) {
      const { projectId, database, tableId } = table
      await using stack = new AsyncDisposableStack()
      await mkdir(root, { recursive: true, mode: 0o700 })
      let folder = stack.use(await OpenFolder.open(root))
      for (const part of [projectId, database, tableId, ...(name === undefined ? [] : [name])]) {
        try {
          folder = stack.use(await folder.make(part))
        } catch (cause) {
          if (!hasCode(cause, 'ELOOP', 'ENOTDIR')) throw cause
          throw new CausewayError('internal', `The folder ${part} of the warehouse was replaced by something else`, { cause })
        }
      }
      return join(folderOf(table), ...(name === undefined ? [] : [name]))
    },
    async remove(tables) {
      // An empty folder of a database is of no use; one that another table has just been made in stays.
      await sideBySide(tables, FOLDERS_AT_ONCE, ({ projectId, database, tableId }) => removeBelow([projectId, database, tableId], 1))
    },
    async removeWrite({ projectId, database, tableId, name }) {
      await removeBelow([projectId, database, tableId, name], 0)
    },
    async removeFile({ projectId, database, tableId }, name) {
      const parts = name.split('/')
      await removeBelow([projectId, database, tableId, ...parts], parts.length - 1)
    },
    async listFiles(table) {
      const folder = folderOf(table)
      const files: TableFile[] = []
      try {
        for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
          if (!entry.isFile() || /^[._]/.test(entry.name)) continue
          const path = join(entry.parentPath, entry.name)
          files.push({ name: relative(folder, path), bytes: (await stat(path)).size })
        }
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return []
        log.error({ err: error, folder }, 'The files of a table cannot be read: it has none until a start can')
        return undefined
      }
      return files
    },
    async sweep(fileNames) {
      const left: Left[] = []
      for (const project of await namesIn([], 'folders')) {
        for (const database of await namesIn([project], 'folders')) {
          if (database === RESULTS_FOLDER) continue
          const tables = await namesIn([project, database], 'folders')
          for (const id of tables) {
            const known = fileNames.get(id)
            if (known === 'unknown') continue
            if (known !== undefined) left.push(...(await unknownIn([project, database, id], known)))
            else if (UUID.test(id)) left.push({ names: [project, database, id], emptied: 1 })
          }
          if (tables.length === 0) await removeEmpty([project], database)
        }
      }
      // What jobs write meanwhile has other names.
      swept = sideBySide(left, FOLDERS_AT_ONCE, ({ names, emptied }) => removeBelow(names, emptied), isStopped)
    },
    drain: () => swept,
    async stop() {
      hasStopped = true
      await swept
    },
  }
}
