import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import type { Properties } from '../../../protocol/table-definition.ts'
import { type DatabaseRecord, DEFAULT_DATABASE } from '../../domain/database.ts'
import type { Page } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import {
  countDatabases,
  type DatabaseSelection,
  deleteDatabase,
  findDatabase,
  insertDatabase,
  pageOfDatabases,
  updateDatabaseOwner,
  updateDatabaseTexts,
} from '../../store/catalog/databases.ts'
import { listFunctionNames } from '../../store/catalog/functions.ts'
import { deleteTables, listKinds, updateTableOwners } from '../../store/catalog/tables.ts'
import type { Store } from '../../store/store.ts'
import type { Moved } from '../authorization/moved-need.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { databaseName, freeText, lineText } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { requireNewOwner } from '../shared/require-new-owner.ts'
import { checkTags } from '../shared/tags.ts'
import type { ManagedTables } from './managed-tables.ts'
import { noDatabase, requireDatabase } from './require-database.ts'
import { checkConnection, checkProperties } from './table-definition.ts'

export interface Database extends Omit<DatabaseRecord, 'projectId' | 'createdAt'> {
  readonly tableCount: number
}

export interface Databases {
  createDatabase(
    caller: Caller,
    input: {
      readonly name: string
      readonly description: string
      readonly properties?: Properties
      readonly tags?: readonly Tag[]
      readonly enterpriseProjectId: string
      readonly ifNotExists: boolean
      /** Its tables are those of a schema of a remote database. */
      readonly connection?: DatabaseConnection
    },
  ): Promise<boolean>
  /** By name. */
  listDatabases(caller: Caller, selection?: DatabaseSelection): Promise<Page<Database>>
  findDatabase(caller: Caller, name: string): Promise<Database | undefined>
  /** When the first database of the project was made; epoch ms. */
  madeAt(caller: Caller): Promise<number>
  /** Its comment, unless it is absent, and properties beside those that it has. @throws 'not-found' */
  annotateDatabase(caller: Caller, name: string, change: { readonly comment?: string; readonly properties: Properties }): Promise<void>
  /** 'not-found' for the database, and for the user. */
  changeDatabaseOwner(caller: Caller, name: string, newOwner: string): Promise<void>
  /** 'in-use' for a database with tables or functions, without cascade. Managed tables lose their rows. True when it was there. */
  dropDatabase(caller: Caller, name: string, options: { readonly cascade: boolean; readonly ifExists: boolean }): Promise<boolean>
}

const PROPERTIES_CHARACTERS_MAX = 1_048_576
const GLOBAL_VIEWS = 'global_temp'

/** That are removed before others have their turn. */
const TABLES_OF_TURN = 200

type StoredTable = Awaited<ReturnType<typeof listKinds>>[number]

/** 2 tables, 1 view and 1 function */
function contents(records: readonly Pick<StoredTable, 'kind'>[], functionCount: number): string {
  const views = records.filter(({ kind }) => kind === 'view').length
  const counted = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`])
  const parts = [...counted(records.length - views, 'table'), ...counted(views, 'view'), ...counted(functionCount, 'function')]
  return [...(parts.length > 1 ? [parts.slice(0, -1).join(', ')] : []), ...parts.slice(-1)].join(' and ')
}

interface DatabasesDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly moved?: Moved
}

export function createDatabases({ store, clock, quotas, moved }: DatabasesDeps, managed: ManagedTables): Databases {
  return {
    async createDatabase(caller, input) {
      const name = databaseName(input.name)
      if (name === GLOBAL_VIEWS) {
        throw new CausewayError('invalid-parameter', `${GLOBAL_VIEWS} is where global temporary views are, and no name for a database`, {
          hint: 'Choose another name.',
        })
      }
      const description = freeText('description', input.description)
      const enterpriseProjectId = lineText('enterprise project id', input.enterpriseProjectId)
      const { properties = {}, tags = [], connection } = input
      if (connection !== undefined) checkConnection(connection)
      checkProperties(properties)
      checkTags(tags)
      return await store.transaction(async (tx) => {
        if ((await findDatabase(tx, caller.projectId, name)) !== undefined) {
          if (input.ifNotExists) return false
          throw new CausewayError('already-exists', `The database ${name} already exists`, { hint: 'Choose another name.' })
        }
        // The built-in database does not count.
        if ((await countDatabases(tx, caller.projectId)) > quotas.databases) throw quotaReached('databases', quotas)
        const { projectId } = caller
        await insertDatabase(tx, {
          id: newUuid(),
          projectId,
          name,
          description,
          properties,
          tags,
          ...ownedBy(caller),
          enterpriseProjectId,
          createdAt: clock(),
          connection,
        })
        return true
      })
    },

    async listDatabases(caller, selection = {}) {
      return await pageOfDatabases(store.db, caller.projectId, selection)
    },

    async findDatabase(caller, name) {
      const { items } = await pageOfDatabases(store.db, caller.projectId, { name: name.toLowerCase() })
      return items[0]
    },

    async madeAt(caller) {
      return (await findDatabase(store.db, caller.projectId, DEFAULT_DATABASE))?.createdAt ?? 0
    },

    async annotateDatabase(caller, name, { comment, properties }) {
      await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, name)
        const merged = { ...database.properties, ...properties }
        checkProperties(properties)
        if (JSON.stringify(merged).length > PROPERTIES_CHARACTERS_MAX)
          throw new CausewayError('limit-exceeded', `The properties of the database ${database.name} are too long`, {
            hint: `Use at most ${PROPERTIES_CHARACTERS_MAX} characters in all of them together.`,
          })
        const description = comment === undefined ? database.description : freeText('description', comment)
        await updateDatabaseTexts(tx, database.id, { description, properties: merged })
      })
    },

    async changeDatabaseOwner(caller, name, newOwner) {
      await store.transaction(async (tx) => {
        const { id, connection } = await requireDatabase(tx, caller.projectId, name)
        const owned = await requireNewOwner(tx, caller.projectId, newOwner)
        await updateDatabaseOwner(tx, id, owned)
        // What was found belongs to whoever has the database.
        if (connection !== undefined) await updateTableOwners(tx, id, owned)
      })
    },

    async dropDatabase(caller, name, options) {
      const wanted = name.toLowerCase()
      if (wanted === DEFAULT_DATABASE) {
        throw new CausewayError('not-supported', 'The database default is built in and cannot be dropped', {
          hint: 'Drop its tables one by one.',
        })
      }
      const tables = await store.transaction(async (tx) => {
        const database = await findDatabase(tx, caller.projectId, wanted)
        if (database === undefined) {
          if (options.ifExists) return undefined
          throw noDatabase(wanted)
        }
        // What was found in a remote schema stays there, and is forgotten here.
        const records = database.connection === undefined ? await listKinds(tx, database.id) : []
        const functionCount = (await listFunctionNames(tx, database.id)).length
        if (records.length + functionCount > 0 && !options.cascade) {
          throw new CausewayError('in-use', `The database ${wanted} has ${contents(records, functionCount)}`, {
            hint: 'Drop what is in it first, or drop it with cascade.',
          })
        }
        // One change, and thousands of records: who wants nothing of the store has its turn between.
        while ((await deleteTables(tx, database.id, TABLES_OF_TURN)) > 0) await nextTurn()
        await deleteDatabase(tx, database.id)
        await forgetPrivileges(tx, caller.projectId, { kind: 'database', name: wanted })
        return records
      })
      if (tables === undefined) return false
      moved?.(caller.projectId, [{ from: { kind: 'database', name: wanted }, to: undefined }])
      await managed.remove(
        caller,
        wanted,
        tables.flatMap(({ id, kind }) => (kind === 'managed' ? [id] : [])),
      )
      return true
    },
  }
}
