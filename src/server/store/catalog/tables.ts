import { sql } from 'kysely'
import { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { TableRecord } from '../../domain/database.ts'
import type { Owned } from '../../domain/owned.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { tagsToJson } from '../sqlite/record-types.ts'
import { storedJson } from '../sqlite/rows.ts'
import type { CatalogTableTable } from '../tables/catalog-tables.ts'

/** Read by the database: checking a whole definition takes a hundred times as long, and there may be thousands. */
const kindOfSource = sql<TableRecord['definition']['source']['kind']>`json_extract(definition, '$.source.kind')`

const definitionFromJson: (text: string) => CatalogEntry = storedJson('table definition', CatalogEntry)

export const tableOf = ({ tags: _tags, ...row }: Readonly<CatalogTableTable>): TableRecord => ({
  ...row,
  definition: definitionFromJson(row.definition),
  version: row.version ?? undefined,
  keptFrom: row.keptFrom ?? undefined,
})

export async function insertTable(db: Database, table: TableRecord, tags: readonly Tag[] = []): Promise<void> {
  const { definition, version = null, keptFrom = null } = table
  await db
    .insertInto('catalogTable')
    .values({ ...table, definition: JSON.stringify(definition), version, keptFrom, tags: tagsToJson(tags) })
    .execute()
}

/** By its lower-case name. */
export async function findTable(db: Database, databaseId: string, name: string): Promise<TableRecord | undefined> {
  const row = await db
    .selectFrom('catalogTable')
    .selectAll()
    .where('databaseId', '=', databaseId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : tableOf(row)
}

/** By name: what there is, without what it is. */
export async function listNames(
  db: Database,
  databaseId: string,
): Promise<readonly { readonly name: string; readonly kind: TableRecord['definition']['source']['kind'] }[]> {
  return await db
    .selectFrom('catalogTable')
    .select(['name', kindOfSource.as('kind')])
    .where('databaseId', '=', databaseId)
    .orderBy('name')
    .execute()
}

/** By name, those whose rows are in a database elsewhere: so many of those behind a name; '': from the first. */
export async function listRemoteTables(db: Database, databaseId: string, after: string, limit: number): Promise<readonly TableRecord[]> {
  // By an index alone, which knows the kinds: of others nothing is read.
  const some = db
    .selectFrom('catalogTable')
    .select('id')
    .where('databaseId', '=', databaseId)
    .where(kindOfSource, 'not in', ['managed', 'files', 'view'])
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
  const rows = await db.selectFrom('catalogTable').selectAll().where('id', 'in', some).orderBy('name').execute()
  return rows.map(tableOf)
}

/** What of a database is a table of the warehouse, another one, or a view. */
export async function listKinds(
  db: Database,
  databaseId: string,
): Promise<readonly { readonly id: string; readonly kind: TableRecord['definition']['source']['kind'] }[]> {
  return await db
    .selectFrom('catalogTable')
    .select(['id', kindOfSource.as('kind')])
    .where('databaseId', '=', databaseId)
    .execute()
}

/** To let go of a definition, all of it is read: of large ones fewer are removed at once. */
const BYTES_REMOVED_MAX = 2 ** 19

/** Of a whole database, so many, or fewer where they are large. Gives back how many those were. */
export async function deleteTables(db: Database, databaseId: string, most: number): Promise<number> {
  const bytes = sql<number>`octet_length(definition)`.as('bytes')
  const some = await db.selectFrom('catalogTable').select(['id', bytes]).where('databaseId', '=', databaseId).limit(most).execute()
  let sum = 0
  const ids = some.filter((each, at) => {
    sum += each.bytes
    return at === 0 || sum <= BYTES_REMOVED_MAX
  })
  const within = sql<string>`(select value from json_each(${JSON.stringify(ids.map(({ id }) => id))}))`
  return Number((await db.deleteFrom('catalogTable').where(sql<string>`id`, 'in', within).executeTakeFirst()).numDeletedRows)
}

/** A table that may have files in the warehouse; `version`: undefined when they were never listed. */
export interface WarehouseTable {
  readonly tableId: string
  readonly projectId: string
  /** The database's name. */
  readonly database: string
  readonly version: number | undefined
}

/** The managed tables of all projects. */
export async function listWarehouseTables(db: Database): Promise<readonly WarehouseTable[]> {
  const rows = await db
    .selectFrom('catalogTable')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'catalogTable.databaseId')
    .select(['catalogTable.id as tableId', 'projectId', 'catalogDatabase.name as database', 'version'])
    .where(kindOfSource, '=', 'managed')
    .execute()
  return rows.map(({ version, ...table }) => ({ ...table, version: version ?? undefined }))
}

/** By database and name: so many of a project's tables whose files, or those of a partition of theirs, are to be in a bucket. */
export async function listTablesInBucket(
  db: Database,
  { projectId, bucket, limit }: { readonly projectId: string; readonly bucket: string; readonly limit: number },
): Promise<readonly { readonly database: string; readonly table: string }[]> {
  const start = `obs://${bucket}/`
  return await db
    .selectFrom('catalogTable')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'catalogTable.databaseId')
    .select(['catalogDatabase.name as database', 'catalogTable.name as table'])
    .where('projectId', '=', projectId)
    .where(kindOfSource, '=', 'files')
    .where(
      sql<boolean>`exists (select 1 from json_tree(definition, '$.source') where key = 'location' and substr(value || '/', 1, ${start.length}) = ${start})`,
    )
    .orderBy('catalogDatabase.name')
    .orderBy('catalogTable.name')
    .limit(limit)
    .execute()
}

const ofProject = keptQuery<{ projectId: string }, { count: number }>((db, given) =>
  db
    .selectFrom('tableTally')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'tableTally.databaseId')
    .select((e) => e.fn.coalesce(e.fn.sum<number>('tableTally.count'), e.val(0)).as('count'))
    .where('catalogDatabase.projectId', '=', given('projectId'))
    .where('catalogDatabase.connection', 'is', null),
)

/** Of the whole project, without those that were found in a remote schema. */
export async function countTables(db: Database, projectId: string): Promise<number> {
  return (await ofProject.first(db, { projectId }))?.count ?? 0
}

const ofDatabase = keptQuery<{ databaseId: string }, { count: number }>((db, given) =>
  db.selectFrom('tableTally').select('count').where('databaseId', '=', given('databaseId')),
)

/** Of one database. */
export async function countTablesIn(db: Database, databaseId: string): Promise<number> {
  return (await ofDatabase.first(db, { databaseId }))?.count ?? 0
}

export async function updateTable(db: Database, { id, name, definition }: Pick<TableRecord, 'id' | 'name' | 'definition'>): Promise<void> {
  await db
    .updateTable('catalogTable')
    .set({ name, definition: JSON.stringify(definition) })
    .where('id', '=', id)
    .execute()
}

export async function deleteTable(db: Database, id: string): Promise<void> {
  await db.deleteFrom('catalogTable').where('id', '=', id).execute()
}

export async function updateTableOwner(db: Database, id: string, { owner, ownerId }: Owned): Promise<void> {
  await db.updateTable('catalogTable').set({ owner, ownerId }).where('id', '=', id).execute()
}

/** Of all tables of a database. */
export async function updateTableOwners(db: Database, databaseId: string, { owner, ownerId }: Owned): Promise<void> {
  await db.updateTable('catalogTable').set({ owner, ownerId }).where('databaseId', '=', databaseId).execute()
}
