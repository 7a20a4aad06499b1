import { Type } from 'typebox'
import type { ConnectionRecord, ConnectionState, HostEntry } from '../domain/connection.ts'
import { tagsFromJson } from './record-types.ts'
import { storedJson, storedValue } from './rows.ts'
import type { ConnectionTable, Database } from './schema.ts'

const parts = storedValue('connection', Type.Object({ state: Type.Union([Type.Literal('active'), Type.Literal('deleted')]) }))
const hostsFromJson = storedJson('list of host entries', Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })))

const record = (row: ConnectionTable): ConnectionRecord => ({
  ...row,
  state: parts(row).state,
  hosts: hostsFromJson(row.hosts),
  tags: tagsFromJson(row.tags),
})

export async function insertConnection(db: Database, connection: ConnectionRecord): Promise<void> {
  await db
    .insertInto('connection')
    .values({ ...connection, hosts: JSON.stringify(connection.hosts), tags: JSON.stringify(connection.tags) })
    .execute()
}

export async function findConnection(db: Database, projectId: string, id: string): Promise<ConnectionRecord | undefined> {
  const row = await db.selectFrom('connection').selectAll().where('projectId', '=', projectId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export async function findActiveConnectionByName(db: Database, projectId: string, name: string): Promise<ConnectionRecord | undefined> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Oldest first, deleted ones included. */
export async function listConnections(db: Database, projectId: string): Promise<readonly ConnectionRecord[]> {
  return (await db.selectFrom('connection').selectAll().where('projectId', '=', projectId).orderBy('number').execute()).map(record)
}

/** Active ones, oldest first. */
export async function listActiveConnections(
  db: Database,
  by: { readonly projectId: string } | { readonly vpcId: string },
): Promise<readonly ConnectionRecord[]> {
  const active = db.selectFrom('connection').selectAll().where('state', '=', 'active').orderBy('number')
  const rows = await ('projectId' in by ? active.where('projectId', '=', by.projectId) : active.where('vpcId', '=', by.vpcId)).execute()
  return rows.map(record)
}

/** Names of the active connections that lead to a subnet. */
export async function namesOfConnectionsTo(db: Database, subnetId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('connection')
    .select('name')
    .where('subnetId', '=', subnetId)
    .where('state', '=', 'active')
    .orderBy('number')
    .execute()
  return rows.map((row) => row.name)
}

export async function countActiveConnections(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('connection')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateConnectionState(db: Database, id: string, state: ConnectionState, changedAt: number): Promise<void> {
  await db.updateTable('connection').set({ state, changedAt }).where('id', '=', id).execute()
}

export async function updateHosts(db: Database, id: string, hosts: readonly HostEntry[], changedAt: number): Promise<void> {
  await db
    .updateTable('connection')
    .set({ hosts: JSON.stringify(hosts), changedAt })
    .where('id', '=', id)
    .execute()
}

/** Forgets connections that were deleted before the time, and their removed bindings. Gives back how many. */
export async function forgetDeletedConnections(db: Database, before: number): Promise<number> {
  const result = await db.deleteFrom('connection').where('state', '=', 'deleted').where('changedAt', '<', before).executeTakeFirst()
  return Number(result.numDeletedRows)
}
