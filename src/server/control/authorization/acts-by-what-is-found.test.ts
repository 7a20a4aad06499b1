import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../../../base/log.ts'
import type { Expectation } from '../../domain/expectation.ts'
import { deletePrivilegesOf, insertPrivilege } from '../../store/accounts/privileges.ts'
import { putPackage } from '../../store/catalog/packages.ts'
import type { Database } from '../../store/schema.ts'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { createPublishingGate } from '../catalog/buckets/publishing-gate.ts'
import { createUnfinishedWrites } from '../catalog/buckets/unfinished-writes.ts'
import { createFoundTables } from '../catalog/found-tables.ts'
import type { Connections } from '../connections/connections.ts'
import { createEnforcement } from '../expectations/enforced.ts'
import { type AddedUser, addUser } from '../fixtures/added-user.ts'
import { jobOf } from '../fixtures/job-of.ts'
import { NO_STORES } from '../fixtures/no-stores.ts'
import { newPool, newQueue, newSubnet, remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { testTableVersions } from '../fixtures/test-table-versions.ts'
import { guardedReach, guardedTopology } from '../guards/queue-guards.ts'
import { tableCalls } from '../jobs/calls/table-calls.ts'
import { createWorkerRights, tableKey } from '../jobs/rights/worker-rights.ts'
import { createObjectUploads } from '../object-stores/object-uploads.ts'
import type { Caller } from '../shared/caller.ts'
import { type Authorizer, createAuthorizer } from './authorizer.ts'
import { toWrite } from './need.ts'

let server: StartedServer
let user: AddedUser
let bob: Caller
let authorizer: Authorizer
const schema = { url: 'jdbc:postgresql://pg:5432/postgres', schema: 's', authName: 'a1', options: {} }
beforeAll(async () => {
  server = await startServerRooms()
  const { store, caller, control } = server
  authorizer = createAuthorizer({ store, remedyText })
  user = await addUser(server)
  bob = user.caller
  for (const name of ['own', 'other', 'moved']) await control.queues.create(caller, newQueue(name))
  const database = { name: 'sales', description: '', enterpriseProjectId: '0', ifNotExists: false, connection: schema }
  await control.catalog.createDatabase(caller, database)
})
afterAll(() => server?.remove())
beforeEach(() => revoked())

const granted = (tx: Database, object: string, name: string): Promise<void> =>
  insertPrivilege(
    tx,
    { projectId: bob.projectId, grantee: user.grantee, object, name },
    { grantedBy: server.caller.userName, grantedAt: 0 },
  )
const grant = (object: string, name: string): Promise<void> => server.store.transaction((tx) => granted(tx, object, name))
const revoked = (): Promise<void> => server.store.transaction((tx) => deletePrivilegesOf(tx, user.grantee))
const outside = AsyncLocalStorage.snapshot()
/** The change is made between what the act has looked at and its first transaction. */
async function before(change: (tx: Database) => Promise<unknown>, act: () => Promise<unknown>) {
  const { transaction } = server.store
  const spy = vi.spyOn(server.store, 'transaction').mockImplementationOnce(async (work) => {
    await outside(() => transaction(change))
    return await transaction(work)
  })
  const [done] = await Promise.allSettled([act()])
  spy.mockRestore()
  return done
}
const forbidden = { status: 'rejected', reason: { kind: expect.stringMatching(/^(forbidden|sql-permission)$/) } }
const newConnection = async (name: string) => {
  const { vpc, subnet } = await newSubnet(server, name)
  return await server.control.connections.create(server.caller, {
    name,
    vpcId: vpc.id,
    subnetId: subnet.id,
    queues: ['own'],
    hosts: [],
    tags: [],
  })
}

it('the pool that a queue has been moved into meanwhile is not bound for who does not see it', async () => {
  const { control, caller } = server
  await control.pools.create(caller, newPool('hidden'))
  const connection = await newConnection('bound')
  await grant(`edsconnections.${connection.id}`, 'BIND_QUEUE')
  await grant('queues.moved', 'ALL')
  await control.queues.get(bob, 'moved')
  const move = async (tx: Database) => {
    const { id } = await tx.selectFrom('pool').select('id').where('name', '=', 'hidden').executeTakeFirstOrThrow()
    await tx.updateTable('queue').set({ poolId: id }).where('name', '=', 'moved').execute()
  }
  expect(await before(move, () => control.connections.bind(bob, connection.id, ['moved']))).toMatchObject(forbidden)
  expect((await control.connections.get(caller, connection.id)).bindings).toHaveLength(1)
})

it.each(['keep-found-table', 'forget-found-table'] as const)('%s: no more for who has lost the table meanwhile', async (kind) => {
  const { control, caller, store } = server
  const foundTables = createFoundTables({ store, clock: Date.now })
  await foundTables.keep(caller, { database: 'sales', remoteName: 't', columns: [{ name: 'id', type: 'int' }] })
  await grant('databases.sales.tables.t', 'SELECT')
  const named = { database: 'sales', table: 't' }
  const context = jobOf(bob, { direct: new Set([tableKey(named)]) })
  const unused = async () => undefined
  const calls = tableCalls({
    catalog: control.catalog,
    foundTables,
    versions: testTableVersions(server),
    rights: createWorkerRights(authorizer),
    credentials: { requireUse: unused, requireOwnTable: unused },
    uploads: createObjectUploads({ store, stores: NO_STORES, log: createLog('silent') }),
    unfinished: createUnfinishedWrites({
      store,
      buckets: createBuckets(server.home, {}),
      log: createLog('silent'),
      gate: createPublishingGate(),
    }),
  })
  const act = (): Promise<unknown> =>
    kind === 'keep-found-table'
      ? calls[kind]({ contextId: 'j', context }, { kind, ...named, columns: [{ name: 'evil', type: 'int' }] })
      : calls[kind]({ contextId: 'j', context }, { kind, ...named })
  await authorizer.rightsOf(bob)
  expect(await before((tx) => deletePrivilegesOf(tx, user.grantee), act)).toMatchObject(forbidden)
  expect(await control.catalog.findTable(caller, 'sales', 't')).toMatchObject({ columns: [{ name: 'id' }] })
})

it('a package that has come into a group meanwhile is not given away with those that the caller may give', async () => {
  const { control, caller, store } = server
  const add = (db: Database, name: string) =>
    putPackage(db, {
      projectId: bob.projectId,
      groupName: 'g',
      name,
      kind: 'file',
      location: `obs://b/${name}`,
      owner: 'x',
      ownerId: 'x',
      createdAt: 0,
      updatedAt: 0,
      tags: [],
    })
  await add(store.db, 'a')
  await grant('resources.g/a', 'ALL')
  await authorizer.rightsOf(bob)
  const give = () => control.packages.changeOwner(bob, { groupName: 'g', name: undefined }, 'bob')
  expect(await before((tx) => add(tx, 'b'), give)).toMatchObject(forbidden)
  expect((await control.packages.list(caller)).map(({ owner }) => owner)).toEqual(['x', 'x'])
})

it('who has what on a thing is not told to who has lost the right to see it meanwhile', async () => {
  await grant('queues.own', 'ALL')
  await server.control.queues.get(bob, 'own')
  const told = () => server.control.permissions.on(bob, 'queues.own')
  expect(await before((tx) => deletePrivilegesOf(tx, user.grantee), told)).toMatchObject(forbidden)
})

/** What was read is that of `own`; it is another's by the time that it is seen. */
async function swappedOnce(looks: number): Promise<void> {
  if (looks > 1) return
  await server.store.transaction(async (tx) => {
    for (const [from, to] of [
      ['own', 'between'],
      ['other', 'own'],
      ['between', 'other'],
    ] as const) {
      await tx.updateTable('queue').set({ name: to }).where('name', '=', from).execute()
    }
  })
}

it('the topology tells of no queue that had the name of a seen one only while it was looked at', async () => {
  const { control, caller } = server
  await grant('queues.own', 'ALL')
  await authorizer.rightsOf(bob)
  let looks = 0
  const topology = guardedTopology(
    {
      async picture() {
        const picture = await control.topology.picture(caller)
        await swappedOnce(++looks)
        return picture
      },
    },
    authorizer,
  )
  const { id } = await control.queues.get(caller, 'other')
  expect((await topology.picture(bob)).queues).toMatchObject([{ name: 'own', id }])
})

it('so does the matrix of what is reached', async () => {
  const { control, caller } = server
  await grant('queues.own', 'ALL')
  await authorizer.rightsOf(bob)
  let looks = 0
  const { reach } = control
  const guarded = guardedReach(
    {
      wouldReach: reach.wouldReach,
      impact: reach.impact,
      async matrix(_caller, question) {
        const matrix = await reach.matrix(caller, question)
        await swappedOnce(++looks)
        return matrix
      },
    },
    authorizer,
  )
  await guarded.matrix(bob, { queues: ['own'], addresses: ['10.0.0.1:80'] })
  expect(looks).toBe(2)
})

it('what is rehearsed for enforced expectations is asked once more when it is done', async () => {
  const { store, control } = server
  await grant('queues.own', 'ALL')
  const expectation: Expectation = {
    id: 'e',
    projectId: bob.projectId,
    queueName: 'own',
    address: '10.0.0.1:80',
    expected: 'refused',
    enforced: true,
    createdAt: 0,
    owner: '',
    ownerId: '',
    note: '',
  }
  const enforced = createEnforcement({
    authorizer,
    watch: { settled: async () => undefined, ofProject: () => [{ expectation, last: undefined }] },
    async rehearse() {
      await store.transaction(async () => undefined)
      // Resolvers are waited for here.
      await revoked()
      return new Map()
    },
  })
  const unbind = vi.fn(() => store.transaction(async () => undefined))
  const connections: Connections = { ...control.connections, unbind }
  const need = { ...toWrite('scale'), on: { kind: 'queue' as const, name: 'own' }, privileges: ['SCALE_QUEUE'] }
  const done = authorizer.acting(bob, [need], () => enforced.connections(connections).unbind(bob, 'c', ['own']))
  await expect(done).rejects.toMatchObject(forbidden.reason)
})

it('what is rehearsed leaves nothing behind in the store', async () => {
  const { store, control, caller } = server
  const begins = vi.spyOn(store, 'beginWith')
  await control.expectations.forecast(caller, (services) => services.queues.create(caller, newQueue('rehearsed')))
  expect(begins).not.toHaveBeenCalled()
})
