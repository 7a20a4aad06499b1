import { CatalogEntry } from '../../protocol/view-definition.ts'
import type { TableRecord } from '../domain/database.ts'
import type { Owned } from '../domain/owned.ts'
import type { Tag } from '../domain/tag.ts'
import { tagsToJson } from './record-types.ts'
import { storedJson } from './rows.ts'
import type { Database } from './schema.ts'
import type { CatalogTableTable } from './tables/catalog-tables.ts'

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

/** By name. */
export async function listTables(db: Database, databaseId: string): Promise<readonly TableRecord[]> {
  const rows = await db.selectFrom('catalogTable').selectAll().where('databaseId', '=', databaseId).orderBy('name').execute()
  return rows.map(tableOf)
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
    .select(['catalogTable.id as tableId', 'projectId', 'catalogDatabase.name as database', 'definition', 'version'])
    .execute()
  return rows.flatMap(({ definition, version, ...table }) =>
    definitionFromJson(definition).source.kind === 'managed' ? [{ ...table, version: version ?? undefined }] : [],
  )
}

/** Of the whole project, without those that were found in a remote schema. */
export async function countTables(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogTable')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'catalogTable.databaseId')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('catalogDatabase.projectId', '=', projectId)
    .where('catalogDatabase.connection', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Of one database. */
export async function countTablesIn(db: Database, databaseId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogTable')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('databaseId', '=', databaseId)
    .executeTakeFirstOrThrow()
  return row.count
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
