import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBroker } from '../../network/broker.ts'
import { findUser } from '../../store/accounts/accounts.ts'
import { updateHosts } from '../../store/network/connections.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import { openStore, type Store } from '../../store/store.ts'
import type { EnhancedConnection } from '../connections/connection-reader.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import { createNetworkViews } from '../dialling/network-views.ts'
import { newPool, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { Rehearsed } from './rehearsals.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server?.remove())

const HOSTS = [{ name: 'pg', ip: '192.168.0.10' }]
let counter = 0
/** A queue that is bound to a connection, which reaches pg, and one that is bound to nothing. */
async function network() {
  counter += 1
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, `v${counter}`)
  const forwards = [{ from: '192.168.0.10:5432', to: '127.0.0.1:9' }]
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const [bound, other] = [`bound${counter}`, `other${counter}`]
  for (const name of [bound, other]) await control.queues.create(caller, newQueue(name))
  const input = { name: `c${counter}`, vpcId: vpc.id, subnetId: subnet.id, queues: [bound], hosts: HOSTS, tags: [] }
  return { bound, other, connection: await control.connections.create(caller, input), vpcId: vpc.id, subnetId: subnet.id }
}
const add = (queueName: string, expected: 'reachable' | 'refused', enforced = false, address = 'PG:5432') =>
  server.control.expectations.add(server.caller, { queueName, address, expected, note: '', enforced })
const found = async (id: string) => (await server.control.expectations.get(server.caller, id)).expectation

/** Every row of every table. */
/** Without the audit, whose records of what was found are written when something else is, or within a second. */
async function contents(store: Store): Promise<string> {
  const all = (await store.db.introspection.getTables()).map(({ name }) => name)
  const tables = all.filter((name) => !name.startsWith('audit_')).toSorted()
  const rows: unknown[] = []
  for (const table of tables) rows.push(table, (await sql`select * from ${sql.table(table)}`.execute(store.db)).rows)
  return JSON.stringify(rows)
}

describe('an expectation', () => {
  it('is what the policy says, with the step that refuses and what would help', async () => {
    const { bound, other } = await network()
    expect(await add(bound, 'reachable')).toMatchObject({ address: 'pg:5432', observed: 'reachable', holds: true })
    const broken = await add(other, 'reachable')
    expect(broken).toMatchObject({ observed: 'refused', holds: false })
    expect(broken.explanation.steps.find(({ outcome }) => outcome === 'failed')?.step).toBe('binding')
    expect(broken.explanation.remedies.join()).toContain('bind-queue')
    await expect(add(bound, 'refused', false, 'pg:5432')).rejects.toMatchObject({ kind: 'already-exists' })
    await expect(add(bound, 'refused', false, 'pg')).rejects.toMatchObject({ kind: 'invalid-parameter' })
    await expect(add('nosuch', 'refused')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is found anew after each change, told of as an event and in the audit, and keeps what it was', async () => {
    const { control, caller } = server
    const { bound, connection, vpcId } = await network()
    const listening = await control.events.listen(caller, undefined, async () => {})
    const { id } = await add(bound, 'reachable')
    const observed = async () => (await found(id)).observed
    await control.connections.unbind(caller, connection.id, [bound])
    expect(await observed()).toBe('refused')
    await control.connections.bind(caller, connection.id, [bound])
    expect(await observed()).toBe('reachable')
    await control.connections.setHosts(caller, connection.id, [])
    expect(await observed()).toBe('refused')
    await control.connections.setHosts(caller, connection.id, HOSTS)
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'none' })
    expect(await observed()).toBe('refused')
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'host' })
    expect(await observed()).toBe('reachable')
    await control.connections.delete(caller, connection.id)
    expect(await observed()).toBe('refused')
    await control.queues.delete(caller, bound)
    expect((await found(id)).explanation.steps).toMatchObject([{ step: 'queue', outcome: 'failed' }])
    const { history } = await control.expectations.get(caller, id)
    expect(history.map((each) => each.observed).slice(0, 3)).toEqual(['refused', 'reachable', 'refused'])
    const told = (await listening.next(1_000, new AbortController().signal)) ?? []
    listening.close()
    const events = told.flatMap((each) => (each.kind === 'event' && each.event.kind === 'expectation' ? [each.event.observed] : []))
    expect(events).toEqual(
      history
        .map((each) => each.observed)
        .toReversed()
        .slice(1),
    )
    const object = `queues/${bound}/pg:5432`
    // The same is counted together as long as it comes to nothing.
    const recorded = sql<{ outcome: string; times: number }>`
      select outcome, sum(count) as times from audit_event where action = 'network.expectation' and object = ${object} group by outcome order by outcome`
    const changes = history.map((each) => each.observed).slice(0, -1)
    const times = (of: string): number => changes.filter((each) => each === of).length
    await expect
      .poll(async () => (await recorded.execute(server.store.db)).rows)
      .toEqual([
        { outcome: 'failed', times: times('refused') },
        { outcome: 'succeeded', times: times('reachable') },
      ])
  })

  it('outlives the server, and what changed while it was off is found at the start', async () => {
    const { bound, connection } = await network()
    const { id } = await add(bound, 'reachable')
    const before = (await server.control.expectations.get(server.caller, id)).history
    server = await server.restart()
    expect((await server.control.expectations.get(server.caller, id)).history).toEqual(before)
    expect(await found(id)).toMatchObject({ holds: true, since: before[0]?.at })
    const { home, caller } = server
    await server.stop()
    const store = await openStore({ home })
    await updateHosts(store.db, connection.id, [], Date.now())
    await store.close()
    server = await startServerRooms({ home, caller })
    const { history } = await server.control.expectations.get(caller, id)
    expect(history.map(({ observed }) => observed)).toEqual(['refused', 'reachable'])
    expect((await server.control.expectations.counts()).broken).toBeGreaterThan(0)
  })

  it('goes with its history when it is removed, and keeps its project from being deleted', async () => {
    const { bound } = await network()
    const { id } = await add(bound, 'reachable')
    await server.control.expectations.remove(server.caller, id)
    await expect(found(id)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await contents(server.store)).not.toContain(id)
  })
})

describe('a change that would break what is enforced', () => {
  it('is refused and says which; others are made, and so is this one when the expectation is gone', async () => {
    const { control, caller } = server
    const { bound, connection, vpcId } = await network()
    const { id } = await add(bound, 'reachable', true)
    const before = await contents(server.store)
    for (const change of [
      () => control.connections.unbind(caller, connection.id, [bound]),
      () => control.connections.setHosts(caller, connection.id, []),
      () => control.connections.delete(caller, connection.id),
      () => control.vpcs.setAttachment(caller, vpcId, { kind: 'none' }),
      () => control.queues.delete(caller, bound),
    ]) {
      await expect(change()).rejects.toMatchObject({ kind: 'expectation-broken', message: expect.stringContaining(id) })
    }
    expect(await contents(server.store)).toBe(before)
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'host' })
    await control.expectations.remove(caller, id)
    await control.connections.unbind(caller, connection.id, [bound])
  })

  it('is refused to who may not see its queue, and of that nothing is told', async () => {
    const { control, caller, store } = server
    const { bound, connection } = await network()
    const { id } = await add(bound, 'reachable', true, 'pg:5432')
    const first = await findUser(store.db, { id: caller.userId })
    if (first === undefined) throw new Error('There is no first user')
    const name = `single${counter}`
    const { user } = await control.accounts.users.create(
      { kind: 'local', user: first },
      { name, password: 'password-of-one-right', description: '', isAdmin: false },
    )
    const single = { projectId: caller.projectId, userId: user.id, userName: name }
    const grant = (object: string, privilege: string) =>
      control.permissions.change(caller, {
        grantee: { userName: name },
        action: 'grant',
        privileges: [{ object, privileges: [privilege] }],
      })
    await grant(`edsconnections.${connection.id}`, 'UPDATE')
    const refused: unknown = await control.connections.setHosts(single, connection.id, []).catch((thrown: unknown) => thrown)
    expect(refused).toMatchObject({ kind: 'expectation-broken' })
    for (const word of [bound, 'pg', id]) expect(String(refused) + JSON.stringify(refused)).not.toContain(word)
    await grant(`queues.${bound}`, 'RESTART')
    await expect(control.connections.setHosts(single, connection.id, [])).rejects.toThrow(id)
  })

  it('is refused where a queue would come into a pool whose connections reach what it shall not', async () => {
    const { control, caller } = server
    const { other, connection } = await network()
    const pool = `pool${counter}`
    await control.pools.create(caller, newPool(pool))
    await control.connections.bind(caller, connection.id, [], [pool])
    const { id } = await add(other, 'refused', true)
    const broken = { kind: 'expectation-broken', message: expect.stringContaining(id) }
    const before = await contents(server.store)
    await expect(control.pools.addQueue(caller, pool, other)).rejects.toMatchObject(broken)
    expect(await contents(server.store)).toBe(before)
    await control.queues.delete(caller, other)
    await expect(control.queues.create(caller, newQueue(other, { poolName: pool }))).rejects.toMatchObject(broken)
    await control.expectations.remove(caller, id)
    await control.queues.create(caller, newQueue(other, { poolName: pool }))
  })

  it('is refused to one of two that would break it together', async () => {
    const { control, caller } = server
    const { bound, other, connection } = await network()
    await add(bound, 'refused', true, 'db:5432')
    const hosts = [...HOSTS, { name: 'db', ip: '192.168.0.10' }]
    await control.connections.unbind(caller, connection.id, [bound])
    const ends = await Promise.allSettled([
      control.connections.bind(caller, connection.id, [bound, other]),
      control.connections.setHosts(caller, connection.id, hosts),
    ])
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { kind: 'expectation-broken' } }])
  })
})

describe('a rehearsal', () => {
  type Services = Pick<Rehearsed, 'connections' | 'vpcs' | 'queues'>
  type Change = (services: Services) => Promise<unknown>

  it('foresees what random changes do to random expectations, changes nothing, and each is what the policy decides', async () => {
    const { control, caller, store } = server
    const { bound, other, connection, vpcId, subnetId } = await network()
    const input = { name: `second${counter}`, vpcId, subnetId, queues: [], hosts: [], tags: [] }
    const connections: readonly EnhancedConnection[] = [connection, await control.connections.create(caller, input)]
    const addresses = ['pg:5432', 'db:5432', '192.168.0.10:5432', '10.1.2.3:5432']
    for (const queue of [bound, other]) for (const address of addresses) await add(queue, 'reachable', false, address)

    const which = fc.constantFrom(...connections.map(({ id }) => id))
    const queue = fc.constantFrom(bound, other)
    const hosts = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('pg', 'db'), ip: fc.constantFrom('192.168.0.10', '192.168.0.11', '10.1.2.3') }),
      { maxLength: 2, selector: ({ name }) => name },
    )
    const changes: fc.Arbitrary<readonly [string, Change]> = fc.oneof(
      fc.tuple(which, queue).map(([id, name]) => [`bind ${name}`, ({ connections: c }: Services) => c.bind(caller, id, [name])] as const),
      fc
        .tuple(which, queue)
        .map(([id, name]) => [`unbind ${name}`, ({ connections: c }: Services) => c.unbind(caller, id, [name])] as const),
      fc
        .tuple(which, hosts)
        .map(([id, list]) => [`hosts ${JSON.stringify(list)}`, ({ connections: c }: Services) => c.setHosts(caller, id, list)] as const),
      which.map((id) => ['route', ({ connections: c }: Services) => c.addRoute(caller, id, { name: 'r', cidr: '10.1.0.0/16' })] as const),
      fc
        .tuple(which, fc.constantFrom('5432', '1-65535', '443'))
        .map(([id, ports]) => [`ports ${ports}`, ({ connections: c }: Services) => c.setPorts(caller, id, [ports])] as const),
      which.map((id) => ['no route', ({ connections: c }: Services) => c.removeRoute(caller, id, 'r')] as const),
      fc
        .constantFrom({ kind: 'none' }, { kind: 'host' }, { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:9' }] })
        .map((to) => [`attachment ${to.kind}`, ({ vpcs }: Services) => vpcs.setAttachment(caller, vpcId, to)] as const),
    )
    const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
    const mine = async () => (await control.expectations.list(caller)).filter(({ queueName }) => [bound, other].includes(queueName))
    const reaches = (all: readonly { readonly id: string; readonly observed: string }[]) =>
      new Map(all.map((each) => [each.id, each.observed]))
    let foreseen = 0
    await fc.assert(
      fc.asyncProperty(changes, async ([what, change]) => {
        const earlier = reaches(await mine())
        const before = await contents(store)
        const forecast = await control.expectations.forecast(caller, change).catch(() => undefined)
        expect(await contents(store), what).toBe(before)
        expect(reaches(await mine()), what).toEqual(earlier)
        const made = await change(control).then(
          () => true,
          () => false,
        )
        expect(forecast !== undefined, what).toBe(made)
        const after = await mine()
        const other = new Map(
          reaches(after)
            .entries()
            .filter(([id, observed]) => earlier.get(id) !== observed),
        )
        if (forecast !== undefined) expect(reaches([...forecast.breaks, ...forecast.mends]), what).toEqual(other)
        foreseen += other.size
        const views = createNetworkViews(store)
        for (const { queueName, address, observed } of after) {
          const { id = '' } = (await findQueueByName(store.db, caller.projectId, queueName)) ?? {}
          const decision = broker.decide(await views.of(id), parseTargetAddress(address))
          expect(decision.kind === 'allowed' ? 'reachable' : 'refused', `${what}: ${queueName} ${address}`).toBe(observed)
        }
      }),
      { numRuns: 120 },
    )
    expect(foreseen).toBeGreaterThan(10)
    await broker.close()
  })
})
