import { type Expression, type RawBuilder, sql } from 'kysely'
import { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { Properties } from '../../../protocol/table-definition.ts'
import type { DatabaseRecord } from '../../domain/database.ts'
import type { Owned } from '../../domain/owned.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Database } from '../schema.ts'
import { type ShownOnly, shownOnly } from '../shown-only.ts'
import { hasTag, tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { rowsOf, storedJson } from '../sqlite/rows.ts'

const propertiesFromJson: (text: string) => Properties = storedJson('database properties', Properties)

const connectionFromJson: (text: string) => DatabaseConnection = storedJson('connection of a database', DatabaseConnection)

const databaseOf = <R extends { readonly properties: string; readonly tags: string; readonly connection: string | null }>(
  row: R,
): Omit<R, 'properties' | 'tags' | 'connection'> & Pick<DatabaseRecord, 'properties' | 'tags' | 'connection'> => ({
  ...row,
  properties: propertiesFromJson(row.properties),
  tags: tagsFromJson(row.tags),
  connection: row.connection === null ? undefined : connectionFromJson(row.connection),
})

export async function insertDatabase(db: Database, database: DatabaseRecord): Promise<void> {
  await db
    .insertInto('catalogDatabase')
    .values({
      ...database,
      properties: JSON.stringify(database.properties),
      tags: tagsToJson(database.tags),
      connection: database.connection === undefined ? null : JSON.stringify(database.connection),
    })
    .execute()
}

/** By its lower-case name. */
export async function findDatabase(db: Database, projectId: string, name: string): Promise<DatabaseRecord | undefined> {
  const row = await db
    .selectFrom('catalogDatabase')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : databaseOf(row)
}

export interface DatabaseSelection extends PageRequest {
  /** `counted`: of which databases all tables are counted, beside the own ones, and which of the others, as `database.table`. */
  readonly shown?: ShownOnly & { readonly counted: { readonly databases: readonly string[]; readonly tables: readonly string[] } }
  /** The whole name, in lower case. */
  readonly name?: string
  /** A part of the name, in lower case. */
  readonly keyword?: string
  /** All of them. */
  readonly tags?: readonly Tag[]
}

/** By name, each with the number of its tables that are shown. */
export async function pageOfDatabases(
  db: Database,
  projectId: string,
  selection: DatabaseSelection,
): Promise<Page<DatabaseRecord & { readonly tableCount: number }>> {
  const { name, keyword = '', tags = [], shown } = selection
  const rows = rowsOf(selection)
  let matching = db.selectFrom('catalogDatabase').where('projectId', '=', projectId)
  if (name !== undefined) matching = matching.where('catalogDatabase.name', '=', name)
  if (keyword !== '') matching = matching.where(sql<number>`instr(${sql.ref('catalog_database.name')}, ${keyword})`, '>', 0)
  for (const tag of tags) matching = matching.where(hasTag(tag))
  if (shown !== undefined) matching = matching.where(shownOnly('catalog_database', shown, true))
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await matching
    .selectAll('catalogDatabase')
    .select((e) => {
      const counted = e.selectFrom('tableTally').whereRef('tableTally.databaseId', '=', 'catalogDatabase.id').select('tableTally.count')
      const all = e.fn.coalesce(counted.$asScalar(), e.val(0))
      return (shown === undefined ? sql<number>`${all}` : shownCount(shown, all)).as('tableCount')
    })
    .orderBy('name')
    .limit(rows.limit)
    .offset(rows.offset)
    .execute()
  return { total, items: items.map(databaseOf) }
}

/** @param all of a database that is shown as a whole */
function shownCount({ counted, ownerId }: NonNullable<DatabaseSelection['shown']>, all: Expression<number>): RawBuilder<number> {
  const values = (names: readonly string[]) => sql`(select value from json_each(${JSON.stringify(names)}))`
  const rows = (condition: RawBuilder<unknown>) =>
    sql`select rowid from catalog_table where database_id = catalog_database.id and ${condition}`
  const own = ownerId === '' ? sql`` : sql` union ${rows(sql`owner_id = ${ownerId}`)}`
  const isOwn = ownerId === '' ? sql`false` : sql`catalog_database.owner_id = ${ownerId}`
  const named = sql`name in (select substr(value, length(catalog_database.name) + 2) from json_each(${JSON.stringify(counted.tables)})
    where substr(value, 1, length(catalog_database.name) + 1) = catalog_database.name || '.')`
  return sql<number>`case when ${isOwn} or catalog_database.name in ${values(counted.databases)} then ${all}
    else (select count(*) from (${rows(named)}${own})) end`
}

export async function countDatabases(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogDatabase')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateDatabaseOwner(db: Database, id: string, { owner, ownerId }: Owned): Promise<void> {
  await db.updateTable('catalogDatabase').set({ owner, ownerId }).where('id', '=', id).execute()
}

export async function updateDatabaseTexts(
  db: Database,
  id: string,
  { description, properties }: Pick<DatabaseRecord, 'description' | 'properties'>,
): Promise<void> {
  await db
    .updateTable('catalogDatabase')
    .set({ description, properties: JSON.stringify(properties) })
    .where('id', '=', id)
    .execute()
}

/** With the definitions of its tables. */
export async function deleteDatabase(db: Database, id: string): Promise<void> {
  await db.deleteFrom('catalogDatabase').where('id', '=', id).execute()
}
