import { CausewayError } from '../../../base/errors.ts'
import { isView } from '../../../protocol/catalog-entry.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import type { TableRecord } from '../../domain/database.ts'
import type { Job } from '../../domain/job.ts'
import type { Page } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import { factsOfTables, pageOfTables, type TableSelection } from '../../store/catalog/table-list.ts'
import { findTable, updateTableOwner } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { updateTags } from '../../store/tagged-resources.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { singleColumns } from '../authorization/shown-columns.ts'
import type { Buckets } from '../catalog/buckets/buckets.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { noTable, requireDatabase } from '../catalog/require-database.ts'
import type { CatalogViews } from '../catalog/views.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { dropDatabaseStatement, dropStatement, newViewStatement, rowsStatement } from '../jobs/made-statements.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { databaseName, tableName } from '../shared/names.ts'
import { requireNewOwner } from '../shared/require-new-owner.ts'
import { checkTags } from '../shared/tags.ts'
import { definitionOf, type NewTable } from './new-table.ts'
import { type PartitionSelection, partitionsOfTable, type TablePartition } from './table-partitions.ts'
import { type PreviewedRows, previewRows } from './table-preview.ts'

/** A table, or a view, with what is known of it beside its definition. */
export interface ShownTable extends Pick<TableRecord, 'definition' | 'owner' | 'ownerId' | 'createdAt'> {
  /** When its rows were changed last, or its columns; of rows elsewhere nothing is known but when it was made. Epoch ms. */
  readonly changedAt: number
  /** Of a managed table. */
  readonly bytes: number
}

interface NamedTable {
  readonly database: string
  readonly table: string
}

/** Tables and views of the catalog one by one, without a statement of the caller's, and databases where that takes a job. Each throws 'not-found', with the vendor's words, for a database and a table that are not there. */
export interface Tables {
  create(caller: Caller, table: NewTable & { readonly tags: readonly Tag[] }): Promise<void>
  /** By a statement of its own: the columns of a view are those of its query. @throws 'sql-semantics' with the reason of the statement that failed */
  createView(
    caller: Caller,
    view: {
      readonly database: string
      readonly name: string
      readonly description: string
      readonly query: string
      readonly columns: readonly { readonly name: string; readonly description: string }[]
      readonly tags: readonly Tag[]
    },
  ): Promise<void>
  /** By name, without their columns. A page may lack one that was dropped while it was read. */
  list(caller: Caller, database: string, selection: TableSelection): Promise<Page<ShownTable>>
  get(caller: Caller, named: NamedTable): Promise<ShownTable>
  delete(caller: Caller, named: NamedTable): Promise<void>
  /** The same as a job of the preset queue. */
  deleteByJob(caller: Caller, named: NamedTable): Promise<Job>
  /** As `Catalog.dropDatabase`, by a job of the preset queue. */
  deleteDatabaseByJob(caller: Caller, database: string, options: { readonly cascade: boolean }): Promise<Job>
  changeOwner(caller: Caller, named: NamedTable, newOwner: string): Promise<void>
  partitions(caller: Caller, named: NamedTable, selection: PartitionSelection): Promise<Page<TablePartition>>
  /** Its first rows, read by a query of the preset queue. 'not-supported' for a table of another database. */
  preview(caller: Caller, named: NamedTable, signal: AbortSignal): Promise<PreviewedRows>
  /** The same, which is not waited for. */
  previewByJob(caller: Caller, named: NamedTable): Promise<Job>
}

export interface TablesDeps {
  readonly store: Store
  readonly catalog: Catalog
  readonly catalogViews: CatalogViews
  readonly buckets: Buckets
  readonly jobs: Pick<Jobs, 'submit' | 'stream'>
  readonly authorizer: Authorizer
}

const PREVIEWED_ROWS = 10

export function createTables({ authorizer, store, catalog, catalogViews, buckets, jobs }: TablesDeps): Tables {
  async function require(db: Database, caller: Caller, { database, table }: NamedTable): Promise<TableRecord> {
    const found = await requireDatabase(db, caller.projectId, database)
    const record = await findTable(db, found.id, table.toLowerCase())
    if (record === undefined) throw noTable(found.name, table.toLowerCase())
    return record
  }

  const statement = (sql: string, isAsynchronous: boolean) => ({
    sql,
    currentDatabase: '',
    queueName: '',
    conf: { 'dli.sql.sqlasync.enabled': String(isAsynchronous) },
    tags: [],
  })

  async function shown(records: readonly TableRecord[]): Promise<readonly ShownTable[]> {
    const facts = await factsOfTables(
      store.db,
      records.map(({ id }) => id),
    )
    return records.map(({ id, definition, owner, ownerId, createdAt }) => {
      const { changedAt = createdAt, bytes = 0 } = facts.get(id) ?? {}
      return { definition, owner, ownerId, createdAt, changedAt, bytes }
    })
  }

  async function previewQuery(caller: Caller, named: NamedTable): Promise<string> {
    const record = await require(store.db, caller, named)
    const { definition } = record
    if (!isRemote(definition.source)) {
      const single = isView(definition) ? undefined : await singleColumns(authorizer, caller, definition, ['SELECT'])
      const names = definition.columns.map(({ name }) => name)
      const columns = single === undefined ? undefined : names.filter((name) => single.includes(name.toLowerCase()))
      return rowsStatement(definition, { columns, limit: PREVIEWED_ROWS })
    }
    throw new CausewayError(
      'not-supported',
      `${record.definition.database}.${record.name} is a table of another database, and has no preview`,
      {
        hint: 'Submit a query for its rows.',
      },
    )
  }

  return {
    async create(caller, table) {
      await requireDatabase(store.db, caller.projectId, table.database)
      await catalog.createTable(caller, await definitionOf(table), { ifNotExists: false, tags: checkTags(table.tags) })
    },

    async createView(caller, view) {
      const database = await requireDatabase(store.db, caller.projectId, databaseName(view.database))
      const tags = checkTags(view.tags)
      const sql = newViewStatement({ ...view, database: database.name, name: tableName(view.name) })
      const job = await jobs.submit(caller, statement(sql, false))
      if (job.state !== 'finished')
        throw new CausewayError('sql-semantics', job.message, { hint: `GET …/jobs/${job.id}/status shows the statement.` })
      if (tags.length === 0) return
      // The view is made by its job: one that was dropped meanwhile has none, and another's that has got its name is not changed.
      await store.transaction(async (tx) => {
        const made = await findTable(tx, database.id, tableName(view.name))
        if (made !== undefined && isView(made.definition) && isOwnedBy(made, caller))
          await updateTags(tx, 'table', caller.projectId, made.id, tags)
      })
    },

    async list(caller, database, selection) {
      const { id } = await requireDatabase(store.db, caller.projectId, database)
      const { total, items } = await pageOfTables(store.db, id, selection)
      return { total, items: await shown(items) }
    },

    async get(caller, named) {
      const [found] = await shown([await require(store.db, caller, named)])
      if (found === undefined) throw noTable(named.database, named.table)
      return found
    },

    async delete(caller, named) {
      const { definition } = await require(store.db, caller, named)
      const { database, name } = definition
      if (isView(definition)) await catalogViews.drop(caller, database, name, { ifExists: false })
      else await catalog.dropTable(caller, database, name, { ifExists: false })
    },

    async deleteByJob(caller, named) {
      const { definition } = await require(store.db, caller, named)
      return await jobs.submit(caller, statement(dropStatement(isView(definition) ? 'VIEW' : 'TABLE', definition), true))
    },

    async deleteDatabaseByJob(caller, database, options) {
      const { name } = await requireDatabase(store.db, caller.projectId, database)
      return await jobs.submit(caller, statement(dropDatabaseStatement(name, options), true))
    },

    async changeOwner(caller, named, newOwner) {
      await store.transaction(async (tx) => {
        const { id } = await require(tx, caller, named)
        await updateTableOwner(tx, id, await requireNewOwner(tx, caller.projectId, newOwner))
      })
    },

    async partitions(caller, named, selection) {
      return await partitionsOfTable(await require(store.db, caller, named), selection, {
        db: store.db,
        buckets: buckets.of(caller.projectId),
      })
    },

    async preview(caller, named, signal) {
      const sql = await previewQuery(caller, named)
      return await previewRows(await jobs.stream(caller, statement(sql, true), signal))
    },

    async previewByJob(caller, named) {
      return await jobs.submit(caller, statement(await previewQuery(caller, named), true))
    },
  }
}
