import type { DatabaseRecord } from '../domain/database.ts'
import type { Database } from './schema.ts'

export async function insertDatabase(db: Database, database: DatabaseRecord): Promise<void> {
  await db.insertInto('catalogDatabase').values(database).execute()
}

/** By its lower-case name. */
export async function findDatabase(db: Database, projectId: string, name: string): Promise<DatabaseRecord | undefined> {
  return await db.selectFrom('catalogDatabase').selectAll().where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
}

/** By name, each with the number of its tables. */
export async function listDatabases(
  db: Database,
  projectId: string,
): Promise<readonly (DatabaseRecord & { readonly tableCount: number })[]> {
  return await db
    .selectFrom('catalogDatabase')
    .selectAll('catalogDatabase')
    .select((e) =>
      e
        .selectFrom('catalogTable')
        .whereRef('catalogTable.databaseId', '=', 'catalogDatabase.id')
        .select((t) => t.fn.countAll<number>().as('count'))
        .$asScalar()
        .$notNull()
        .as('tableCount'),
    )
    .where('projectId', '=', projectId)
    .orderBy('name')
    .execute()
}

export async function countDatabases(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogDatabase')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

/** With the definitions of its tables. */
export async function deleteDatabase(db: Database, id: string): Promise<void> {
  await db.deleteFrom('catalogDatabase').where('id', '=', id).execute()
}
