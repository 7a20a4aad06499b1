import type { Database } from '../schema.ts'

/** By name. */
export async function listQueueProperties(db: Database, queueId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('queueProperty').select(['name', 'value']).where('queueId', '=', queueId).orderBy('name').execute()
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** In place of those of the same names. */
export async function putQueueProperties(db: Database, queueId: string, properties: ReadonlyMap<string, string>): Promise<void> {
  const names = [...properties.keys()]
  await deleteQueueProperties(db, queueId, names)
  if (names.length === 0) return
  await db
    .insertInto('queueProperty')
    .values([...properties].map(([name, value]) => ({ queueId, name, value })))
    .execute()
}

export async function deleteQueueProperties(db: Database, queueId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  await db.deleteFrom('queueProperty').where('queueId', '=', queueId).where('name', 'in', names).execute()
}
