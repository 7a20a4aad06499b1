import { Type } from 'typebox'
import type { QueueRecord, QueueState } from '../domain/queue.ts'
import { tagsFromJson, textsFromJson } from './record-types.ts'
import { storedValue } from './rows.ts'
import type { Database, QueueTable } from './schema.ts'

const parts = storedValue(
  'queue',
  Type.Object({
    type: Type.Union([Type.Literal('sql'), Type.Literal('general')]),
    resourceMode: Type.Union([Type.Literal(0), Type.Literal(1)]),
    preset: Type.Union([Type.Literal(0), Type.Literal(1)]),
    state: Type.Union([Type.Literal('creating'), Type.Literal('available'), Type.Literal('deleting'), Type.Literal('deleted')]),
  }),
)

function record(row: QueueTable): QueueRecord {
  const { type, resourceMode, preset, state } = parts(row)
  return { ...row, type, resourceMode, state, preset: preset === 1, labels: textsFromJson(row.labels), tags: tagsFromJson(row.tags) }
}

export async function insertQueue(db: Database, queue: QueueRecord): Promise<void> {
  await db
    .insertInto('queue')
    .values({ ...queue, preset: queue.preset ? 1 : 0, labels: JSON.stringify(queue.labels), tags: JSON.stringify(queue.tags) })
    .execute()
}

export async function findQueue(db: Database, id: string): Promise<QueueRecord | undefined> {
  const row = await db.selectFrom('queue').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** By its lower-case name; deleted queues have none. */
export async function findQueueByName(db: Database, projectId: string, name: string): Promise<QueueRecord | undefined> {
  const row = await db
    .selectFrom('queue')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .where('state', '<>', 'deleted')
    .executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Oldest first, without deleted ones. */
export async function listQueues(db: Database, projectId: string): Promise<readonly QueueRecord[]> {
  const rows = await db
    .selectFrom('queue')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('state', '<>', 'deleted')
    .orderBy('number')
    .execute()
  return rows.map(record)
}

/** Of all projects, oldest first. */
export async function listQueuesIn(db: Database, states: readonly QueueState[]): Promise<readonly QueueRecord[]> {
  const rows = await db
    .selectFrom('queue')
    .selectAll()
    .where('state', 'in', [...states])
    .orderBy('createdAt')
    .orderBy('number')
    .execute()
  return rows.map(record)
}

export async function countQueues(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('queue')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .where('state', '<>', 'deleted')
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateQueueState(db: Database, id: string, state: QueueState, changedAt: number): Promise<void> {
  await db.updateTable('queue').set({ state, changedAt }).where('id', '=', id).execute()
}

/** Forgets queues that were deleted before the time, and their removed bindings. Gives back how many. */
export async function forgetDeletedQueues(db: Database, before: number): Promise<number> {
  const result = await db.deleteFrom('queue').where('state', '=', 'deleted').where('changedAt', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}
