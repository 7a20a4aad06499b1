import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deletePrivilegesOf } from '../../store/accounts/privileges.ts'
import { type AddedUser, addUser } from '../fixtures/added-user.ts'
import { jobOf } from '../fixtures/job-of.ts'
import { remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { testTableVersions } from '../fixtures/test-table-versions.ts'
import { createWorkerRights } from '../jobs/rights/worker-rights.ts'
import type { Caller } from '../shared/caller.ts'
import { createActs } from './acts.ts'
import { createAuthorizer } from './authorizer.ts'
import { onTable, toWrite } from './need.ts'

let server: StartedServer
let user: AddedUser
let bob: Caller
beforeAll(async () => {
  server = await startServerRooms()
  user = await addUser(server)
  bob = user.caller
})
afterAll(() => server?.remove())

const grant = (object: string, name: string): Promise<void> => user.grant(object, name)

/** `own`, on which bob may do everything, and `other`, of which he may see nothing. */
const own = { database: 'shop', table: 'own' } as const
const other = { database: 'shop', table: 'other' } as const
beforeEach(async () => {
  const { catalog } = server.control
  await catalog.dropDatabase(server.caller, 'shop', { cascade: true, ifExists: true })
  await catalog.createDatabase(server.caller, { name: 'shop', description: '', enterpriseProjectId: '0', ifNotExists: false })
  for (const { database, table } of [own, other]) {
    const columns = [{ name: table === 'own' ? 'a' : 'secret', type: 'int' }]
    const definition = { database, name: table, columns, source: { kind: 'managed', format: 'parquet' } } as const
    await catalog.createTable(server.caller, definition, { ifNotExists: false })
  }
  await grant('databases.shop.tables.own', 'ALL')
  // What is remembered of rights decides in the same turn.
  for (const caller of [bob, server.caller]) await catalog.findTable(caller, own.database, own.table)
})

/** Its transactions come before those of what is called after it in the same turn of the event loop, which asks before any of them has begun. */
function swap(): Promise<unknown> {
  const rename = (from: string, to: string) => server.control.catalog.renameTable(server.caller, 'shop', from, to)
  return Promise.all([rename('own', 'between'), rename('other', 'own'), rename('between', 'other')])
}
const columnsOf = async (table: string) =>
  (await server.control.catalog.findTable(server.caller, 'shop', table))?.columns.map(({ name }) => name)

const forbidden = { kind: expect.stringMatching(/^(forbidden|sql-permission)$/) }

describe('what a right was looked at for is not done to another thing that has got the name meanwhile', () => {
  const inJob = () => jobOf(bob)

  it.each<readonly [string, () => Promise<unknown>]>([
    ['dropping', () => server.control.catalog.dropTable(bob, 'shop', 'own', { ifExists: false })],
    ['dropping by the interface of tables', () => server.control.tables.delete(bob, own)],
    ['annotating', () => server.control.catalog.annotateTable(bob, 'shop', 'own', { kind: 'comment', comment: 'mine' })],
    ['renaming', () => server.control.catalog.renameTable(bob, 'shop', 'own', 'mine')],
    ['giving away', () => server.control.tables.changeOwner(bob, own, 'bob')],
    [
      'changing the columns, by a job',
      () => {
        const rights = createWorkerRights(createAuthorizer({ store: server.store, remedyText }))
        const call = { kind: 'alter-columns' as const, ...own, change: { kind: 'rename' as const, column: 'secret', name: 'seen' } }
        return rights.answering(inJob(), call, () => testTableVersions(server).alterColumns(bob, 'j', call))
      },
    ],
    [
      'emptying, by a job',
      () => {
        const rights = createWorkerRights(createAuthorizer({ store: server.store, remedyText }))
        const change = { ...own, operation: 'TRUNCATE TABLE' as const, add: [], remove: 'all' as const }
        const call = { kind: 'commit-table' as const, ...change }
        return rights.answering(inJob(), call, () => testTableVersions(server).commit(bob, 'j', { ...change, baseVersion: undefined }))
      },
    ],
  ])('%s', async (_name, act) => {
    const [swapped, done] = await Promise.allSettled([swap(), act()])
    expect(swapped).toMatchObject({ status: 'fulfilled' })
    expect(done).toMatchObject({ status: 'rejected', reason: forbidden })
    expect([await columnsOf('own'), await columnsOf('other')]).toEqual([['secret'], ['a']])
    const versions = await testTableVersions(server).list(server.caller, own)
    expect(versions.map(({ operation }) => operation)).toEqual(['CREATE TABLE'])
  })
})

it('what was allowed is done where another right was given meanwhile, and is not where it was taken away itself', async () => {
  const annotate = () => server.control.catalog.annotateTable(bob, 'shop', 'own', { kind: 'comment', comment: 'mine' })
  await Promise.all([grant('databases.shop', 'CREATE_VIEW'), annotate()])
  const revoke = user.revokeAll()
  const [, done] = await Promise.allSettled([revoke, annotate()])
  expect(done).toMatchObject({ status: 'rejected', reason: forbidden })
})

describe('of a look', () => {
  it('that has met another thing by the name nothing is told', async () => {
    const authorizer = createAuthorizer({ store: server.store, remedyText })
    let looks = 0
    const look = authorizer.looking(['SHOP', 'Own'], async () => {
      looks += 1
      await authorizer.require(bob, onTable('read', own, ['SELECT'], 'read'))
      if (looks === 1) await swap()
      return await columnsOf('own')
    })
    await expect(look).rejects.toMatchObject(forbidden)
    expect(looks).toBe(2)
  })

  it('nothing is done again for other names', async () => {
    const authorizer = createAuthorizer({ store: server.store, remedyText })
    let looks = 0
    await authorizer.looking(['nowhere', 'elsewhere'], async () => {
      looks += 1
      await server.control.catalog.dropTable(server.caller, 'shop', 'other', { ifExists: true })
    })
    expect(looks).toBe(1)
  })

  it('nothing is done again for things that are not told of, of which others make many', async () => {
    const authorizer = createAuthorizer({ store: server.store, remedyText })
    let looks = 0
    const look = (names: readonly string[]) =>
      authorizer.looking(
        () => names,
        async () => {
          looks += 1
          if (looks > 1) return
          const source = { kind: 'managed', format: 'parquet' } as const
          const definition = { database: 'shop', name: 'new', columns: [{ name: 'a', type: 'int' }], source }
          await server.control.catalog.createTable(server.caller, definition, { ifNotExists: false })
        },
      )
    await look(['own', 'other'])
    expect(looks).toBe(1)
    looks = 0
    await server.control.catalog.dropTable(server.caller, 'shop', 'new', { ifExists: false })
    await look(['own', 'new'])
    expect(looks).toBe(2)
  })

  it('that never meets a still moment a conflict is told', async () => {
    let version = 0
    const store = { db: server.store.db, accountsVersion: () => 0, namesVersion: () => ++version, beginWith: () => undefined }
    const checks = createAuthorizer({ store: server.store, remedyText })
    const acts = createActs({ store, checks, within: () => checks })
    await expect(acts.looking(['t'], async () => 'seen')).rejects.toMatchObject({ kind: 'conflict' })
  })
})

it('only the first transaction asks again, and none after the act has ended', async () => {
  const { store } = server
  const authorizer = createAuthorizer({ store, remedyText })
  const taken = () => store.transaction((tx) => deletePrivilegesOf(tx, user.grantee))
  let later: Promise<unknown> = Promise.resolve()
  const need = onTable('write', own, ['DROP_TABLE'], 'drop')
  await authorizer.acting(bob, [need], async () => {
    await store.transaction(async () => undefined)
    await taken()
    await store.transaction(async () => undefined)
  })
  await grant('databases.shop.tables.own', 'ALL')
  await authorizer.acting(bob, [need], async () => {
    later = new Promise((resolve) => setTimeout(resolve, 5)).then(async () => {
      await taken()
      await store.transaction(async () => undefined)
    })
  })
  await expect(later).resolves.toBeUndefined()
  await expect(authorizer.acting(bob, [toWrite('write')], async () => undefined)).rejects.toMatchObject(forbidden)
})
