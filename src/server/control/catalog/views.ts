import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { isView } from '../../../protocol/catalog-entry.ts'
import type { Properties } from '../../../protocol/table-definition.ts'
import type { ViewDefinition, ViewMode } from '../../../protocol/view-definition.ts'
import type { PropertiesChange } from '../../../protocol/worker-calls.ts'
import type { DatabaseRecord, TableRecord } from '../../domain/database.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { countTables, deleteTable, findTable, insertTable, updateTable } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Moved } from '../authorization/moved-need.ts'
import { carryPrivileges, forgetPrivileges } from '../authorization/object-privileges.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { databaseName, tableName } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { changedProperties } from './annotate.ts'
import { noDatabase, requireDatabase, requireOwnTables } from './require-database.ts'
import { checkView, checkWritten } from './table-definition.ts'

/** The views of the catalog. They stand among the tables: no two of a database have one name, and they count as tables. */
export interface CatalogViews {
  /**
   * False: there is something of the name, which `ifNotExists` allows.
   * @throws 'already-exists' for a new one that is there, 'not-found' for one to be altered that is not, 'invalid-parameter' where a table has the name.
   */
  put(caller: Caller, view: ViewDefinition, mode: ViewMode, options: { readonly ifNotExists: boolean }): Promise<boolean>
  /** True when it was there. @throws 'invalid-parameter' for a table, 'not-found' */
  drop(caller: Caller, database: string, view: string, options: { readonly ifExists: boolean }): Promise<boolean>
  /** @throws 'invalid-parameter' for a table, 'not-found', 'already-exists' */
  rename(caller: Caller, database: string, view: string, newName: string): Promise<void>
  /** What it has afterwards. @throws 'invalid-parameter' for a table, 'not-found', also for a property that is to be unset */
  changeProperties(caller: Caller, database: string, view: string, change: PropertiesChange): Promise<Properties>
}

export interface CatalogViewsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly moved?: Moved
}

const noView = (database: string, name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('view', `${database}.${name}`), { hint: 'SHOW VIEWS lists the views of a database.' })

const notAView = (database: string, name: string, hint: string): CausewayError =>
  new CausewayError('invalid-parameter', `${database}.${name} is a table, and no view`, { hint })

type ViewRecord = TableRecord & { readonly definition: ViewDefinition }

const isViewRecord = (record: TableRecord): record is ViewRecord => isView(record.definition)

export function createCatalogViews({ store, clock, quotas, moved }: CatalogViewsDeps): CatalogViews {
  async function requireView(db: Database, caller: Caller, database: string, view: string, hint: string): Promise<ViewRecord> {
    const wanted = { database: database.toLowerCase(), view: view.toLowerCase() }
    const found = await findTable(db, (await requireDatabase(db, caller.projectId, wanted.database)).id, wanted.view)
    if (found === undefined) throw noView(wanted.database, wanted.view)
    if (!isViewRecord(found)) throw notAView(wanted.database, wanted.view, hint)
    return found
  }

  async function insert(db: Database, caller: Caller, database: DatabaseRecord, definition: ViewDefinition): Promise<void> {
    if ((await countTables(db, caller.projectId)) >= quotas.tables) throw quotaReached('tables', quotas)
    const { name } = definition
    const none = { version: undefined, keptFrom: undefined }
    await insertTable(db, { id: newUuid(), databaseId: database.id, name, definition, ...ownedBy(caller), createdAt: clock(), ...none })
  }

  return {
    async put(caller, view, mode, { ifNotExists }) {
      checkWritten(view)
      const definition = checkView({ ...view, database: databaseName(view.database), name: tableName(view.name) })
      const { database: databaseText, name } = definition
      return await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, databaseText)
        requireOwnTables(database)
        const found = await findTable(tx, database.id, name)
        if (found === undefined) {
          if (mode === 'alter') throw noView(databaseText, name)
          await insert(tx, caller, database, definition)
          return true
        }
        if (ifNotExists) return false
        if (!isViewRecord(found)) throw notAView(databaseText, name, 'Choose another name, or drop the table first.')
        if (mode === 'new') {
          throw new CausewayError('already-exists', `The view ${databaseText}.${name} already exists`, {
            hint: 'Write CREATE OR REPLACE VIEW, or drop it first.',
          })
        }
        await updateTable(tx, { id: found.id, name, definition: mode === 'alter' ? altered(found.definition, definition) : definition })
        return true
      })
    },

    async drop(caller, databaseText, viewText, { ifExists }) {
      const [database, view] = [databaseText.toLowerCase(), viewText.toLowerCase()]
      const dropped = await store.transaction(async (tx) => {
        const there = await findDatabase(tx, caller.projectId, database)
        const found = there === undefined ? undefined : await findTable(tx, there.id, view)
        if (found === undefined) {
          if (ifExists) return false
          throw there === undefined ? noDatabase(database) : noView(database, view)
        }
        if (!isViewRecord(found)) throw notAView(database, view, 'Use DROP TABLE.')
        await deleteTable(tx, found.id)
        await forgetPrivileges(tx, caller.projectId, { kind: 'table', database, name: view })
        return true
      })
      if (dropped) moved?.(caller.projectId, [{ from: { kind: 'table', database, name: view }, to: undefined }])
      return dropped
    },

    async rename(caller, database, view, newName) {
      const name = tableName(newName)
      const move = await store.transaction(async (tx) => {
        const found = await requireView(tx, caller, database, view, 'ALTER VIEW … RENAME TO is for views.')
        if ((await findTable(tx, found.databaseId, name)) !== undefined) {
          throw new CausewayError('already-exists', `There is a table or a view named ${found.definition.database}.${name} already`, {
            hint: 'Choose another name, or drop that one first.',
          })
        }
        await updateTable(tx, { id: found.id, name, definition: { ...found.definition, name } })
        const named = { kind: 'table', database: found.definition.database } as const
        const [from, to] = [
          { ...named, name: found.name },
          { ...named, name },
        ] as const
        await carryPrivileges(tx, caller.projectId, from, to)
        return { from, to }
      })
      moved?.(caller.projectId, [move])
    },

    async changeProperties(caller, database, view, change) {
      return await store.transaction(async (tx) => {
        const found = await requireView(tx, caller, database, view, 'ALTER VIEW … TBLPROPERTIES is for views.')
        const properties = changedProperties(found.definition, change)
        await updateTable(tx, { ...found, definition: checkView({ ...found.definition, properties }) })
        return properties
      })
    },
  }
}

/** As in Spark, comments of columns go with the old query. */
const altered = ({ comment, properties }: ViewDefinition, next: ViewDefinition): ViewDefinition => ({
  ...next,
  ...(comment === undefined ? {} : { comment }),
  ...(properties === undefined ? {} : { properties }),
})
