import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openProjectStore, type ProjectStore } from '../fixtures/project-store.ts'
import type { Store } from '../store.ts'
import { insertDatabase } from './databases.ts'
import { pageOfTables } from './table-list.ts'
import { deleteTables, insertTable, listNames, listRemoteTables } from './tables.ts'

let made: ProjectStore
let store: Store
const texts = { description: '', properties: {}, tags: [], ownerId: 'u', owner: 'u', enterpriseProjectId: '0', createdAt: 0 }
beforeEach(async () => {
  made = await openProjectStore('p')
  store = made.store
  await insertDatabase(store.db, { id: 'd', projectId: 'p', name: 'd', ...texts, connection: undefined })
})
afterEach(() => made[Symbol.asyncDispose]())

const managed = { kind: 'managed', format: 'parquet' } as const
const remote = { kind: 'redis', host: 'h', port: 1, options: {} } as const
const add = (name: string, type = 'int', source: typeof managed | typeof remote = managed) =>
  insertTable(store.db, {
    id: `id-${name}`,
    databaseId: 'd',
    name,
    definition: { database: 'd', name, columns: [{ name: 'c', type }], source },
    ownerId: 'u',
    owner: 'u',
    createdAt: 0,
    version: undefined,
    keptFrom: undefined,
  })

it('a page of tables with large definitions is read in turns, and holds none of their columns', async () => {
  const large = `struct<${Array.from({ length: 9_000 }, (_, at) => `f${at}:int`).join(',')}>`
  const names = Array.from({ length: 40 }, (_, at) => `t${String(at).padStart(2, '0')}`)
  for (const name of names) await add(name, large)
  let turns = 0
  const count = (): void => {
    turns += 1
    ticking = setImmediate(count)
  }
  let ticking = setImmediate(count)
  const { total, items } = await pageOfTables(store.db, 'd', {})
  clearImmediate(ticking)
  expect(total).toBe(40)
  expect(items.map(({ name }) => name)).toEqual(names)
  expect(items.flatMap(({ definition }) => definition.columns)).toEqual([])
  expect(turns).toBeGreaterThan(10)
})

it('what is of a kind is found without reading definitions', async () => {
  await add('b', 'int', remote)
  await add('a')
  expect(await listNames(store.db, 'd')).toEqual([
    { name: 'a', kind: 'managed' },
    { name: 'b', kind: 'redis' },
  ])
  expect((await listRemoteTables(store.db, 'd', '', 10)).map(({ name }) => name)).toEqual(['b'])
  expect(await pageOfTables(store.db, 'd', { kinds: ['redis'] })).toMatchObject({ total: 1, items: [{ name: 'b' }] })
  const kind = sql`json_extract(definition, '$.source.kind')`
  for (const select of [
    sql`select name, ${kind} as kind from catalog_table where database_id = 'd' order by name`,
    sql`select id from catalog_table where database_id = 'd' and ${kind} in ('view', 'jdbc') and name > 'a' order by name limit 10`,
    sql`select count(*) from catalog_table where database_id = 'd' and ${kind} in ('view')`,
  ]) {
    const { rows } = await sql<{ readonly detail: string }>`explain query plan ${select}`.execute(store.db)
    expect(rows.map(({ detail }) => detail)).toEqual([expect.stringContaining('COVERING INDEX catalog_table_kind')])
  }
})

it('of large definitions few are removed at once, and of others as many as are asked for', async () => {
  const large = `struct<${Array.from({ length: 9_000 }, (_, at) => `f${at}:int`).join(',')}>`
  for (let at = 0; at < 20; at += 1) await add(`t${at}`, large)
  const counts: number[] = []
  for (let count = 1; count > 0; counts.push(count)) count = await deleteTables(store.db, 'd', 200)
  expect(counts.length).toBeGreaterThan(3)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20)
  for (let at = 0; at < 20; at += 1) await add(`t${at}`)
  expect(await deleteTables(store.db, 'd', 15)).toBe(15)
})
