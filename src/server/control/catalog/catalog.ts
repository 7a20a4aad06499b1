import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { isTable, isView } from '../../../protocol/catalog-entry.ts'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'
import type { TableRecord } from '../../domain/database.ts'
import type { Tag } from '../../domain/tag.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { countTables, deleteTable, findTable, insertTable, listNames, updateTable } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Moved } from '../authorization/moved-need.ts'
import { carryPrivileges, forgetPrivileges } from '../authorization/object-privileges.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { databaseName, tableName } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { annotated } from './annotate.ts'
import type { Buckets } from './buckets/buckets.ts'
import { parseObsLocation } from './buckets/obs-location.ts'
import { createDatabases, type Databases } from './databases.ts'
import { createManagedTables } from './managed-tables.ts'
import { noDatabase, noTable, requireDatabase, requireOwnTables } from './require-database.ts'
import { checkButTypes, checkProperties, checkTableInTurns, checkWritten } from './table-definition.ts'
import type { TableReaders } from './table-readers.ts'
import { insertFirstVersion } from './table-versions.ts'
import type { Warehouse } from './warehouse.ts'

/** Databases and tables: their definitions, and where their rows are on this machine. */
export interface Catalog extends Databases {
  /** A table, or a view. */
  findTable(caller: Caller, database: string, table: string): Promise<CatalogEntry | undefined>
  /** The schema of a remote database that a database stands for. */
  findConnection(caller: Caller, database: string): Promise<DatabaseConnection | undefined>
  /** Who made a table or a view, and when (epoch ms). */
  findOrigin(caller: Caller, database: string, table: string): Promise<{ readonly createdAt: number; readonly owner: string } | undefined>
  /** Names, and which are views. */
  listTables(caller: Caller, database: string): Promise<readonly { readonly name: string; readonly isView: boolean }[]>
  /** `rows`: a managed table's, which are there already, in a folder of the table's id. */
  createTable(
    caller: Caller,
    table: TableDefinition,
    options: {
      readonly ifNotExists: boolean
      readonly jobId?: string
      readonly rows?: { readonly tableId: string; readonly files: readonly TableFile[] }
      readonly tags?: readonly Tag[]
      /** What is committed with the table. */
      readonly within?: (tx: Database) => Promise<void>
    },
  ): Promise<boolean>
  /** Changes what is told of a table. @throws 'invalid-parameter' for a view, 'not-found' for the table, a column or a property */
  annotateTable(caller: Caller, database: string, table: string, annotation: TableAnnotation): Promise<void>
  /** In its database. @throws 'invalid-parameter' for a view, 'already-exists' for a name that is taken */
  renameTable(caller: Caller, database: string, table: string, newName: string): Promise<void>
  /** @throws 'invalid-parameter' for a view */
  dropTable(caller: Caller, database: string, table: string, options: { readonly ifExists: boolean }): Promise<boolean>
  /** The path behind obs://bucket/key, never outside the bucket. It may be a file, a folder, or not there yet. 'not-found' for an unknown bucket. */
  locatePath(caller: Caller, location: string): Promise<string>
  /** Throws 'not-found' for a location of an unknown bucket; that may be one of a store of objects. */
  requirePlace(caller: Caller, location: string): Promise<void>
  /** Folders that hold this project's rows: its warehouse and the buckets. */
  dataFolders(projectId: string): readonly string[]
}

/** Which an annotation gives a table or its partitions. */
const placesOf = (annotation: TableAnnotation): readonly string[] => {
  if (annotation.kind === 'location') return [annotation.location]
  return annotation.kind === 'place-partitions' ? annotation.placed.map(({ location }) => location) : []
}

const viewRefused = (database: string, name: string, hint: string): CausewayError =>
  new CausewayError('invalid-parameter', `${database}.${name} is a view, and no table`, { hint })

export interface CatalogDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly warehouse: Warehouse
  readonly buckets: Buckets
  readonly readers: TableReaders
  readonly moved?: Moved
}

export function createCatalog(deps: CatalogDeps): Catalog {
  const { store, clock, quotas, warehouse, buckets } = deps

  async function lookUp(caller: Caller, databaseName: string, name: string): Promise<TableRecord | undefined> {
    const database = await findDatabase(store.db, caller.projectId, databaseName.toLowerCase())
    return database === undefined ? undefined : await findTable(store.db, database.id, name.toLowerCase())
  }

  async function requirePlace(caller: Caller, location: string): Promise<void> {
    const seen = buckets.of(caller.projectId)
    if (seen.store(parseObsLocation(location).bucket) === undefined) await seen.locate(location)
  }

  const managed = createManagedTables(deps)

  return {
    ...createDatabases(deps, managed),

    async findOrigin(caller, database, table) {
      const record = await lookUp(caller, database, table)
      return record === undefined ? undefined : { createdAt: record.createdAt, owner: record.owner }
    },

    async findTable(caller, database, table) {
      return (await lookUp(caller, database, table))?.definition
    },

    async findConnection(caller, database) {
      return (await findDatabase(store.db, caller.projectId, database.toLowerCase()))?.connection
    },

    async listTables(caller, database) {
      const { id } = await requireDatabase(store.db, caller.projectId, database)
      return (await listNames(store.db, id)).map(({ name, kind }) => ({ name, isView: kind === 'view' }))
    },

    async createTable(caller, table, options) {
      const { stored: _stored, unusable, ...told } = table
      // The log of a table tells its own, which are only shown.
      if (tableFormatOf(table.source) === undefined) checkWritten(table)
      else checkProperties(table.properties ?? {})
      const others = unusable !== undefined && isRemote(told.source) ? { unusable } : {}
      const definition = await checkTableInTurns({
        ...told,
        ...others,
        database: databaseName(table.database),
        name: tableName(table.name),
      })
      if (definition.source.kind === 'files') await requirePlace(caller, definition.source.location)
      const isManaged = definition.source.kind === 'managed'
      const id = options.rows?.tableId ?? newUuid()
      const created = await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, definition.database)
        requireOwnTables(database)
        if ((await findTable(tx, database.id, definition.name)) !== undefined) {
          if (options.ifNotExists) return false
          throw new CausewayError('already-exists', `The table ${definition.database}.${definition.name} already exists`, {
            hint: 'Choose another name, or drop the table first.',
          })
        }
        if ((await countTables(tx, caller.projectId)) >= quotas.tables) throw quotaReached('tables', quotas)
        const made = { id, databaseId: database.id, name: definition.name, definition, ...ownedBy(caller), createdAt: clock() }
        await insertTable(tx, { ...made, version: undefined, keptFrom: undefined }, options.tags)
        const { userName } = caller
        if (isManaged)
          await insertFirstVersion(tx, { tableId: id, userName, jobId: options.jobId, committedAt: clock() }, options.rows?.files)
        await options.within?.(tx)
        return true
      })
      if (created && isManaged) {
        await warehouse.makeFolder({ projectId: caller.projectId, database: definition.database, tableId: id })
      }
      return created
    },

    async annotateTable(caller, databaseText, table, annotation) {
      for (const location of placesOf(annotation)) await requirePlace(caller, location)
      await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, databaseText)
        requireOwnTables(database)
        const record = await findTable(tx, database.id, table.toLowerCase())
        if (record === undefined) throw noTable(database.name, table.toLowerCase())
        if (!isTable(record.definition)) throw viewRefused(database.name, record.name, 'Use ALTER VIEW.')
        await updateTable(tx, { ...record, definition: checkButTypes(annotated(record.definition, annotation)) })
      })
    },

    async renameTable(caller, databaseText, table, newName) {
      const name = tableName(newName)
      const move = await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, databaseText)
        requireOwnTables(database)
        const record = await findTable(tx, database.id, table.toLowerCase())
        if (record === undefined) throw noTable(database.name, table.toLowerCase())
        if (!isTable(record.definition)) throw viewRefused(database.name, record.name, 'Use ALTER VIEW.')
        if ((await findTable(tx, database.id, name)) !== undefined) {
          throw new CausewayError('already-exists', `There is a table or a view named ${database.name}.${name} already`, {
            hint: 'Choose another name, or drop that one first.',
          })
        }
        await updateTable(tx, { id: record.id, name, definition: { ...record.definition, name } })
        const named = { kind: 'table', database: database.name } as const
        const [from, to] = [
          { ...named, name: record.name },
          { ...named, name },
        ] as const
        await carryPrivileges(tx, caller.projectId, from, to)
        return { from, to }
      })
      deps.moved?.(caller.projectId, [move])
    },

    async dropTable(caller, databaseText, table, options) {
      const wantedDatabase = databaseText.toLowerCase()
      const wanted = table.toLowerCase()
      const dropped = await store.transaction(async (tx) => {
        const database = await findDatabase(tx, caller.projectId, wantedDatabase)
        if (database !== undefined) requireOwnTables(database)
        const record = database === undefined ? undefined : await findTable(tx, database.id, wanted)
        if (record !== undefined && isView(record.definition)) {
          throw viewRefused(wantedDatabase, wanted, 'Use DROP VIEW.')
        }
        if (record !== undefined) {
          await deleteTable(tx, record.id)
          await forgetPrivileges(tx, caller.projectId, { kind: 'table', database: wantedDatabase, name: wanted })
        } else if (!options.ifExists) throw database === undefined ? noDatabase(wantedDatabase) : noTable(wantedDatabase, wanted)
        return record
      })
      if (dropped === undefined) return false
      deps.moved?.(caller.projectId, [{ from: { kind: 'table', database: wantedDatabase, name: wanted }, to: undefined }])
      if (dropped.definition.source.kind === 'managed') await managed.remove(caller, wantedDatabase, [dropped.id])
      return true
    },

    async locatePath(caller, location) {
      return await buckets.of(caller.projectId).locate(location)
    },

    requirePlace,

    dataFolders: (projectId) => [warehouse.projectFolder(projectId), ...buckets.of(projectId).folders()],
  }
}
