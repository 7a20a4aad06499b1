import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { foundSource, isFindableName } from '../../../protocol/found-table.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { countTablesIn, deleteTable, findTable, insertTable, updateTable } from '../../store/catalog/tables.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { noDatabase } from './require-database.ts'
import { checkTable } from './table-definition.ts'

/** What was found in the schema that a database stands for. */
interface FoundTable extends Pick<TableDefinition, 'columns' | 'unusable'> {
  readonly database: string
  /** With the capitals that it has there. */
  readonly remoteName: string
}

/** The tables that are known by now of databases that stand for schemas of remote databases. Nothing is done there. */
export interface FoundTables {
  /** Anew, or for the first time. @throws 'invalid-parameter' for a database whose tables are made here, and for a name that none may have */
  keep(caller: Caller, found: FoundTable): Promise<void>
  /** One that is not there any more. What was granted on its name stays: it may be there again tomorrow. */
  forget(caller: Caller, database: string, table: string): Promise<void>
}

/** Of one database. */
const FOUND_TABLES_MAX = 20_000

export function createFoundTables({ store, clock }: { readonly store: Store; readonly clock: Clock }): FoundTables {
  async function connected(db: Store['db'], caller: Caller, name: string) {
    const database = await findDatabase(db, caller.projectId, name.toLowerCase())
    if (database === undefined) throw noDatabase(name.toLowerCase())
    const { connection } = database
    if (connection !== undefined) return { ...database, connection }
    throw new CausewayError('invalid-parameter', `The tables of ${database.name} are made here, and not found anywhere`)
  }

  return {
    async keep(caller, { database: databaseText, remoteName, columns, unusable }) {
      if (!isFindableName(remoteName)) throw new CausewayError('invalid-parameter', 'A table of this name cannot be found here')
      await store.transaction(async (tx) => {
        const database = await connected(tx, caller, databaseText)
        const definition = checkTable({
          database: database.name,
          name: remoteName.toLowerCase(),
          columns,
          source: foundSource(database.connection, remoteName),
          ...(unusable === undefined ? {} : { unusable }),
        })
        const { name } = definition
        const known = await findTable(tx, database.id, name)
        if (known !== undefined) {
          if (JSON.stringify(known.definition) !== JSON.stringify(definition)) await updateTable(tx, { id: known.id, name, definition })
          return
        }
        if ((await countTablesIn(tx, database.id)) >= FOUND_TABLES_MAX) {
          throw new CausewayError('limit-exceeded', `${FOUND_TABLES_MAX} tables of ${database.name} are known, and more are not allowed`, {
            hint: 'Drop the database and make it again: nothing is dropped there, and what is needed is found anew.',
          })
        }
        const { id: databaseId, owner, ownerId } = database
        const none = { version: undefined, keptFrom: undefined }
        await insertTable(tx, { id: newUuid(), databaseId, name, definition, owner, ownerId, createdAt: clock(), ...none })
      })
    },

    async forget(caller, databaseText, table) {
      await store.transaction(async (tx) => {
        const database = await connected(tx, caller, databaseText)
        const known = await findTable(tx, database.id, table.toLowerCase())
        if (known !== undefined) await deleteTable(tx, known.id)
      })
    },
  }
}
