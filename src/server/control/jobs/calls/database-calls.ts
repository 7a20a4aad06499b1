import { foundSource } from '../../../../protocol/found-table.ts'
import { DEFAULT_DATABASE } from '../../../domain/database.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { CatalogFunctions } from '../../catalog/functions.ts'
import { isOwnedBy } from '../../shared/caller.ts'
import type { Context } from '../contexts.ts'
import type { WorkerRights } from '../rights/worker-rights.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'
import type { CredentialRules } from './credential-rules.ts'

interface DatabaseCallsDeps {
  readonly catalog: Catalog
  readonly catalogFunctions: CatalogFunctions
  readonly rights: WorkerRights
  readonly credentials: CredentialRules
}

type DatabaseCalls = CallHandlers<
  | 'get-database'
  | 'list-databases'
  | 'create-database'
  | 'annotate-database'
  | 'drop-database'
  | 'put-catalog-function'
  | 'get-catalog-function'
  | 'list-catalog-functions'
  | 'drop-catalog-function'
>

/** Of databases, and of their functions. */
export function databaseCalls({ catalog, catalogFunctions, rights, credentials }: DatabaseCallsDeps): DatabaseCalls {
  /** One of which the caller may see nothing is as one that is not there. */
  async function shownDatabase(context: Context, name: string) {
    const shows = await rights.showsDatabase(context)
    const database = await catalog.findDatabase(context.caller, name)
    return database !== undefined && (shows(database.name) || isOwnedBy(database, context.caller)) ? database : undefined
  }

  return {
    async 'get-database'({ context }, call) {
      const found = await shownDatabase(context, call.database)
      // Statements begin in it, whoever submits them: that it is there is all that they are told.
      if (found === undefined && call.database.toLowerCase() === DEFAULT_DATABASE)
        return { database: DEFAULT_DATABASE, comment: '', properties: {} }
      if (found === undefined) return null
      const { name: database, description: comment, properties, connection } = found
      return { database, comment, properties, ...(connection === undefined ? {} : { connection }) }
    },
    async 'list-databases'({ context }) {
      const { caller } = context
      const { items } = await catalog.listDatabases(caller)
      const shows = await rights.showsDatabase(context)
      const shown = items.filter((database) => shows(database.name) || isOwnedBy(database, caller))
      return { databases: shown.map((database) => database.name) }
    },
    async 'create-database'(asking, { database: name, comment: description = '', properties = {}, ifNotExists, connection }) {
      const context = requireJob(asking, 'create a database')
      if (connection !== undefined) await credentials.requireOwnTable(context, foundSource(connection, 't'))
      const created = await catalog.createDatabase(context.caller, {
        name,
        description,
        properties,
        enterpriseProjectId: '0',
        ifNotExists,
        ...(connection === undefined ? {} : { connection }),
      })
      return { created }
    },
    async 'annotate-database'(asking, { database, comment, properties }) {
      const { caller } = requireJob(asking, 'change a database')
      await catalog.annotateDatabase(caller, database, { properties, ...(comment === undefined ? {} : { comment }) })
      return { changed: true }
    },
    async 'drop-database'(asking, call) {
      const { caller } = requireJob(asking, 'drop a database')
      return { dropped: await catalog.dropDatabase(caller, call.database, call) }
    },
    async 'put-catalog-function'(asking, call) {
      const { caller } = requireJob(asking, 'make a function')
      return { created: await catalogFunctions.put(caller, call.database, call.function, call) }
    },
    async 'get-catalog-function'({ context }, call) {
      if ((await shownDatabase(context, call.database)) === undefined) return null
      return (await catalogFunctions.find(context.caller, call.database, call.name)) ?? null
    },
    async 'list-catalog-functions'({ context }, call) {
      if ((await shownDatabase(context, call.database)) === undefined) return { names: [] }
      return { names: await catalogFunctions.list(context.caller, call.database) }
    },
    async 'drop-catalog-function'(asking, call) {
      const { caller } = requireJob(asking, 'drop a function')
      return { dropped: await catalogFunctions.drop(caller, call.database, call.name) }
    },
  }
}
