import { Type } from 'typebox'
import type { BindingRecord, BindingState } from '../domain/binding.ts'
import { storedValue } from './rows.ts'
import type { BindingTable, Database } from './schema.ts'

const parts = storedValue(
  'binding',
  Type.Object({
    state: Type.Union([Type.Literal('creating'), Type.Literal('active'), Type.Literal('failed'), Type.Literal('removed')]),
  }),
)

const record = (row: BindingTable & { readonly queueName: string }): BindingRecord => ({ ...row, state: parts(row).state })

const bindings = (db: Database) =>
  db
    .selectFrom('binding')
    .innerJoin('queue', 'queue.id', 'binding.queueId')
    .selectAll('binding')
    .select('queue.name as queueName')
    .orderBy('binding.number')

export async function insertBinding(db: Database, binding: Omit<BindingRecord, 'queueName'>): Promise<void> {
  await db.insertInto('binding').values(binding).execute()
}

export async function findBinding(db: Database, id: string): Promise<BindingRecord | undefined> {
  const row = await bindings(db).where('binding.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** The one binding of this queue to this connection that is not removed. */
export async function findBindingOf(db: Database, connectionId: string, queueId: string): Promise<BindingRecord | undefined> {
  const row = await bindings(db)
    .where('binding.connectionId', '=', connectionId)
    .where('binding.queueId', '=', queueId)
    .where('binding.state', '<>', 'removed')
    .executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Not removed, oldest first. */
export async function listBindings(
  db: Database,
  by: { readonly connectionId: string } | { readonly queueId: string } | { readonly projectId: string },
): Promise<readonly BindingRecord[]> {
  const kept = bindings(db).where('binding.state', '<>', 'removed')
  let query: typeof kept
  if ('connectionId' in by) query = kept.where('binding.connectionId', '=', by.connectionId)
  else if ('queueId' in by) query = kept.where('binding.queueId', '=', by.queueId)
  else query = kept.where('binding.projectId', '=', by.projectId)
  return (await query.execute()).map(record)
}

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

/** Forgets bindings that were removed before the time. Gives back how many. */
export async function forgetRemovedBindings(db: Database, before: number): Promise<number> {
  const result = await db.deleteFrom('binding').where('state', '=', 'removed').where('updatedAt', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}
