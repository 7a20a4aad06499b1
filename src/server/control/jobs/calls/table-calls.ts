import { isTable, isView } from '../../../../protocol/catalog-entry.ts'
import { authNameOf } from '../../../../protocol/table-definition.ts'
import type { TableFile } from '../../../../protocol/table-files.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { Database } from '../../../store/schema.ts'
import { columnMoves } from '../../catalog/altered-columns.ts'
import type { UnfinishedWrites } from '../../catalog/buckets/unfinished-writes.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { FoundTables } from '../../catalog/found-tables.ts'
import type { TableVersions } from '../../catalog/table-versions.ts'
import type { ObjectUploads } from '../../object-stores/object-uploads.ts'
import type { Caller } from '../../shared/caller.ts'
import type { WorkerRights } from '../rights/worker-rights.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'
import { type CredentialRules, requireOwnAuthNames } from './credential-rules.ts'

interface TableCallsDeps {
  readonly catalog: Catalog
  readonly foundTables: FoundTables
  readonly versions: TableVersions
  readonly rights: WorkerRights
  readonly credentials: CredentialRules
  readonly uploads: ObjectUploads
  readonly unfinished: UnfinishedWrites
}

type TableCalls = CallHandlers<
  | 'get-table'
  | 'get-origin'
  | 'list-tables'
  | 'keep-found-table'
  | 'forget-found-table'
  | 'create-table'
  | 'drop-table'
  | 'annotate-table'
  | 'alter-columns'
  | 'rename-table'
>

/** What the catalog knows of tables. */
export function tableCalls({ catalog, foundTables, versions, rights, credentials, uploads, unfinished }: TableCallsDeps): TableCalls {
  async function findTable(caller: Caller, { database, table, was }: Extract<WorkerCall, { kind: 'get-table' }>) {
    return was === undefined ? await catalog.findTable(caller, database, table) : await versions.describe(caller, { database, table, was })
  }

  return {
    async 'get-table'({ context }, call) {
      const found = await findTable(context.caller, call)
      await rights.checkTable(context, call, found)
      if (found !== undefined && isView(found)) await rights.checkView(context, found.source)
      if (found === undefined || isView(found)) return found ?? null
      const columnRights = await rights.columnRights(context, call)
      if (columnRights === undefined) return found
      if (call.was === undefined) return { ...found, columnRights }
      const now = await catalog.findTable(context.caller, call.database, call.table)
      const then = now === undefined || isView(now) ? undefined : columnMoves(now, found)
      const readable = columnRights.readable.flatMap((name) => then?.get(name) ?? [])
      return { ...found, columnRights: { ...columnRights, readable, isEarlier: true } }
    },
    async 'get-origin'({ context }, call) {
      await rights.checkTable(context, call, undefined)
      return (await catalog.findOrigin(context.caller, call.database, call.table)) ?? null
    },
    async 'list-tables'({ context }, call) {
      const shows = await rights.showsTable(context, call.database)
      const entries = (await catalog.listTables(context.caller, call.database)).filter(({ name }) => shows(name))
      return {
        tables: entries.map(({ name }) => name),
        views: entries.filter((entry) => entry.isView).map(({ name }) => name),
        areAll: await rights.showsAllTables(context, call.database),
      }
    },
    async 'keep-found-table'(asking, call) {
      const context = requireJob(asking, 'find a table')
      // As whoever asks for its definition: it is what they would be told.
      const named = { database: call.database, table: call.table.toLowerCase() }
      const found = await catalog.findTable(context.caller, named.database, named.table)
      await rights.knowing(context, named, found, () => foundTables.keep(context.caller, { ...call, remoteName: call.table }))
      return { kept: true }
    },
    async 'forget-found-table'(asking, call) {
      const context = requireJob(asking, 'forget a table')
      const found = await catalog.findTable(context.caller, call.database, call.table)
      await rights.knowing(context, call, found, () => foundTables.forget(context.caller, call.database, call.table))
      return { forgotten: true }
    },
    async 'create-table'(asking, { table, ifNotExists, files }) {
      const { contextId } = asking
      const context = requireJob(asking, 'create a table')
      await credentials.requireOwnTable(context, table.source)
      const { caller } = context
      const options = { ifNotExists, jobId: contextId }
      if (table.source.kind === 'files') {
        const job = { jobId: contextId, projectId: caller.projectId }
        const make = (within: (tx: Database) => Promise<void>): Promise<boolean> =>
          catalog.createTable(caller, table, { ...options, within })
        const { location } = table.source
        const both = (commit: (tx: Database) => Promise<void>): Promise<boolean> =>
          unfinished.withTable(contextId, location, (keep) =>
            make(async (tx) => {
              await commit(tx)
              await keep(tx)
            }),
          )
        return { created: await uploads.withTable(job, location, both) }
      }
      const create = (rows?: { readonly tableId: string; readonly files: readonly TableFile[] }): Promise<boolean> =>
        catalog.createTable(caller, table, { ...options, ...(rows === undefined ? {} : { rows }) })
      const withRows = files === undefined ? undefined : await versions.createWith(caller, contextId, table, files, create)
      return { created: withRows ?? (await create()) }
    },
    async 'drop-table'(asking, call) {
      const { caller } = requireJob(asking, 'drop a table')
      return { dropped: await catalog.dropTable(caller, call.database, call.table, call) }
    },
    async 'annotate-table'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      await catalog.annotateTable(caller, call.database, call.table, call.change)
      return { changed: true }
    },
    async 'alter-columns'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      return { changed: await versions.alterColumns(caller, asking.contextId, call) }
    },
    async 'rename-table'(asking, call) {
      const context = requireJob(asking, 'change a table')
      const entry = await catalog.findTable(context.caller, call.database, call.table)
      const authName = entry !== undefined && isTable(entry) ? authNameOf(entry.source) : undefined
      if (authName !== undefined) await requireOwnAuthNames(context, [authName], 'table')
      await catalog.renameTable(context.caller, call.database, call.table, call.newName)
      return { renamed: true }
    },
  }
}
