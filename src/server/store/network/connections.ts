import { type ExpressionBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import type { PortRange } from '../../../base/addresses/port-range.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { ConnectionNetwork, ConnectionRecord, ConnectionState, HostEntry, Route } from '../../domain/connection.ts'
import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import { hasIndexedTag } from '../indexed-tags.ts'
import type { Database, Schema } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { hasTag, tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { repeatedJson, rowsOf, storedJson, storedValue } from '../sqlite/rows.ts'
import type { ConnectionTable } from '../tables/network-tables.ts'
import { bindingsAsJson, bindingsFromJson } from './bindings.ts'

const parts = storedValue('connection', Type.Object({ state: Type.Union([Type.Literal('active'), Type.Literal('deleted')]) }))
const hostsFromJson = repeatedJson('list of host entries', Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })))

const routesFromJson = repeatedJson(
  'list of routes',
  Type.Array(Type.Object({ name: Type.String(), cidr: Type.String(), createdAt: Type.Integer() })),
)

const portsFromJson = repeatedJson('list of ports', Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })))

const resolverFromJson = storedJson('resolver', Type.Object({ servers: Type.Array(Type.String()), suffixes: Type.Array(Type.String()) }))
const resolverOf = (stored: string): ConnectionResolver | undefined => (stored === '' ? undefined : resolverFromJson(stored))
const resolverToJson = (resolver: ConnectionResolver | undefined): string => (resolver === undefined ? '' : JSON.stringify(resolver))

// Each by its name: the row may have more than what is of the connection.
const record = (row: ConnectionTable): ConnectionRecord => ({
  id: row.id,
  projectId: row.projectId,
  number: row.number,
  name: row.name,
  vpcId: row.vpcId,
  subnetId: row.subnetId,
  createdAt: row.createdAt,
  changedAt: row.changedAt,
  state: parts(row).state,
  hosts: hostsFromJson(row.hosts),
  routes: routesFromJson(row.routes),
  ports: portsFromJson(row.ports),
  resolver: resolverOf(row.resolver),
  tags: tagsFromJson(row.tags),
})

const insert = keptQuery<Readonly<ConnectionTable>, unknown>((db, given) =>
  db.insertInto('connection').values({
    id: given('id'),
    projectId: given('projectId'),
    number: given('number'),
    name: given('name'),
    vpcId: given('vpcId'),
    subnetId: given('subnetId'),
    state: given('state'),
    hosts: given('hosts'),
    routes: given('routes'),
    ports: given('ports'),
    resolver: given('resolver'),
    tags: given('tags'),
    createdAt: given('createdAt'),
    changedAt: given('changedAt'),
  }),
)

export async function insertConnection(db: Database, connection: ConnectionRecord): Promise<void> {
  const { hosts, routes, ports, resolver, tags } = connection
  const lists = { hosts: JSON.stringify(hosts), routes: JSON.stringify(routes), ports: JSON.stringify(ports), tags: tagsToJson(tags) }
  await insert.all(db, { ...connection, ...lists, resolver: resolverToJson(resolver) })
}

const byId = keptQuery<{ projectId: string; id: string }, ConnectionTable>((db, given) =>
  db.selectFrom('connection').selectAll().where('projectId', '=', given('projectId')).where('id', '=', given('id')),
)

export async function findConnection(db: Database, projectId: string, id: string): Promise<ConnectionRecord | undefined> {
  const row = await byId.first(db, { projectId, id })
  return row === undefined ? undefined : record(row)
}

const place = keptQuery<{ id: string }, Pick<ConnectionTable, 'projectId' | 'vpcId' | 'subnetId' | 'state'>>((db, given) =>
  db.selectFrom('connection').select(['projectId', 'vpcId', 'subnetId', 'state']).where('id', '=', given('id')),
)

/** Where a connection of any project leads. Without its host entries: it may have 20,000, and each binding asks. */
export async function findConnectionPlace(
  db: Database,
  id: string,
): Promise<Pick<ConnectionRecord, 'projectId' | 'vpcId' | 'subnetId' | 'state'> | undefined> {
  const row = await place.first(db, { id })
  return row === undefined ? undefined : { ...row, state: parts(row).state }
}

/** What a connection is without its lists, of which one may be of 20,000: but for the routes, which are few. */
export type ConnectionHead = Omit<ConnectionRecord, 'hosts' | 'ports' | 'resolver' | 'tags' | 'createdAt'>

const head = keptQuery<
  { projectId: string; id: string },
  Pick<ConnectionTable, 'id' | 'projectId' | 'number' | 'name' | 'vpcId' | 'subnetId' | 'state' | 'routes' | 'changedAt'>
>((db, given) =>
  db
    .selectFrom('connection')
    .select(['id', 'projectId', 'number', 'name', 'vpcId', 'subnetId', 'state', 'routes', 'changedAt'])
    .where('projectId', '=', given('projectId'))
    .where('id', '=', given('id')),
)

/** For who changes it, or what is bound to it: reading its host entries as well held the server several times for each call. */
export async function findConnectionHead(db: Database, projectId: string, id: string): Promise<ConnectionHead | undefined> {
  const row = await head.first(db, { projectId, id })
  return row === undefined ? undefined : { ...row, state: parts(row).state, routes: routesFromJson(row.routes) }
}

const byIdWithBindings = keptQuery<{ projectId: string; id: string }, ConnectionTable & { readonly bindings: string }>((db, given) =>
  db
    .selectFrom('connection')
    .selectAll()
    .select(bindingsAsJson('connection.id').as('bindings'))
    .where('projectId', '=', given('projectId'))
    .where('id', '=', given('id')),
)

/** With its bindings that are not removed, oldest first: by one statement, so that both are of one moment without a transaction. */
export function findConnectionWithBindings(
  db: Database,
  projectId: string,
  id: string,
): ConnectionWithBindings | undefined | Promise<ConnectionWithBindings | undefined> {
  const found = byIdWithBindings.firstNow(db, { projectId, id })
  return found instanceof Promise ? found.then(withBindings) : withBindings(found)
}

export interface ConnectionWithBindings {
  readonly connection: ConnectionRecord
  readonly bindings: readonly BindingRecord[]
}

const withBindings = (row: (ConnectionTable & { readonly bindings: string }) | undefined): ConnectionWithBindings | undefined =>
  row === undefined ? undefined : { connection: record(row), bindings: bindingsFromJson(row.bindings) }

// The state stands in the text, or the index of active names could not be used.
const activeByName = keptQuery<{ projectId: string; name: string }, ConnectionTable>((db, given) =>
  db
    .selectFrom('connection')
    .selectAll()
    .where('projectId', '=', given('projectId'))
    .where('name', '=', given('name'))
    .where('state', '=', sql.lit('active')),
)

export async function findActiveConnectionByName(db: Database, projectId: string, name: string): Promise<ConnectionRecord | undefined> {
  const row = await activeByName.first(db, { projectId, name })
  return row === undefined ? undefined : record(row)
}

export interface ConnectionSelection extends PageRequest {
  readonly state: ConnectionState
  readonly name?: string
  /** All of them. */
  readonly tags?: readonly Tag[]
  /** Of other projects, to be listed with them. */
  readonly others?: readonly string[]
  /** Made before the one of this number. */
  readonly before?: number
  /** Only these of all of them. */
  readonly ids?: readonly string[]
}

const pageOfState = keptQuery<
  { projectId: string; state: ConnectionState; before: number; limit: number; offset: number },
  ConnectionTable
>((db, given) =>
  db
    .selectFrom('connection')
    .selectAll()
    .where('projectId', '=', given('projectId'))
    .where('state', '=', given('state'))
    .where('number', '<', given('before'))
    .orderBy('number', 'desc')
    .limit(given('limit'))
    .offset(given('offset')),
)

const lastOfState = keptQuery<{ projectId: string; state: ConnectionState; limit: number; offset: number }, ConnectionTable>((db, given) =>
  db
    .selectFrom('connection')
    .selectAll()
    .where('projectId', '=', given('projectId'))
    .where('state', '=', given('state'))
    .orderBy('number')
    .limit(given('limit'))
    .offset(given('offset')),
)

/** From the end that is nearer, for what lies before a page is passed over one by one. */
async function ofState(
  db: Database,
  page: {
    readonly projectId: string
    readonly state: ConnectionState
    readonly before: number
    readonly limit: number
    readonly offset: number
  },
  total: number,
): Promise<readonly ConnectionRecord[]> {
  const count = Math.min(page.limit, total - page.offset)
  const behind = total - page.offset - count
  if (page.before < Number.MAX_SAFE_INTEGER || count <= 0 || behind >= page.offset) return (await pageOfState.all(db, page)).map(record)
  return (await lastOfState.all(db, { ...page, limit: count, offset: behind })).map(record).toReversed()
}

/** Newest first. */
export async function pageOfConnections(db: Database, projectId: string, selection: ConnectionSelection): Promise<Page<ConnectionRecord>> {
  const { state, name, tags = [], others = [], ids, before = Number.MAX_SAFE_INTEGER } = selection
  const rows = rowsOf(selection)
  if (name === undefined && tags.length === 0 && others.length === 0 && ids === undefined) {
    const total = await countConnections(db, projectId, state)
    return { total, items: await ofState(db, { projectId, state, before, ...rows }, total) }
  }
  const isOwn = (e: ExpressionBuilder<Schema, 'connection'>) =>
    tags.length === 0 ? e('projectId', '=', projectId) : e.and(tags.map((tag) => hasIndexedTag('connection', projectId, tag)))
  let matching = db
    .selectFrom('connection')
    .where((e) => (others.length === 0 ? isOwn(e) : e.or([isOwn(e), e.and([e('id', 'in', others), ...tags.map(hasTag)])])))
    .where('state', '=', state)
  if (ids !== undefined) matching = matching.where('id', 'in', ids)
  if (selection.before !== undefined) matching = matching.where('number', '<', before)
  if (name !== undefined) matching = matching.where('name', '=', name)
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await matching
    .selectAll()
    .orderBy(others.length === 0 ? 'number' : 'createdAt', 'desc')
    .orderBy('number', 'desc')
    // The numbers are those of each project.
    .$if(others.length > 0, (query) => query.orderBy('id', 'desc'))
    .limit(rows.limit)
    .offset(rows.offset)
    .execute()
  return { total, items: items.map(record) }
}

// The state stands in the text, or the index of the list could not be used.
const networks = (db: Database) =>
  db
    .selectFrom('connection')
    .innerJoin('subnet', 'subnet.id', 'connection.subnetId')
    .select(['connection.id', 'connection.number', 'connection.name', 'connection.vpcId', 'connection.hosts', 'connection.routes'])
    .select(['connection.ports', 'connection.resolver'])
    .select(['subnet.cidr as subnetCidr', 'subnet.cidrV6 as subnetCidrV6'])
    .where('connection.state', '=', sql.lit('active'))
    .orderBy('connection.number')

const network = (
  row: Omit<ConnectionNetwork, 'hosts' | 'routes' | 'ports' | 'resolver'> &
    Readonly<Record<'hosts' | 'routes' | 'ports' | 'resolver', string>>,
): ConnectionNetwork => ({
  ...row,
  hosts: hostsFromJson(row.hosts),
  routes: routesFromJson(row.routes),
  ports: portsFromJson(row.ports),
  resolver: resolverOf(row.resolver),
})

/** Active ones with a number above `after`, oldest first. */
export async function pageOfConnectionNetworks(
  db: Database,
  projectId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly ConnectionNetwork[]> {
  const rows = await networks(db)
    .where('connection.projectId', '=', projectId)
    .where('connection.number', '>', page.after)
    .limit(page.limit)
    .execute()
  return rows.map(network)
}

/** Those of these ids that are active, oldest first: not more ids than one statement takes. */
export async function connectionNetworks(db: Database, projectId: string, ids: readonly string[]): Promise<readonly ConnectionNetwork[]> {
  const rows = await networks(db).where('connection.projectId', '=', projectId).where('connection.id', 'in', ids).execute()
  return rows.map(network)
}

/** The active connections that lead to a subnet. */
export async function idsOfConnectionsTo(db: Database, subnetId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('connection').select('id').where('subnetId', '=', subnetId).where('state', '=', 'active').execute()
  return rows.map(({ id }) => id)
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

// Counted by the database's triggers as they change: counting the rows would take the longer the more there are.
const tally = keptQuery<{ projectId: string; state: ConnectionState }, { count: number }>((db, given) =>
  db.selectFrom('connectionTally').select('count').where('projectId', '=', given('projectId')).where('state', '=', given('state')),
)

export async function countConnections(db: Database, projectId: string, state: ConnectionState): Promise<number> {
  return (await tally.first(db, { projectId, state }))?.count ?? 0
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

export async function updateRoutes(db: Database, id: string, routes: readonly Route[], changedAt: number): Promise<void> {
  await db
    .updateTable('connection')
    .set({ routes: JSON.stringify(routes), changedAt })
    .where('id', '=', id)
    .execute()
}

export async function updatePorts(db: Database, id: string, ports: readonly PortRange[], changedAt: number): Promise<void> {
  await db
    .updateTable('connection')
    .set({ ports: JSON.stringify(ports), changedAt })
    .where('id', '=', id)
    .execute()
}

export async function updateResolver(db: Database, id: string, resolver: ConnectionResolver | undefined, changedAt: number): Promise<void> {
  await db
    .updateTable('connection')
    .set({ resolver: resolverToJson(resolver), changedAt })
    .where('id', '=', id)
    .execute()
}

/** Forgets connections that were deleted before the time, and their removed bindings. Gives them back. */
export async function forgetDeletedConnections(
  db: Database,
  before: number,
  most = Number.MAX_SAFE_INTEGER,
  skipped = 0,
): Promise<readonly Pick<ConnectionRecord, 'id' | 'projectId'>[]> {
  // The state stands in the text, or the index of deleted ones could not be used.
  const old = db
    .selectFrom('connection')
    .select('id')
    .where('state', '=', sql.lit('deleted'))
    .where('changedAt', '<', before)
    .orderBy('changedAt')
  return await db.deleteFrom('connection').where('id', 'in', old.limit(most).offset(skipped)).returning(['id', 'projectId']).execute()
}
