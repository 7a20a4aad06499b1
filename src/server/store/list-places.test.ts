import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CamelCasePlugin, Kysely, Migrator, SqliteDialect, sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { QueueRecord } from '../domain/queue.ts'
import { insertDomain, insertProject } from './accounts/accounts.ts'
import { deleteDatabase, insertDatabase, pageOfDatabases } from './catalog/databases.ts'
import { pageOfTables } from './catalog/table-list.ts'
import { countTables, countTablesIn, deleteTable, deleteTables, insertTable } from './catalog/tables.ts'
import { openProjectStore, type ProjectStore } from './fixtures/project-store.ts'
import { migrations } from './migrations/migrations.ts'
import {
  countQueues,
  cuOfProject,
  forgetDeletedQueues,
  insertQueue,
  listQueues,
  updateQueueSize,
  updateQueueState,
} from './queues/queues.ts'
import type { Schema } from './schema.ts'
import { openSqliteDatabase } from './sqlite/sqlite-database.ts'
import { openStore, type Store } from './store.ts'

let made: ProjectStore
let store: Store
beforeEach(async () => {
  made = await openProjectStore('p', 'other')
  store = made.store
})
afterEach(() => made[Symbol.asyncDispose]())

function queue(number: number, given: Partial<QueueRecord> = {}): QueueRecord {
  const id = `q${number}`
  const texts = { description: '', platform: '', feature: '', engine: 'spark', enterpriseProjectId: '0', poolName: '', cidr: '' }
  const other = {
    type: 'sql',
    cuCount: 16,
    resourceMode: 1,
    chargingMode: 1,
    preset: false,
    state: 'available',
    poolId: undefined,
  } as const
  const lists = { labels: [], tags: [], policies: [] }
  const record = {
    id,
    number,
    projectId: 'p',
    name: id,
    owner: 'u',
    ownerId: 'u1',
    createdAt: 1,
    changedAt: 1,
    ...texts,
    ...other,
    ...lists,
  }
  return { ...record, ...given }
}
const addQueue = (number: number, given?: Partial<QueueRecord>): Promise<void> => insertQueue(store.db, queue(number, given))

it('the number of queues and their CUs follow whatever happens to them, and a change that is undone', async () => {
  const told = async () => [await countQueues(store.db, 'p'), await cuOfProject(store.db, 'p'), await countQueues(store.db, 'other')]
  expect(await told()).toEqual([0, 0, 0])
  for (const n of [1, 2, 3]) await addQueue(n, { cuCount: 16 * n })
  await addQueue(4, { projectId: 'other' })
  expect(await told()).toEqual([3, 96, 1])
  await updateQueueSize(store.db, 'q1', 20)
  await updateQueueState(store.db, 'q2', 'deleting', 2)
  expect(await told()).toEqual([3, 100, 1])
  await updateQueueState(store.db, 'q2', 'deleted', 2)
  await updateQueueSize(store.db, 'q2', 999)
  expect(await told()).toEqual([2, 68, 1])
  await forgetDeletedQueues(store.db, 3, 10)
  expect(await told()).toEqual([2, 68, 1])
  const undone = store.transaction(async (tx) => {
    await updateQueueState(tx, 'q1', 'deleted', 2)
    throw new Error('no')
  })
  await expect(undone).rejects.toThrow('no')
  expect(await told()).toEqual([2, 68, 1])
})

it('who is shown some queues by their names, and the own ones, sees these alone, in the order of the list', async () => {
  const owners = ['u1', 'u2', 'u3']
  for (const n of [1, 2, 3, 4, 5, 6]) await addQueue(n, { ownerId: owners[n % 3] ?? '', tags: [{ key: 'k', value: String(n % 2) }] })
  await addQueue(7, { projectId: 'other', ownerId: 'u2', name: 'q5' })
  await updateQueueState(store.db, 'q4', 'deleted', 2)
  const shown = { names: ['q5', 'q4', 'nosuch'], ownerId: 'u2' }
  const names = async (selection: Parameters<typeof listQueues>[2]) =>
    (await listQueues(store.db, 'p', { shown, ...selection })).map(({ name }) => name)
  expect(await names({})).toEqual(['q1', 'q5'])
  expect(await names({ order: { by: 'name', direction: 'desc' }, limit: 1 })).toEqual(['q5'])
  expect(await names({ shown: { names: ['q3'], ownerId: '' } })).toEqual(['q3'])
  expect(await names({ shown: { names: ['q2', 'q3'], ownerId: 'u1' }, tags: [{ key: 'k', value: '1' }] })).toEqual(['q3'])
})

it('the number of tables follows whatever happens to them, also when their database goes', async () => {
  const texts = { description: '', properties: {}, tags: [], owner: 'u', ownerId: 'u1', enterpriseProjectId: '0', createdAt: 1 }
  for (const id of ['a', 'b']) await insertDatabase(store.db, { id, projectId: 'p', name: id, ...texts, connection: undefined })
  const add = async (databaseId: string, name: string): Promise<void> => {
    const source = { kind: 'managed' as const, format: 'parquet' as const }
    const definition = { database: databaseId, name, columns: [{ name: 'a', type: 'int', comment: '' }], source }
    const table = { id: `${databaseId}-${name}`, databaseId, name, definition, owner: 'u', ownerId: 'u1', createdAt: 1 }
    await insertTable(store.db, { ...table, version: undefined, keptFrom: undefined })
  }
  for (const name of ['t1', 't2', 't3', 'x1']) await add('a', name)
  await add('b', 't1')
  const told = async () => [
    await countTables(store.db, 'p'),
    await countTablesIn(store.db, 'a'),
    (await pageOfTables(store.db, 'a', { limit: 1 })).total,
  ]
  expect(await told()).toEqual([5, 4, 4])
  expect((await pageOfTables(store.db, 'a', { keyword: 't', limit: 1, offset: 1 })).total).toBe(3)
  await deleteTable(store.db, 'a-t1')
  expect(await told()).toEqual([4, 3, 3])
  await deleteTables(store.db, 'a', 2)
  expect(await told()).toEqual([2, 1, 1])
  await deleteDatabase(store.db, 'a')
  expect(await told()).toEqual([1, 0, 0])
  await deleteTable(store.db, 'b-t1')
  await insertDatabase(store.db, { id: 'c', projectId: 'p', name: 'c', ...texts, connection: undefined })
  await add('c', 't1')
  const { items } = await pageOfDatabases(store.db, 'p', {})
  expect(items.map(({ name, tableCount }) => [name, tableCount])).toEqual([
    ['b', 0],
    ['c', 1],
  ])
})

it('what an earlier version has written is counted at the first start of this one', async () => {
  await store.close()
  const home = join(made.folder, 'earlier')
  mkdirSync(home)
  const old = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: openSqliteDatabase(join(home, 'causeway.db')) }),
    plugins: [new CamelCasePlugin()],
  })
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '000184'))
  expect((await new Migrator({ db: old, provider: { getMigrations: async () => before } }).migrateToLatest()).error).toBeUndefined()
  await insertDomain(old, { id: 'd', name: 'd' })
  await insertProject(old, { id: 'p', name: 'p', domainId: 'd', description: '' })
  for (const n of [1, 2, 3]) await insertQueue(old, queue(n, n === 3 ? { state: 'deleted' } : {}))
  await sql`insert into catalog_database (id, project_id, name, description, owner, created_at, enterprise_project_id, properties, tags)
    values ('a', 'p', 'a', '', 'u', 1, '0', '{}', '[]')`.execute(old)
  for (const name of ['t1', 't2'])
    await sql`insert into catalog_table (id, database_id, name, definition, owner, created_at) values (${name}, 'a', ${name}, '{}', 'u', 1)`.execute(
      old,
    )
  await sql`with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < 1299)
    insert into job (id, project_id, queue_id, queue_name, owner_id, owner, sql, type, mode, state, message, current_database, conf, tags,
      started_at, result_columns, row_count, input_row_count, input_bytes, remote_statements)
    select 'j' || ((n * 37) % 1300), 'p', 'q1', 'q' || (n % 2), 'u1', 'u', '', 'QUERY', 'async', iif(n % 10 = 0, 'failed', 'finished'),
      '', 'default', '{}', '[]', n / 4, '[]', 0, 0, 0, '[]' from numbers`.execute(old)
  await old.destroy()
  store = await openStore({ home })
  expect([await countQueues(store.db, 'p'), await cuOfProject(store.db, 'p')]).toEqual([2, 32])
  expect(await countTables(store.db, 'p')).toBe(2)
  expect(await segmentsHold()).toEqual({ '': 1_300, 'queue/q0': 650, 'queue/q1': 650, 'state/failed': 130, 'state/finished': 1_170 })
  // What comes from now on stands behind it.
  await sql`update job set state = 'failed' where id in ('j37', 'j74')`.execute(store.db)
  await sql`delete from job where started_at < 10`.execute(store.db)
  expect(await segmentsHold()).toEqual({ '': 1_260, 'queue/q0': 630, 'queue/q1': 630, 'state/failed': 126, 'state/finished': 1_134 })
})

/** How many jobs each list of segments counts, where each of them counts the jobs that stand in it. */
async function segmentsHold(): Promise<Readonly<Record<string, number>>> {
  const segments = await store.db.selectFrom('jobSegment').selectAll().orderBy('list').orderBy('startedAt').orderBy('id').execute()
  const totals: Record<string, number> = {}
  for (const [at, { list, startedAt, id, count }] of segments.entries()) {
    const next = segments[at + 1]
    let inside = store.db.selectFrom('job').select((e) => e.fn.countAll<number>().as('count'))
    if (list.startsWith('queue/')) inside = inside.where('queueName', '=', list.slice('queue/'.length))
    if (list.startsWith('state/')) inside = inside.where(sql<string>`state`, '=', list.slice('state/'.length))
    inside = inside.where(sql<boolean>`(started_at, id) >= (${startedAt}, ${id})`)
    if (next?.list === list) inside = inside.where(sql<boolean>`(started_at, id) < (${next.startedAt}, ${next.id})`)
    expect({ list, startedAt, ...(await inside.executeTakeFirstOrThrow()) }).toEqual({ list, startedAt, count })
    totals[list] = (totals[list] ?? 0) + count
  }
  return totals
}
