import type { Clock } from '../../../base/clock.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import {
  deleteTableFile,
  forgetTableVersions,
  insertTableFiles,
  insertTableVersion,
  listFileNames,
  listFilesToForget,
  listForgottenFiles,
} from '../../store/catalog/table-versions.ts'
import { listWarehouseTables } from '../../store/catalog/tables.ts'
import type { Store } from '../../store/store.ts'
import { eachOf } from '../shared/removal.ts'
import type { TableReaders } from './table-readers.ts'
import type { Warehouse } from './warehouse.ts'

/**
 * Brings the warehouse to what the catalog says, before any job runs: removes what a crash has left, and lists the files of tables that an earlier release
 * made, whose rows were whatever stood in their folder.
 */
export async function settleWarehouse(store: Store, warehouse: Warehouse, clock: Clock): Promise<void> {
  const fileNames = new Map<string, ReadonlySet<string> | 'unknown'>()
  for (const table of await listWarehouseTables(store.db)) {
    const { tableId } = table
    if (table.version === undefined) {
      const files = await warehouse.listFiles(table)
      // A list without them would make the sweep take them away.
      if (files === undefined) {
        fileNames.set(tableId, 'unknown')
        continue
      }
      await store.transaction(async (tx) => {
        const version = { tableId, version: 0, operation: 'CREATE TABLE', userName: '', jobId: undefined, committedAt: clock() }
        await insertTableVersion(tx, version)
        await insertTableFiles(tx, tableId, 0, files)
      })
    }
    fileNames.set(tableId, await listFileNames(store.db, tableId))
  }
  await warehouse.sweep(fileNames)
}

const FILES_AT_ONCE = 12

export interface OldVersionsDeps {
  readonly store: Store
  readonly warehouse: Warehouse
  readonly readers: TableReaders
}

/** The names of the files of a table that `removeOldVersions` would remove now. */
export async function oldFiles(
  { store, readers }: Pick<OldVersionsDeps, 'store' | 'readers'>,
  before: number,
  tableId: string,
): Promise<readonly string[]> {
  const files = await listFilesToForget(store.db, before, tableId)
  return files.flatMap((file) => (file.isShared || readers.areRead(tableId, file) ? [] : [file.name])).toSorted()
}

/**
 * Removes the files that only versions have which were replaced before the moment, of all tables or of one; those that a job reads stay for the next time. Answers
 * with their number. First it is written that the versions are gone, then the files go, then what is known of them: a crash in between leaves nothing that looks
 * whole and is not.
 */
export async function removeOldVersions(
  { store, warehouse, readers }: OldVersionsDeps,
  before: number,
  { tableId, isStopped = () => false }: { readonly tableId?: string; readonly isStopped?: () => boolean } = {},
): Promise<number> {
  const tableIds = new Set(await store.transaction((tx) => forgetTableVersions(tx, before, tableId)))
  if (tableIds.size === 0) return 0
  let removed = 0
  const tables = (await listWarehouseTables(store.db)).filter((table) => tableIds.has(table.tableId))
  await eachOf(tables, isStopped, async (table) => {
    const remove = async (file: Awaited<ReturnType<typeof listForgottenFiles>>[number]): Promise<void> => {
      if (readers.areRead(table.tableId, file)) return
      if (!file.isShared) {
        await warehouse.removeFile(table, file.name)
        removed += 1
      }
      await deleteTableFile(store.db, table.tableId, file)
      await nextTurn()
    }
    await sideBySide(await listForgottenFiles(store.db, table.tableId), FILES_AT_ONCE, remove, isStopped)
  })
  return removed
}
