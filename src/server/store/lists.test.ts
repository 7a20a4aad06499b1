import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionRecord } from '../domain/connection.ts'
import type { Tag } from '../domain/tag.ts'
import { insertAccessKey } from './accounts/access-keys.ts'
import { insertDomain, insertProject, insertUser } from './accounts/accounts.ts'
import { findToken, insertToken } from './accounts/auth-tokens.ts'
import { forgetExpiredBearers } from './accounts/bearer-rows.ts'
import { addMember, insertGroup, listMembers } from './accounts/roles.ts'
import { openProjectStore, type ProjectStore } from './fixtures/project-store.ts'
import {
  countConnections,
  findActiveConnectionByName,
  findConnection,
  forgetDeletedConnections,
  insertConnection,
  pageOfConnections,
  updateConnectionState,
} from './network/connections.ts'
import { keptQuery } from './sqlite/kept-query.ts'
import type { Store } from './store.ts'

let made: ProjectStore
let store: Store
beforeEach(async () => {
  made = await openProjectStore('p', 'other')
  store = made.store
})
afterEach(() => made[Symbol.asyncDispose]())

async function add(number: number, given: Partial<ConnectionRecord> = {}): Promise<void> {
  await insertConnection(store.db, {
    id: `${given.projectId ?? 'p'}-${number}`,
    projectId: 'p',
    number,
    name: `c${number}`,
    vpcId: 'v',
    subnetId: 's',
    state: 'active',
    hosts: [],
    routes: [],
    ports: [],
    tags: [],
    createdAt: 1,
    changedAt: number,
    ...given,
  })
}

const names = async (selection: Parameters<typeof pageOfConnections>[2]): Promise<readonly [number, ...string[]]> => {
  const { total, items } = await pageOfConnections(store.db, 'p', selection)
  return [total, ...items.map((item) => item.name)]
}

describe('a page of connections', () => {
  it('has only those that are asked for by their ids, with the number of these', async () => {
    for (let n = 1; n <= 6; n += 1) await add(n, { tags: n % 2 === 0 ? [{ key: 'k', value: 'even' }] : [] })
    await add(7, { state: 'deleted' })
    await add(8, { projectId: 'other' })
    const ids = ['p-2', 'p-3', 'p-4', 'p-7', 'other-8', 'nosuch']
    expect(await names({ state: 'active', ids })).toEqual([3, 'c4', 'c3', 'c2'])
    expect(await names({ state: 'active', ids, limit: 1, offset: 1 })).toEqual([3, 'c3'])
    expect(await names({ state: 'active', ids, tags: [{ key: 'k', value: 'even' }] })).toEqual([2, 'c4', 'c2'])
    expect(await names({ state: 'active', ids, others: ['other-8'] })).toEqual([4, 'c8', 'c4', 'c3', 'c2'])
    expect(await names({ state: 'active', ids: [] })).toEqual([0])
  })

  it('has those of the project and the state, newest first, and the number of all of them', async () => {
    for (const number of [3, 1, 2, 5, 4]) await add(number)
    await add(1, { projectId: 'other' })
    await updateConnectionState(store.db, 'p-4', 'deleted', 9)
    expect(await names({ state: 'active' })).toEqual([4, 'c5', 'c3', 'c2', 'c1'])
    expect(await names({ state: 'active', offset: 1, limit: 2 })).toEqual([4, 'c3', 'c2'])
    expect(await names({ state: 'active', offset: 9, limit: 2 })).toEqual([4])
    expect(await names({ state: 'active', limit: 0 })).toEqual([4])
    expect(await names({ state: 'active', offset: 2 ** 62, limit: 2 ** 62 })).toEqual([4])
    expect(await names({ state: 'deleted' })).toEqual([1, 'c4'])
    expect(await names({ state: 'active', name: 'c3' })).toEqual([1, 'c3'])
    expect(await names({ state: 'deleted', name: 'c3' })).toEqual([0])
  })

  it('by tags has those with all of them, and no other that only looks like it', async () => {
    const tags: readonly (readonly Tag[])[] = [
      [{ key: 'a', value: '1' }],
      [
        { key: 'b', value: '2' },
        { key: 'a', value: '1' },
      ],
      [{ key: 'a', value: '12' }],
      [{ key: 'xa', value: '1' }],
      [{ key: 'A', value: '1' }],
      [{ key: 'x', value: '{"key":"a","value":"1"}' }],
      [{ key: 'q"', value: '%_\\' }],
    ]
    for (const [index, each] of tags.entries()) await add(index, { tags: each })
    const a = { key: 'a', value: '1' }
    expect(await names({ state: 'active', tags: [a] })).toEqual([2, 'c1', 'c0'])
    expect(await names({ state: 'active', tags: [a, { key: 'b', value: '2' }] })).toEqual([1, 'c1'])
    expect(await names({ state: 'active', tags: [{ key: 'q"', value: '%_\\' }] })).toEqual([1, 'c6'])
    expect(await names({ state: 'active', tags: [{ key: 'a', value: '' }] })).toEqual([0])
  })

  it('is read by an index, however many there are', async () => {
    const plan = async (query: string): Promise<string> => {
      const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(query)}`.execute(store.db)
      return rows.map((row) => row.detail).join('; ')
    }
    const list = "select * from connection where project_id = 'p' and state = 'active' order by number desc limit 10"
    expect(await plan(list)).toBe('SEARCH connection USING INDEX connection_list (project_id=? AND state=?)')
  })
})

describe('a list of jobs', () => {
  it.each([
    ["queue_name = 'q'", 'SEARCH job USING INDEX job_project_queue_start (project_id=? AND queue_name=?)'],
    ["state = 'failed'", 'SEARCH job USING INDEX job_project_state_start (project_id=? AND state=?)'],
  ])('of those with %s looks at no others', async (condition, plan) => {
    const list = sql.raw(`select * from job where project_id = 'p' and ${condition} order by started_at desc limit 10`)
    const { rows } = await sql<{ detail: string }>`explain query plan ${list}`.execute(store.db)
    expect(rows.map(({ detail }) => detail).join('; ')).toBe(plan)
    const count = sql.raw(`select count(*) from job where project_id = 'p' and ${condition}`)
    const counted = await sql<{ detail: string }>`explain query plan ${count}`.execute(store.db)
    expect(counted.rows.map(({ detail }) => detail).join('; ')).toBe(plan.replace('USING INDEX', 'USING COVERING INDEX'))
  })
})

describe('a list of queues', () => {
  it.each([
    ['cu_count asc, name asc', 'SEARCH queue USING INDEX queue_size_asc (project_id=?)'],
    ['cu_count desc, name asc', 'SEARCH queue USING INDEX queue_size_desc (project_id=?)'],
    ['name desc', 'SEARCH queue USING INDEX queue_name (project_id=?)'],
  ])('by %s sorts none', async (order, plan) => {
    const list = sql.raw(`select * from queue where state <> 'deleted' and project_id = 'p' and type = 'sql' order by ${order} limit 10`)
    const { rows } = await sql<{ detail: string }>`explain query plan ${list}`.execute(store.db)
    expect(rows.map(({ detail }) => detail).join('; ')).toBe(plan)
  })
})

describe('the number of connections', () => {
  it('is that of the rows after anything that changes them, undone or not', async () => {
    const counted = async (): Promise<number> => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from connection where project_id = 'p' and state = 'active'`.execute(
        store.db,
      )
      return rows[0]?.n ?? -1
    }
    for (let number = 0; number < 20; number++) await add(number, number % 3 === 0 ? { state: 'deleted' } : {})
    await updateConnectionState(store.db, 'p-1', 'deleted', 1)
    await updateConnectionState(store.db, 'p-1', 'deleted', 2)
    await updateConnectionState(store.db, 'p-3', 'active', 50)
    await store
      .transaction(async (tx) => {
        await updateConnectionState(tx, 'p-2', 'deleted', 1)
        throw new Error('undone')
      })
      .catch(() => {})
    expect(await countConnections(store.db, 'p', 'active')).toBe(await counted())
    await forgetDeletedConnections(store.db, 40)
    expect(await countConnections(store.db, 'p', 'deleted')).toBe(0)
    expect(await countConnections(store.db, 'p', 'active')).toBe(await counted())
    expect(await countConnections(store.db, 'other', 'active')).toBe(0)
  })
})

describe('a kept query', () => {
  it('takes other values at each run, also in and out of a transaction at the same time', async () => {
    for (const number of [1, 2, 3]) await add(number)
    const found = await Promise.all([
      findConnection(store.db, 'p', 'p-1'),
      store.transaction(async (tx) => [await findConnection(tx, 'p', 'p-2'), await findConnection(tx, 'p', 'p-9')]),
      findActiveConnectionByName(store.db, 'p', 'c3'),
      findConnection(store.db, 'other', 'p-1'),
    ])
    expect(found.flat().map((connection) => connection?.name)).toEqual(['c1', 'c2', undefined, 'c3', undefined])
  })

  it('does not see what a transaction has not committed, unless it is part of it', async () => {
    await add(1)
    const outside: Promise<unknown>[] = []
    await store
      .transaction(async (tx) => {
        await updateConnectionState(tx, 'p-1', 'deleted', 2)
        outside.push(findConnection(store.db, 'p', 'p-1'))
        expect(await findConnection(tx, 'p', 'p-1')).toMatchObject({ state: 'deleted' })
        throw new Error('undone')
      })
      .catch(() => {})
    expect(await Promise.all(outside)).toMatchObject([{ state: 'active' }])
  })

  it('sees a change of the schema, and no more texts are kept than it says', async () => {
    await add(1)
    const byId = keptQuery<{ id: string }, object>((db, given) => db.selectFrom('connection').selectAll().where('id', '=', given('id')))
    expect(await byId.first(store.db, { id: 'p-1' })).not.toHaveProperty('extra')
    for (let n = 0; n < 1_200; n++) await sql`select ${sql.lit(n)} as n from connection`.execute(store.db)
    await sql`alter table connection add column extra text not null default 'x'`.execute(store.db)
    expect(await byId.first(store.db, { id: 'p-1' })).toMatchObject({ name: 'c1', extra: 'x' })
    expect(await byId.firstNow(store.db, { id: 'p-1' })).toMatchObject({ name: 'c1', extra: 'x' })
    expect(await findConnection(store.db, 'p', 'p-1')).toMatchObject({ name: 'c1' })
  })
})

describe('the version of the accounts', () => {
  it('is another one after any change of them, and the same after every other', async () => {
    const versions = [store.accountsVersion()]
    const changed = async (change: Promise<unknown>): Promise<void> => {
      await change
      versions.push(store.accountsVersion())
    }
    const user = { id: 'u', name: 'u', domain: { id: 'd', name: 'd' }, passwordHash: '', enabled: true, isAdmin: false, description: '' }
    await changed(insertUser(store.db, { ...user, createdAt: 1 }))
    const key = { accessKey: 'k', userId: 'u', sealedSecretKey: new Uint8Array(), enabled: true, description: '', createdAt: 1 }
    await changed(
      insertAccessKey(store.db, { ...key, expiresAt: undefined, securityTokenHash: undefined, madeByKey: undefined, scope: undefined }),
    )
    await changed(insertGroup(store.db, { id: 'g', domainId: 'd', name: 'g', description: '', createdAt: 1 }))
    await changed(addMember(store.db, 'g', 'u'))
    const token = { userId: 'u', scope: { kind: 'none' }, accessKey: 'k', issuedAt: 1, expiresAt: 2 } as const
    await insertToken(store.db, { ...token, hash: 'kept' })
    await changed(forgetExpiredBearers(store.db, 'authToken', 2))
    await insertToken(store.db, { ...token, hash: 'ends with its key' })
    await changed(store.db.updateTable('userAccount').set({ passwordHash: 'x' }).execute())
    await changed(store.db.deleteFrom('accessKey').execute())
    await changed(insertProject(store.db, { id: 'new', name: 'new', domainId: 'd', description: '' }))
    expect(new Set(versions).size).toBe(versions.length)
    const before = store.accountsVersion()
    expect(await findToken(store.db, 'ends with its key')).toBeUndefined()
    await add(1)
    await insertToken(store.db, { ...token, accessKey: undefined, hash: 'new' })
    expect(store.accountsVersion()).toBe(before)
  })
})

it('the members of all groups of a domain are read at once, each group with its own, by name, and none of another domain', async () => {
  await insertDomain(store.db, { id: 'd2', name: 'd2' })
  const user = { passwordHash: '', enabled: true, isAdmin: false, description: '', createdAt: 1 }
  for (const [id, domain] of [
    ['zoe', 'd'],
    ['ada', 'd'],
    ['other', 'd2'],
  ] as const)
    await insertUser(store.db, { ...user, id: `id-${id}`, name: id, domain: { id: domain, name: domain } })
  for (const [id, domainId] of [
    ['g1', 'd'],
    ['g2', 'd'],
    ['empty', 'd'],
    ['g3', 'd2'],
  ] as const)
    await insertGroup(store.db, { id, name: id, domainId, description: '', createdAt: 1 })
  for (const [group, member] of [
    ['g1', 'id-zoe'],
    ['g1', 'id-ada'],
    ['g2', 'id-zoe'],
    ['g3', 'id-other'],
  ] as const)
    await addMember(store.db, group, member)
  expect(Object.fromEntries(await listMembers(store.db, 'd'))).toEqual({
    g1: [
      { id: 'id-ada', name: 'ada' },
      { id: 'id-zoe', name: 'zoe' },
    ],
    g2: [{ id: 'id-zoe', name: 'zoe' }],
  })
})
