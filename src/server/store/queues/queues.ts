import { type SelectQueryBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import type { ScalingPolicy } from '../../domain/elastic-resource-pool.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Queue, QueueRecord, QueueState } from '../../domain/queue.ts'
import type { Tag } from '../../domain/tag.ts'
import { hasIndexedTag } from '../indexed-tags.ts'
import type { Database, Schema } from '../schema.ts'
import { type ShownOnly, shownRows } from '../shown-only.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { tagsFromJson, tagsToJson, textsFromJson } from '../sqlite/record-types.ts'
import { recordsInTurns, rowsOf, storedJson, storedValue } from '../sqlite/rows.ts'
import type { QueueTable } from '../tables/queue-tables.ts'

const parts = storedValue(
  'queue',
  Type.Object({
    type: Type.Union([Type.Literal('sql'), Type.Literal('general')]),
    resourceMode: Type.Union([Type.Literal(0), Type.Literal(1)]),
    preset: Type.Union([Type.Literal(0), Type.Literal(1)]),
    state: Type.Union([Type.Literal('creating'), Type.Literal('available'), Type.Literal('deleting'), Type.Literal('deleted')]),
  }),
)

const policiesFromJson: (text: string) => readonly ScalingPolicy[] = storedJson(
  'list of scaling policies',
  Type.Array(
    Type.Object({
      priority: Type.Integer(),
      startHour: Type.Integer(),
      stopHour: Type.Integer(),
      minCu: Type.Integer(),
      maxCu: Type.Integer(),
      inheritsMax: Type.Boolean(),
    }),
  ),
)

function record({ poolId, scalingPolicies, ...row }: QueueTable): QueueRecord {
  const { type, resourceMode, preset, state } = parts(row)
  const [labels, tags, policies] = [textsFromJson(row.labels), tagsFromJson(row.tags), policiesFromJson(scalingPolicies)]
  return { ...row, type, resourceMode, state, preset: preset === 1, labels, tags, policies, poolId: poolId ?? undefined }
}

export async function insertQueue(db: Database, { policies, ...queue }: QueueRecord): Promise<void> {
  const [labels, tags] = [JSON.stringify(queue.labels), tagsToJson(queue.tags)]
  const pool = { poolId: queue.poolId ?? null, scalingPolicies: JSON.stringify(policies) }
  await db
    .insertInto('queue')
    .values({ ...queue, ...pool, preset: queue.preset ? 1 : 0, labels, tags })
    .execute()
}

export async function findQueue(db: Database, id: string): Promise<QueueRecord | undefined> {
  const row = await db.selectFrom('queue').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

// The state stands in the text, or the index of the names in use could not be used.
const ofProject = (db: Database) => db.selectFrom('queue').where('state', '<>', sql.lit('deleted'))
const byName = keptQuery<{ projectId: string; name: string }, QueueTable>((db, given) =>
  ofProject(db).selectAll().where('projectId', '=', given('projectId')).where('name', '=', given('name')),
)

/** By its lower-case name; deleted queues have none. */
export async function findQueueByName(db: Database, projectId: string, name: string): Promise<QueueRecord | undefined> {
  const row = await byName.first(db, { projectId, name })
  return row === undefined ? undefined : record(row)
}

export interface QueueSelection extends PageRequest {
  readonly type?: Queue['type']
  /** All of them. */
  readonly tags?: readonly Tag[]
  /** By name when it is not said otherwise; by name among those of the same size. */
  readonly order?: { readonly by: 'name' | 'cuCount'; readonly direction: 'asc' | 'desc' }
  readonly shown?: ShownOnly
}

const selected = (db: Database, projectId: string, { type, tags = [], shown }: QueueSelection) => {
  let matching: SelectQueryBuilder<Schema, 'queue', object> = shown === undefined ? ofProject(db) : db.selectFrom('queue')
  if (shown !== undefined) matching = matching.where(shownRows('queue', shown, sql`project_id = ${projectId} and state <> 'deleted'`))
  else if (tags.length === 0) matching = matching.where('projectId', '=', projectId)
  for (const tag of tags) matching = matching.where(hasIndexedTag('queue', projectId, tag))
  if (type !== undefined) matching = matching.where('type', '=', type)
  return matching
}

/** Without deleted ones. */
export async function listQueues(db: Database, projectId: string, selection: QueueSelection): Promise<readonly QueueRecord[]> {
  const { order = { by: 'name', direction: 'asc' } } = selection
  const { limit, offset } = rowsOf(selection)
  let ordered = selected(db, projectId, selection).selectAll().orderBy(order.by, order.direction)
  if (order.by === 'cuCount') ordered = ordered.orderBy('name')
  return await recordsInTurns(await ordered.limit(limit).offset(offset).execute(), record)
}

/** The same with the number of all of them, for which each is looked at. */
export async function pageOfQueues(db: Database, projectId: string, selection: QueueSelection): Promise<Page<QueueRecord>> {
  const counted = selected(db, projectId, selection).select((e) => e.fn.countAll<number>().as('total'))
  const { total } = await counted.executeTakeFirstOrThrow()
  return { total, items: await listQueues(db, projectId, selection) }
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

/** Those that are not deleted, oldest first. */
export async function listQueuesOfPool(db: Database, poolId: string): Promise<readonly QueueRecord[]> {
  const rows = await db
    .selectFrom('queue')
    .selectAll()
    .where('poolId', '=', poolId)
    .where('state', '<>', sql.lit('deleted'))
    .orderBy('number')
    .execute()
  return rows.map(record)
}

/** What a pool tells of a queue in it. */
export type QueueOfPool = Pick<QueueRecord, 'name' | 'policies'>

const ofPools = keptQuery<{ poolIds: string }, Pick<QueueTable, 'name' | 'poolId' | 'scalingPolicies'>>((db, given) =>
  db
    .selectFrom('queue')
    .select(['name', 'poolId', 'scalingPolicies'])
    .where('poolId', 'in', sql<string>`(select value from json_each(${given('poolIds')}))`)
    .where('state', '<>', sql.lit('deleted'))
    .orderBy('number'),
)

/** The same of several pools at once, by the pools' ids; one that has none is not in it. A page of pools may have hundreds. */
export async function listQueuesOfPools(db: Database, poolIds: readonly string[]): Promise<ReadonlyMap<string, readonly QueueOfPool[]>> {
  const found = new Map<string, QueueOfPool[]>()
  for (const { name, poolId, scalingPolicies } of await ofPools.all(db, { poolIds: JSON.stringify(poolIds) })) {
    const queue = { name, policies: scalingPolicies === '[]' ? [] : policiesFromJson(scalingPolicies) }
    const others = found.get(poolId ?? '')
    if (others === undefined) found.set(poolId ?? '', [queue])
    else others.push(queue)
  }
  return found
}

export async function updateQueuePool(
  db: Database,
  id: string,
  { poolId, poolName, policies }: Pick<QueueRecord, 'poolId' | 'poolName' | 'policies'>,
): Promise<void> {
  await db
    .updateTable('queue')
    .set({ poolId: poolId ?? null, poolName, scalingPolicies: JSON.stringify(policies) })
    .where('id', '=', id)
    .execute()
}

export async function updateQueueCidr(db: Database, id: string, cidr: string): Promise<void> {
  await db.updateTable('queue').set({ cidr }).where('id', '=', id).execute()
}

export async function updateQueueSize(db: Database, id: string, cuCount: number): Promise<void> {
  await db.updateTable('queue').set({ cuCount }).where('id', '=', id).execute()
}

// Counted by the database's triggers as they change: counting the rows would take the longer the more there are.
const tally = keptQuery<{ projectId: string }, { count: number; cus: number }>((db, given) =>
  db.selectFrom('queueTally').select(['count', 'cus']).where('projectId', '=', given('projectId')),
)

export async function countQueues(db: Database, projectId: string): Promise<number> {
  return (await tally.first(db, { projectId }))?.count ?? 0
}

/** Of all projects, those that are not deleted. */
export async function countAllQueues(db: Database): Promise<number> {
  const row = await db
    .selectFrom('queue')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('state', '<>', 'deleted')
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateQueueState(db: Database, id: string, state: QueueState, changedAt: number): Promise<void> {
  await db.updateTable('queue').set({ state, changedAt }).where('id', '=', id).execute()
}

/** Forgets queues that were deleted before the time, and their removed bindings. Gives back how many. */
export async function forgetDeletedQueues(db: Database, before: number, most: number, skipped = 0): Promise<number> {
  const old = db.selectFrom('queue').select('id').where('state', '=', 'deleted').where('changedAt', '<', before).orderBy('changedAt')
  const result = await db.deleteFrom('queue').where('id', 'in', old.limit(most).offset(skipped)).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** The CUs of all queues that are not deleted; those of a pool by what it was told at their creation. */
export async function cuOfProject(db: Database, projectId: string): Promise<number> {
  return (await tally.first(db, { projectId }))?.cus ?? 0
}
