import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import type { BindingHolder, BindingRecord, BindingState } from '../../domain/binding.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { repeatedJson, storedValue } from '../sqlite/rows.ts'
import type { BindingTable } from '../tables/network-tables.ts'

const STATES = ['creating', 'active', 'failed', 'down', 'removed'] as const
const State = Type.Union(STATES.map((state) => Type.Literal(state)))
const parts = storedValue('binding', Type.Object({ state: State }))
const ROW = {
  id: Type.String(),
  projectId: Type.String(),
  number: Type.Integer(),
  connectionId: Type.String(),
  queueId: Type.Union([Type.String(), Type.Null()]),
  poolId: Type.Union([Type.String(), Type.Null()]),
  holderName: Type.Union([Type.String(), Type.Null()]),
  state: State,
  failure: Type.String(),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
}
const listFromJson = repeatedJson('list of bindings', Type.Array(Type.Object(ROW)))

type BindingRow = BindingTable & { readonly holderName: string | null }

function record({ queueId, poolId, holderName, ...row }: BindingRow): BindingRecord {
  const kind = queueId === null ? 'pool' : 'queue'
  return { ...row, state: parts(row).state, holder: { kind, id: queueId ?? poolId ?? '', name: holderName ?? '' } }
}

const bindings = (db: Database) =>
  db
    .selectFrom('binding')
    .leftJoin('queue', 'queue.id', 'binding.queueId')
    .leftJoin('pool', 'pool.id', 'binding.poolId')
    .selectAll('binding')
    .select((e) => e.fn.coalesce('queue.name', 'pool.name').as('holderName'))
    .orderBy('binding.number')

export async function insertBinding(db: Database, { holder, ...binding }: BindingRecord): Promise<void> {
  const [queueId, poolId] = holder.kind === 'queue' ? [holder.id, null] : [null, holder.id]
  await db
    .insertInto('binding')
    .values({ ...binding, queueId, poolId })
    .execute()
}

export async function findBinding(db: Database, id: string): Promise<BindingRecord | undefined> {
  const row = await bindings(db).where('binding.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

// The state stands in the text, or the index of kept pairs could not be used.
const notRemoved = (db: Database) => bindings(db).where('binding.state', '<>', sql.lit('removed'))
const ofConnection = keptQuery<{ connectionId: string }, BindingRow>((db, given) =>
  notRemoved(db).where('binding.connectionId', '=', given('connectionId')),
)
const ofQueue = keptQuery<{ connectionId: string; holderId: string }, BindingRow>((db, given) =>
  notRemoved(db).where('binding.connectionId', '=', given('connectionId')).where('binding.queueId', '=', given('holderId')),
)
const ofPool = keptQuery<{ connectionId: string; holderId: string }, BindingRow>((db, given) =>
  notRemoved(db).where('binding.connectionId', '=', given('connectionId')).where('binding.poolId', '=', given('holderId')),
)

/** Those of a connection that are not removed, as one value of the statement that reads the connection; for bindingsFromJson. To begin such a list costs more than to see that it would be empty. */
export const bindingsAsJson = (connectionId: 'connection.id'): RawBuilder<string> => sql<string>`iif(
  exists (select 1 from binding as any_b where any_b.connection_id = ${sql.ref(connectionId)} and any_b.state <> 'removed'),
  (select json_group_array(json_object(
    'id', b.id, 'projectId', b.project_id, 'number', b.number, 'connectionId', b.connection_id, 'queueId', b.queue_id, 'poolId', b.pool_id,
    'holderName', coalesce(queue.name, pool.name), 'state', b.state, 'failure', b.failure, 'createdAt', b.created_at, 'updatedAt', b.updated_at))
  from binding as b left join queue on queue.id = b.queue_id left join pool on pool.id = b.pool_id
  where b.connection_id = ${sql.ref(connectionId)} and b.state <> 'removed'), '[]')`

/** Oldest first. */
export function bindingsFromJson(text: string): readonly BindingRecord[] {
  return listFromJson(text)
    .map(record)
    .sort((a, b) => a.number - b.number)
}

/** The one binding of this queue, or of this pool, to this connection that is not removed. */
export async function findBindingOf(
  db: Database,
  connectionId: string,
  { kind, id: holderId }: Pick<BindingHolder, 'kind' | 'id'>,
): Promise<BindingRecord | undefined> {
  const row = await (kind === 'queue' ? ofQueue : ofPool).first(db, { connectionId, holderId })
  return row === undefined ? undefined : record(row)
}

/** Not removed, oldest first. */
export async function listBindings(
  db: Database,
  by:
    | { readonly connectionId: string }
    | { readonly queueId: string }
    | { readonly poolId: string }
    | { readonly connectionIds: readonly string[] },
): Promise<readonly BindingRecord[]> {
  if ('connectionId' in by) return (await ofConnection.all(db, by)).map(record)
  if ('queueId' in by) return (await notRemoved(db).where('binding.queueId', '=', by.queueId).execute()).map(record)
  if ('poolId' in by) return (await notRemoved(db).where('binding.poolId', '=', by.poolId).execute()).map(record)
  const found: BindingRow[] = []
  for (let start = 0; start < by.connectionIds.length; start += IDS_OF_QUERY_MAX) {
    const ids = by.connectionIds.slice(start, start + IDS_OF_QUERY_MAX)
    found.push(...(await notRemoved(db).where('binding.connectionId', 'in', ids).execute()))
  }
  return found.map(record)
}

/**
 * A piece of those of a queue or a pool that are not removed, in the order in which they were written.
 *
 * @returns `last`: behind which the next piece begins; undefined: there is none
 */
export async function pieceOfBindings(
  db: Database,
  by: { readonly queueId: string } | { readonly poolId: string },
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly items: readonly BindingRecord[]; readonly last: number | undefined }> {
  const all = notRemoved(db).clearOrderBy().select(sql<number>`binding.rowid`.as('row'))
  const rows = await ('queueId' in by ? all.where('binding.queueId', '=', by.queueId) : all.where('binding.poolId', '=', by.poolId))
    // As the index of the holder has them: without a sort of all for each piece.
    .where(sql`binding.rowid`, '>', after)
    .orderBy(sql`binding.rowid`)
    .limit(limit)
    .execute()
  return { items: rows.map(({ row: _, ...each }) => record(each)), last: rows.length < limit ? undefined : rows.at(-1)?.row }
}

/** Not removed, oldest first: of all connections that lead to the VPC. */
export async function listBindingsToVpc(db: Database, vpcId: string): Promise<readonly BindingRecord[]> {
  const rows = await notRemoved(db)
    .innerJoin('connection', 'connection.id', 'binding.connectionId')
    .where('connection.vpcId', '=', vpcId)
    .execute()
  return rows.map(record)
}

/** Whether any that is not removed leads to the VPC. */
export async function isVpcBound(db: Database, vpcId: string): Promise<boolean> {
  const row = await db
    .selectFrom('binding')
    .innerJoin('connection', 'connection.id', 'binding.connectionId')
    .select('binding.id')
    .where('binding.state', '<>', sql.lit('removed'))
    .where('connection.vpcId', '=', vpcId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Of all projects: the VPCs that bindings lead to that are not removed. */
export async function boundVpcs(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('binding')
    .innerJoin('connection', 'connection.id', 'binding.connectionId')
    .select('connection.vpcId')
    .distinct()
    .where('binding.state', '<>', sql.lit('removed'))
    .execute()
  return rows.map(({ vpcId }) => vpcId)
}

/** A statement takes only so many values. */
const IDS_OF_QUERY_MAX = 500

/** Of all projects. */
export async function listBindingsIn(db: Database, state: BindingState): Promise<readonly BindingRecord[]> {
  return (await bindings(db).where('binding.state', '=', state).execute()).map(record)
}

export async function updateBinding(
  db: Database,
  id: string,
  change: { readonly state: BindingState; readonly failure: string; readonly updatedAt: number },
): Promise<void> {
  const { state, failure, updatedAt } = change
  await db.updateTable('binding').set({ state, failure, updatedAt }).where('id', '=', id).execute()
}

/** Forgets so many of the bindings that were removed before the time. Gives back how many. */
export async function forgetRemovedBindings(db: Database, before: number, most: number, skipped = 0): Promise<number> {
  const old = db
    .selectFrom('binding')
    .select('id')
    .where('state', '=', sql.lit('removed'))
    .where('updatedAt', '<', before)
    .orderBy('updatedAt')
  const result = await db.deleteFrom('binding').where('id', 'in', old.limit(most).offset(skipped)).executeTakeFirst()
  return Number(result.numDeletedRows)
}
