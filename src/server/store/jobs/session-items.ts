import type { Database } from '../schema.ts'
import type { SessionItemTable } from '../tables/job-tables.ts'

export type SessionItem = Readonly<SessionItemTable>

/** What the user has on the queue, and what all its users have; by name. */
export async function listSessionItems(db: Database, queueId: string, userId: string): Promise<readonly SessionItem[]> {
  return await db
    .selectFrom('sessionItem')
    .selectAll()
    .where('queueId', '=', queueId)
    .where('userId', 'in', ['', userId])
    .orderBy('name')
    .execute()
}

export async function putSessionItem(db: Database, item: SessionItem): Promise<void> {
  await db
    .insertInto('sessionItem')
    .values(item)
    .onConflict((conflict) => conflict.columns(['queueId', 'userId', 'kind', 'name']).doUpdateSet({ value: item.value }))
    .execute()
}

type SessionItemKey = Pick<SessionItem, 'queueId' | 'userId' | 'kind'>

/** Those of the names, or all of the kind; answers with how many there were. */
export async function deleteSessionItems(db: Database, key: SessionItemKey, names?: readonly string[]): Promise<number> {
  let matching = db
    .deleteFrom('sessionItem')
    .where('queueId', '=', key.queueId)
    .where('userId', '=', key.userId)
    .where('kind', '=', key.kind)
  if (names !== undefined) matching = matching.where('name', 'in', names)
  const { numDeletedRows } = await matching.executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** But those of scripts that run: in the middle of one the next statement would be in another database. */
export async function deleteSessionsOfQueue(db: Database, queueId: string): Promise<void> {
  await db
    .deleteFrom('sessionItem')
    .where('queueId', '=', queueId)
    .where('userId', 'not in', (e) => e.selectFrom('script').select('id').where('state', '=', 'running').where('queueId', '=', queueId))
    .execute()
}

export async function deleteSession(db: Database, queueId: string, userId: string): Promise<void> {
  await db.deleteFrom('sessionItem').where('queueId', '=', queueId).where('userId', '=', userId).execute()
}
