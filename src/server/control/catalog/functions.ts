import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { countFunctions, deleteFunction, findFunction, listFunctionNames, putFunction } from '../../store/catalog/functions.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { requireDatabase } from './require-database.ts'
import { checkWritten } from './table-definition.ts'

/** Of a project, in all its databases. */
const FUNCTIONS_MAX = 1_000

/** The functions of databases, which every session may call. */
export interface CatalogFunctions {
  /** False: there is one of the name, which `ifNotExists` allows. @throws 'already-exists', 'not-found' for the database, 'limit-exceeded' */
  put(
    caller: Caller,
    database: string,
    definition: UserFunction,
    options: { readonly isReplacing: boolean; readonly ifNotExists: boolean },
  ): Promise<boolean>
  /** In lower case or not. */
  find(caller: Caller, database: string, name: string): Promise<UserFunction | undefined>
  /** By name. @throws 'not-found' for the database */
  list(caller: Caller, database: string): Promise<readonly string[]>
  /** False: there was none. */
  drop(caller: Caller, database: string, name: string): Promise<boolean>
}

export function createCatalogFunctions({ store, clock }: { readonly store: Store; readonly clock: Clock }): CatalogFunctions {
  return {
    async put(caller, databaseText, definition, { isReplacing, ifNotExists }) {
      const { name } = definition
      checkWritten({ ...definition, columns: definition.parameters })
      if (JSON.stringify(definition).length > SESSION_LIMITS.functionCharacters)
        throw tooMuch(`The definition of the function ${name} is longer than ${SESSION_LIMITS.functionCharacters} characters`)
      return await store.transaction(async (tx) => {
        const database = await requireDatabase(tx, caller.projectId, databaseText)
        const isThere = (await findFunction(tx, database.id, name)) !== undefined
        if (isThere && ifNotExists) return false
        if (isThere && !isReplacing)
          throw new CausewayError('already-exists', `The function ${database.name}.${name} already exists`, {
            hint: 'Write CREATE OR REPLACE FUNCTION, or drop it first.',
          })
        if (!isThere && (await countFunctions(tx, caller.projectId)) >= FUNCTIONS_MAX)
          throw tooMuch(`The project has ${FUNCTIONS_MAX} functions in its databases, and more are not allowed`)
        await putFunction(tx, { databaseId: database.id, definition, owner: caller.userName, createdAt: clock() })
        return true
      })
    },

    async find(caller, databaseText, name) {
      const database = await findDatabase(store.db, caller.projectId, databaseText.toLowerCase())
      return database === undefined ? undefined : await findFunction(store.db, database.id, name.toLowerCase())
    },

    async list(caller, databaseText) {
      return await listFunctionNames(store.db, (await requireDatabase(store.db, caller.projectId, databaseText)).id)
    },

    async drop(caller, databaseText, name) {
      return await store.transaction(async (tx) => {
        const database = await findDatabase(tx, caller.projectId, databaseText.toLowerCase())
        return database !== undefined && (await deleteFunction(tx, database.id, name.toLowerCase()))
      })
    },
  }
}

const tooMuch = (message: string): CausewayError =>
  new CausewayError('limit-exceeded', message, { hint: 'Drop functions that are no longer needed, or make them shorter.' })
