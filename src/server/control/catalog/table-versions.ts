import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import { filesToRemove } from '../../../protocol/chosen-files.ts'
import type { ColumnsChange } from '../../../protocol/columns-change.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { TABLE_FILE_LIMITS } from '../../../protocol/table-file-limits.ts'
import type {
  FileStatistics,
  RemovedFiles,
  TableFile,
  TableOperation,
  TableVersionShown,
  VersionChoice,
} from '../../../protocol/table-files.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { TableRecord } from '../../domain/database.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import {
  countSmallFiles,
  countTableFiles,
  findTableColumns,
  insertTableFiles,
  insertTableVersion,
  listFileStatistics,
  listTableFiles,
  listTableVersions,
  removeTableFiles,
} from '../../store/catalog/table-versions.ts'
import { findTable } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Moved } from '../authorization/moved-need.ts'
import type { Caller } from '../shared/caller.ts'
import { RETENTION } from '../shared/limits.ts'
import { tableName } from '../shared/names.ts'
import { type ColumnMoves, withColumns } from './altered-columns.ts'
import { noTable, requireDatabase, requireOwnTables } from './require-database.ts'
import { requireRecord, requireTable, requireVersion } from './require-version.ts'
import { restoreTable } from './restored-table.ts'
import { type NamedTable, refuseConflict, requireRenamed, type TableChange } from './table-change.ts'
import { alterColumns, otherColumns } from './table-columns.ts'
import type { TableReaders } from './table-readers.ts'
import type { TableWrite, TableWrites } from './table-writes.ts'
import type { Warehouse } from './warehouse.ts'
import { oldFiles, removeOldVersions } from './warehouse-upkeep.ts'

/**
 * The versions of managed tables. A version is a list of files: whoever reads gets the list of one version for the whole statement, and whoever writes
 * makes the next one in one step or not at all. No file is ever changed, and one that a running job reads is not removed.
 */
export interface TableVersions {
  /** The table as it is now, or as it was. Its files stay until the job has ended. 'expired' for a version that is no longer kept. */
  open(caller: Caller, jobId: string, table: NamedTable & { readonly was?: VersionChoice }): Promise<OpenedTable>
  /** What is known of the columns in the files of a version, by the files' names. */
  statistics(
    caller: Caller,
    table: NamedTable & { readonly version: number; readonly columns: readonly string[] },
  ): Promise<Readonly<Record<string, FileStatistics>>>
  /** The table with the columns that it had. Undefined: there is none; a table without versions as it is. */
  describe(caller: Caller, table: NamedTable & { readonly was: VersionChoice }): Promise<CatalogEntry | undefined>
  /** Makes the next version, of the same files with other columns; of a table at a location changes the definition only. False: there was nothing to change. */
  alterColumns(caller: Caller, jobId: string, table: NamedTable & { readonly change: ColumnsChange }): Promise<boolean>
  /** An empty folder for the files that the job will add to the table, and the version that it starts from. */
  stage(caller: Caller, jobId: string, table: NamedTable): Promise<{ readonly folder: string; readonly version: number }>
  /** An empty folder for the files of a table that the job will make. */
  stageNew(caller: Caller, jobId: string, table: NamedTable): Promise<{ readonly folder: string }>
  /**
   * Makes a managed table with the files that the job has staged for it as a new one; false when it was there already. Undefined: the job has staged nothing.
   * @throws 'internal' when the job staged files of another table for it, or files that are of no partition of it
   */
  createWith(
    caller: Caller,
    jobId: string,
    table: TableDefinition,
    files: readonly TableFile[],
    create: (rows: { readonly tableId: string; readonly files: readonly TableFile[] }) => Promise<boolean>,
  ): Promise<boolean | undefined>
  /**
   * Makes the next version; answers with its number.
   * @throws 'conflict' when the change takes something away and somebody else made a version after its base; 'not-found' when the table was dropped, or
   * made anew, since the job began to write.
   */
  commit(caller: Caller, jobId: string, change: TableChange): Promise<number>
  /** The same for several tables, in one step; no table is in it twice. */
  commitAll(caller: Caller, jobId: string, changes: readonly TableChange[]): Promise<readonly number[]>
  /** Files that are smaller, with others such in their partition. */
  countSmallFiles(caller: Caller, table: NamedTable & { readonly bytes: number }): Promise<number>
  /** The newest first. */
  list(caller: Caller, table: NamedTable): Promise<readonly TableVersionShown[]>
  /** Whether restoring the version would change the columns of the table. */
  hadOtherColumns(caller: Caller, table: NamedTable & { readonly was: VersionChoice }): Promise<boolean>
  /**
   * Makes the next version, of the files and the columns of an earlier one; answers with its number.
   * @throws 'conflict' when the columns would change, and `changesColumns` does not say so
   */
  restore(
    caller: Caller,
    jobId: string,
    table: NamedTable & { readonly was: VersionChoice; readonly changesColumns: boolean },
  ): Promise<number>
  /** Removes the files that only versions have which were replaced so many hours ago, by default as long ago as they are kept; answers with their number. */
  vacuum(caller: Caller, table: NamedTable & { readonly hours?: number }): Promise<number>
  /** The names of the files that it would remove, the first thousand of them. */
  listOldFiles(caller: Caller, table: NamedTable & { readonly hours?: number }): Promise<readonly string[]>
  /** Removes what the job wrote and did not commit; what it read may be removed. */
  jobEnded(jobId: string): void
}

/** As many as Delta Lake shows. */
const OLD_FILES_MAX = 1000

const ageOf = ({ hours }: { readonly hours?: number }): number => (hours === undefined ? RETENTION.tableVersionsMs : hours * HOUR_MS)

interface OpenedTable {
  readonly folder: string
  readonly version: number
  /** Which version changed the columns last, of the table as it is now. */
  readonly columnsVersion?: number
  readonly files: readonly TableFile[]
}

export interface TableVersionsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly warehouse: Warehouse
  readonly readers: TableReaders
  readonly writes: TableWrites
  readonly moved?: Moved
}

/** The first version of a table, in the transaction that makes it. */
export async function insertFirstVersion(
  db: Database,
  version: { readonly tableId: string; readonly userName: string; readonly jobId: string | undefined; readonly committedAt: number },
  files: readonly TableFile[] | undefined,
): Promise<void> {
  const operation: TableOperation = files === undefined ? 'CREATE TABLE' : 'CREATE TABLE AS SELECT'
  await insertTableVersion(db, { ...version, operation, version: 0 })
  await insertTableFiles(db, version.tableId, 0, files ?? [])
}

/** A worker, which is not trusted, says of which partition a file is. */
function checkPartitions(table: CatalogEntry, files: readonly TableFile[]): void {
  const sorted = (names: readonly string[]): string => JSON.stringify(names.toSorted())
  const wanted = sorted((isTable(table) ? table.partitionedBy : undefined) ?? [])
  const wrong = files.find(({ partition = {} }) => sorted(Object.keys(partition)) !== wanted)
  if (wrong !== undefined)
    throw new CausewayError('internal', `A file that was written for ${table.database}.${table.name} is of no partition of it`)
}

const HOUR_MS = 3_600_000

const inUse = ({ definition, name }: TableRecord): CausewayError =>
  new CausewayError('conflict', `Another job has the table ${definition.database}.${name} open`)

export function createTableVersions({ store, clock, warehouse, readers, writes, moved }: TableVersionsDeps): TableVersions {
  const nameOf = (caller: Caller, { database, table }: NamedTable) => ({
    projectId: caller.projectId,
    database: database.toLowerCase(),
    table: table.toLowerCase(),
  })

  function tellMoved({ projectId }: Caller, { database, table }: NamedTable, moves: ColumnMoves): void {
    const on = (name: string) => ({ kind: 'column', database, table, name }) as const
    moved?.(
      projectId,
      [...moves].map(([from, to]) => ({ from: on(from), to: to === undefined ? undefined : on(to) })),
    )
  }

  /** With the version after the record's. */
  async function remove(db: Database, { id, version }: { id: string; version: number }, removed: RemovedFiles): Promise<void> {
    if (removed === 'none') return
    if (removed === 'all') return await removeTableFiles(db, id, version + 1)
    const names = filesToRemove(await listTableFiles(db, id, version), removed).map(({ name }) => name)
    await removeTableFiles(db, id, version + 1, names)
  }

  /** What was written is the tables' when the work is done, and is removed when it fails or made nothing. */
  async function committing<T>(taken: readonly (TableWrite | undefined)[], work: () => Promise<T>): Promise<T> {
    let done: T | undefined
    try {
      done = await work()
      return done
    } finally {
      if (done === undefined || done === false) for (const write of taken) if (write !== undefined) await writes.discard(write)
    }
  }

  function takeWrite(caller: Caller, jobId: string, change: TableChange): TableWrite | undefined {
    const write = change.add.length === 0 ? undefined : writes.take(jobId, nameOf(caller, change))
    if (change.add.length > 0 && write === undefined) throw new CausewayError('internal', 'A job adds files that it did not write')
    return write
  }

  async function nextVersions(
    caller: Caller,
    jobId: string,
    changes: readonly { readonly change: TableChange; readonly write: TableWrite | undefined }[],
  ): Promise<readonly number[]> {
    const written: { readonly change: TableChange; readonly write: TableWrite | undefined; readonly files: readonly TableFile[] }[] = []
    for (const { change, write } of changes)
      written.push({ change, write, files: write === undefined ? [] : await writes.written(write, change.add) })
    return await store.transaction(async (tx) => {
      const versions: number[] = []
      for (const one of written) versions.push(await nextVersion(tx, caller, jobId, one))
      return versions
    })
  }

  async function nextVersion(
    tx: Database,
    caller: Caller,
    jobId: string,
    {
      change,
      write,
      files,
    }: { readonly change: TableChange; readonly write: TableWrite | undefined; readonly files: readonly TableFile[] },
  ): Promise<number> {
    const record = await requireTable(tx, caller, change)
    if (write !== undefined && write.tableId !== record.id) throw noTable(write.database, write.table)
    checkPartitions(record.definition, files)
    if (change.yields === true && readers.isOpenElsewhere(jobId, record.id)) throw inUse(record)
    await refuseConflict(tx, record, change)
    const { id, version } = record
    const { userName } = caller
    await insertTableVersion(tx, {
      tableId: id,
      version: version + 1,
      operation: change.operation,
      userName,
      jobId,
      committedAt: clock(),
    })
    if (change.operation === 'RENAME PARTITION') requireRenamed(await listTableFiles(tx, id, version), change.remove, files)
    await remove(tx, record, change.remove)
    if ((await countTableFiles(tx, id)) + files.length > TABLE_FILE_LIMITS.files) {
      const shown = `${record.definition.database}.${record.name}`
      throw new CausewayError('limit-exceeded', `The table would have more than ${TABLE_FILE_LIMITS.files} files`, {
        hint: `Write its rows anew, into fewer files: OPTIMIZE ${shown}.`,
      })
    }
    await insertTableFiles(tx, id, version + 1, files)
    return version + 1
  }

  return {
    async open(caller, jobId, named) {
      const { id, definition, version, files } = await store.transaction(async (tx) => {
        const record = await requireTable(tx, caller, named)
        const chosen = named.was === undefined ? record.version : await requireVersion(tx, record, named.was)
        readers.open(jobId, record.id, chosen)
        return { ...record, version: chosen, files: await listTableFiles(tx, record.id, chosen) }
      })
      const folder = warehouse.tableFolder({ projectId: caller.projectId, database: definition.database, tableId: id })
      const changed = isTable(definition) ? definition.stored?.version : undefined
      return { folder, version, files, ...(changed === undefined ? {} : { columnsVersion: changed }) }
    },

    async statistics(caller, named) {
      const { id } = await requireTable(store.db, caller, named)
      const known = await listFileStatistics(store.db, id, named.version)
      const asked = new Set(named.columns)
      return Object.fromEntries(
        [...known].map(([name, columns]) => [name, Object.fromEntries(Object.entries(columns).filter(([column]) => asked.has(column)))]),
      )
    },

    async describe(caller, named) {
      const found = await findDatabase(store.db, caller.projectId, named.database.toLowerCase())
      const record = found === undefined ? undefined : await findTable(store.db, found.id, named.table.toLowerCase())
      if (record === undefined) return undefined
      const { id, definition, version } = record
      if (version === undefined || !isTable(definition)) return definition
      const was = await requireVersion(store.db, { ...record, version }, named.was)
      const columns = await findTableColumns(store.db, id, was)
      return columns === undefined ? definition : withColumns(definition, columns)
    },

    async alterColumns(caller, jobId, named) {
      const moves = await store.transaction(async (tx) =>
        alterColumns(tx, await requireRecord(tx, caller, named), named.change, { ...caller, jobId, at: clock() }),
      )
      if (moves !== undefined) tellMoved(caller, named, moves)
      return moves !== undefined
    },

    async stage(caller, jobId, named) {
      const { id, version } = await store.transaction(async (tx) => {
        const record = await requireTable(tx, caller, named)
        readers.open(jobId, record.id, record.version)
        return record
      })
      const { folder } = await writes.begin(jobId, { ...nameOf(caller, named), tableId: id, isNew: false, baseVersion: version })
      return { folder, version }
    },

    async stageNew(caller, jobId, named) {
      const record = await requireDatabase(store.db, caller.projectId, named.database)
      requireOwnTables(record)
      const { name: database } = record
      const table = tableName(named.table)
      const { folder } = await writes.begin(jobId, {
        ...nameOf(caller, { database, table }),
        tableId: newUuid(),
        isNew: true,
        baseVersion: -1,
      })
      return { folder }
    },

    async createWith(caller, jobId, table, files, create) {
      const write = writes.take(jobId, nameOf(caller, { database: table.database, table: table.name }))
      if (write === undefined) return undefined
      return await committing([write], async () => {
        // Files that were staged for a table that was there are in its folder, which goes when that one is dropped.
        if (table.source.kind !== 'managed' || !write.isNew) {
          throw new CausewayError('internal', `A job makes ${table.database}.${table.name} of files that it wrote for another table`)
        }
        checkPartitions(table, files)
        return await create({ tableId: write.tableId, files: await writes.written(write, files) })
      })
    },

    async commit(caller, jobId, change) {
      const write = takeWrite(caller, jobId, change)
      const [version] = await committing([write], () => nextVersions(caller, jobId, [{ change, write }]))
      if (version === undefined) throw new CausewayError('internal', 'A change made no version')
      return version
    },

    async commitAll(caller, jobId, changes) {
      const taken: (TableWrite | undefined)[] = []
      // Within what discards them: one may be there, and the next one not.
      return await committing(taken, async () => {
        const each = changes.map((change) => {
          const write = takeWrite(caller, jobId, change)
          taken.push(write)
          return { change, write }
        })
        return await nextVersions(caller, jobId, each)
      })
    },

    async countSmallFiles(caller, named) {
      return await countSmallFiles(store.db, (await requireTable(store.db, caller, named)).id, named.bytes)
    },

    async list(caller, named) {
      const { id, keptFrom = 0 } = await requireTable(store.db, caller, named)
      const versions = await listTableVersions(store.db, id)
      return versions.map(({ tableId: _tableId, ...version }) => ({ ...version, isKept: version.version >= keptFrom }))
    },

    async hadOtherColumns(caller, named) {
      const record = await requireTable(store.db, caller, named)
      return (await otherColumns(store.db, record, await requireVersion(store.db, record, named.was))) !== undefined
    },

    async restore(caller, jobId, named) {
      const { version, moves } = await store.transaction(async (tx) => {
        const record = await requireTable(tx, caller, named)
        const by = { projectId: caller.projectId, userName: caller.userName, jobId, at: clock() }
        return await restoreTable(
          tx,
          record,
          { was: await requireVersion(tx, record, named.was), changesColumns: named.changesColumns },
          by,
        )
      })
      if (moves !== undefined) tellMoved(caller, named, moves)
      return version
    },

    async vacuum(caller, named) {
      const { id } = await store.transaction((tx) => requireTable(tx, caller, named))
      return await removeOldVersions({ store, warehouse, readers }, clock() - ageOf(named), { tableId: id })
    },

    async listOldFiles(caller, named) {
      const { id } = await store.transaction((tx) => requireTable(tx, caller, named))
      return (await oldFiles({ store, readers }, clock() - ageOf(named), id)).slice(0, OLD_FILES_MAX)
    },

    jobEnded(jobId) {
      writes.release(jobId)
      readers.release(jobId)
    },
  }
}
