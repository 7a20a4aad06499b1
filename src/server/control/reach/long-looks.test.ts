import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid } from '../../../base/ids.ts'
import { findUser, insertUser } from '../../store/accounts/accounts.ts'
import { insertPrivilege } from '../../store/accounts/privileges.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { insertTable } from '../../store/catalog/tables.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { Caller } from '../shared/caller.ts'

const TABLES = 1_000
const QUEUES = ['q1', 'q2', 'q3']

let server: StartedServer
/** Has one right in the project. */
let single: Caller
let connectionId = ''
beforeAll(async () => {
  server = await startServerRooms()
  const { control, caller, store } = server
  const { projectId, userId: ownerId, userName: owner } = caller
  const { vpc, subnet } = await newSubnet(server)
  for (const name of QUEUES) await control.queues.create(caller, newQueue(name))
  const input = { name: 'c1', vpcId: vpc.id, subnetId: subnet.id, queues: QUEUES, hosts: [], tags: [] }
  connectionId = (await control.connections.create(caller, input)).id
  await control.catalog.createDatabase(caller, {
    name: 'many',
    description: '',
    properties: {},
    tags: [],
    enterpriseProjectId: '0',
    ifNotExists: false,
  })
  const databaseId = (await findDatabase(store.db, projectId, 'many'))?.id ?? ''
  const createdAt = Date.now()
  const columns = [{ name: 'a', type: 'int', comment: '' }]
  await store.transaction(async (tx) => {
    for (let n = 0; n < TABLES; n += 1) {
      const name = `t${n}`
      const source = { kind: 'jdbc', url: `jdbc:postgresql://192.168.0.${n % 250}:${n + 1}/shop`, dbtable: name, options: {} } as const
      const definition = { database: 'many', name, columns, source }
      await insertTable(tx, {
        id: newUuid(),
        databaseId,
        name,
        definition,
        owner,
        ownerId,
        createdAt,
        version: undefined,
        keptFrom: undefined,
      })
    }
  })
  const user = await findUser(store.db, { id: ownerId })
  if (user === undefined) throw new Error('there is no user')
  single = { projectId, userId: newUuid(), userName: 'single' }
  const { userId: id, userName: name } = single
  await insertUser(store.db, { id, name, domain: user.domain, passwordHash: '', enabled: true, isAdmin: false, description: '', createdAt })
  const right = { projectId, grantee: { kind: 'user', id }, object: 'queues.q1', name: 'SUBMIT_JOB' } as const
  await insertPrivilege(store.db, right, { grantedBy: ownerId, grantedAt: createdAt })
})
afterAll(() => server?.remove())

/** How often others had their turn meanwhile. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const next = (): void => {
    turns += 1
    if (!isOver) setImmediate(next)
  }
  setImmediate(next)
  await work()
  isOver = true
  return turns
}

it('what would be missed without a connection lets others have their turn', async () => {
  const states = async () => (await server.control.connections.get(server.caller, connectionId)).bindings.map(({ state }) => state)
  await expect.poll(states).toEqual(QUEUES.map(() => 'active'))
  expect(await turnsOf(() => server.control.reach.impact(server.caller, connectionId, undefined))).toBeGreaterThan(10)
})

it('so do the topology and all addresses of somebody with single rights, of whom each thing is asked', async () => {
  const { topology, reach } = server.control
  const seen = await topology.picture(single)
  expect([seen.queues.map(({ name }) => name), seen.tables]).toEqual([['q1'], []])
  expect(await turnsOf(() => topology.picture(single))).toBeGreaterThan(TABLES / 30)
  expect(await reach.matrix(single, {})).toMatchObject({ queues: ['q1'], addresses: [] })
  expect(await turnsOf(() => reach.matrix(single, {}))).toBeGreaterThan(TABLES / 30)
})

it('so do many queues whose networks have not been looked at yet', async () => {
  const queues = Array.from({ length: 60 }, (_, n) => `w${n}`)
  for (const name of queues) await server.control.queues.create(server.caller, newQueue(name))
  const looked = await turnsOf(() => server.control.reach.matrix(server.caller, { queues, addresses: ['192.168.0.1:1'] }))
  expect(looked).toBeGreaterThanOrEqual(10)
})
