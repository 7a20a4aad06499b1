import type { Database } from './schema.ts'

export async function findSetting(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

export async function insertSetting(db: Database, name: string, value: string): Promise<void> {
  await db.insertInto('setting').values({ name, value }).execute()
}

export async function deleteSetting(db: Database, name: string): Promise<void> {
  await db.deleteFrom('setting').where('name', '=', name).execute()
}
