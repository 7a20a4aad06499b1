import { TableDefinition } from '../../protocol/table-definition.ts'
import type { TableRecord } from '../domain/database.ts'
import { storedJson } from './rows.ts'
import type { Database } from './schema.ts'

const definitionFromJson: (text: string) => TableDefinition = storedJson('table definition', TableDefinition)

export async function insertTable(db: Database, table: TableRecord): Promise<void> {
  await db
    .insertInto('catalogTable')
    .values({ ...table, definition: JSON.stringify(table.definition) })
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
  return row === undefined ? undefined : { ...row, definition: definitionFromJson(row.definition) }
}

/** By name. */
export async function listTables(db: Database, databaseId: string): Promise<readonly TableRecord[]> {
  const rows = await db.selectFrom('catalogTable').selectAll().where('databaseId', '=', databaseId).orderBy('name').execute()
  return rows.map((row) => ({ ...row, definition: definitionFromJson(row.definition) }))
}

/** Every table's id, of all projects: what may have a folder in the warehouse. */
export async function listTableIds(db: Database): Promise<ReadonlySet<string>> {
  return new Set((await db.selectFrom('catalogTable').select('id').execute()).map((row) => row.id))
}

/** Of the whole project. */
export async function countTables(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogTable')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'catalogTable.databaseId')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('catalogDatabase.projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function deleteTable(db: Database, id: string): Promise<void> {
  await db.deleteFrom('catalogTable').where('id', '=', id).execute()
}
