import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBroker } from '../../network/broker.ts'
import { insertBinding, listBindings } from '../../store/network/bindings.ts'
import { insertConnection } from '../../store/network/connections.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { createConnections } from '../connections/connections.ts'
import { idleServices } from '../fixtures/idle-services.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createVpcs } from '../vpcs/vpcs.ts'
import { createNetworkViews } from './network-views.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ quotas: { connections: 10_000 } })
})
afterAll(() => server?.remove())

const hosts = Array.from({ length: 100 }, (_, i) => ({ name: `host-${i}`, ip: '192.168.0.10' }))
const forwards = [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }]

let counter = 0
/** Two queues, `one` bound to `first`; `second` is bound to nothing. Both connections lead to one VPC. */
async function network() {
  counter += 1
  const { control, caller } = server
  const n = counter
  const { vpc, subnet } = await newSubnet(server, `views${n}`)
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const one = await control.queues.create(caller, newQueue(`one${n}`))
  const other = await control.queues.create(caller, newQueue(`other${n}`))
  const connect = (name: string, queues: readonly string[]) =>
    control.connections.create(caller, { name: `${name}${n}`, vpcId: vpc.id, subnetId: subnet.id, queues, hosts, tags: [] })
  const first = await connect('first', [one.name])
  const second = await connect('second', [])
  return { one, other, first, second, vpc, subnet }
}

type Views = ReturnType<typeof createNetworkViews>
const hostsOf = async (views: Views, queueId: string) => {
  const view = await views.of(queueId)
  return new Map([
    ...view.bindings.map((b) => [b.connectionId, b.hosts] as const),
    ...view.connections.map((c) => [c.id, c.hosts] as const),
  ])
}

/** The store, with the texts of what is asked of it. */
function listening(store: Store): { readonly store: Store; readonly asked: string[] } {
  const asked: string[] = []
  const db = new Proxy(store.db, {
    get(target, name) {
      if (name === 'selectFrom')
        return (table: Parameters<Database['selectFrom']>[0]) => {
          asked.push(String(table))
          return target.selectFrom(table)
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    asked,
    store: {
      ...store,
      db,
      transaction: () => expect.unreachable('everything that writes would wait for it'),
    },
  }
}

describe('the views of a project', () => {
  it('share its host entries and attachments, also after something else has changed, and see what has changed', async () => {
    const { control, caller, store } = server
    const { one, other, first, second, vpc } = await network()
    await control.connections.bind(caller, second.id, [other.name])
    const views = createNetworkViews(store)
    const before = await hostsOf(views, one.id)
    expect(before.get(first.id)).toEqual(hosts)
    for (const id of [first.id, second.id]) expect((await hostsOf(views, other.id)).get(id)).toBe(before.get(id))
    const attachmentOf = async (queueId: string) => (await views.of(queueId)).bindings[0]
    const attachment = (await attachmentOf(one.id))?.attachment
    expect((await attachmentOf(other.id))?.attachment).toBe(attachment)

    const changed = [{ name: 'host-0', ip: '192.168.0.11' }]
    await control.connections.setHosts(caller, first.id, changed)
    views.forget(caller.projectId, { connectionId: first.id })
    const after = await hostsOf(views, other.id)
    expect(after.get(first.id)).toEqual(changed)
    expect(after.get(second.id)).toBe(before.get(second.id))
    expect((await hostsOf(views, one.id)).get(first.id)).toBe(after.get(first.id))
    expect((await attachmentOf(other.id))?.attachment).toBe(attachment)

    await control.vpcs.setAttachment(caller, vpc.id, { kind: 'host' })
    views.forget(caller.projectId, { vpcId: vpc.id })
    expect(await attachmentOf(one.id)).toMatchObject({ attachment: { kind: 'host' }, attachmentRevision: 3 })
    expect((await hostsOf(views, one.id)).get(second.id)).toBe(before.get(second.id))
  })

  it('stay when something changes in another project, at another queue or at another VPC', async () => {
    const { caller, store } = server
    const { one, other } = await network()
    const elsewhere = await network()
    const views = createNetworkViews(store)
    const [kept, others] = [await views.of(one.id), await views.of(other.id)]
    views.forget('another project', { connectionId: 'a connection of it' })
    views.forget(caller.projectId, { queueIds: [other.id] })
    views.forget(caller.projectId, { vpcId: elsewhere.vpc.id })
    expect([views.isCurrent(kept), views.isCurrent(others)]).toEqual([true, false])
    expect(await views.of(one.id)).toBe(kept)
    views.forget(caller.projectId, { connectionId: elsewhere.first.id })
    expect(views.isCurrent(kept)).toBe(false)
  })

  it('are not thrown away by a request or a check that changes nothing', async () => {
    const { control, caller, store } = server
    const { one, first, vpc } = await network()
    const views = createNetworkViews(store)
    const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
    const services = idleServices(server, { views, broker })
    const { reconciler } = services
    const kept = await views.of(one.id)
    await createConnections(services).bind(caller, first.id, [one.name])
    await createVpcs(services).setAttachment(caller, vpc.id, { kind: 'forward', forwards })
    await reconciler.queue(one.id)
    await reconciler.bindings((await control.connections.get(caller, first.id)).bindings.map(({ id }) => id))
    expect(views.isCurrent(kept)).toBe(true)
    await createConnections(services).unbind(caller, first.id, [one.name])
    expect(views.isCurrent(kept)).toBe(false)
  })

  it('that are read while something changes are not kept, and do not hide the change from the next', async () => {
    const { control, caller, store } = server
    const { one, first } = await network()
    for (let turn = 0; turn < 12; turn += 1) {
      const views = createNetworkViews(store)
      const ip = `192.168.0.${100 + turn}`
      const reading = views.of(one.id)
      for (let i = 0; i < turn; i += 1) await Promise.resolve()
      const changing = control.connections.setHosts(caller, first.id, [{ name: 'pg', ip }]).then(() => {
        views.forget(caller.projectId, { connectionId: first.id })
      })
      const [early] = await Promise.all([reading, changing])
      expect(views.isCurrent(early)).toBe(false)
      const again = await Promise.all([views.of(one.id), views.of(one.id)])
      for (const view of again) expect(view.bindings[0]?.hosts).toEqual([{ name: 'pg', ip }])
    }
  })

  it('are read with as many statements as there are pages of connections, and what changed with one; in no transaction', async () => {
    const { caller, store } = server
    const { one, first, vpc, subnet } = await network()
    const { projectId } = caller
    await store.transaction(async (tx) => {
      for (let i = 0; i < 1_200; i += 1) {
        const number = await nextNumber(tx, projectId, 'connection')
        const made = {
          name: `many_${i}`,
          vpcId: vpc.id,
          subnetId: subnet.id,
          state: 'active' as const,
          hosts: [],
          routes: [],
          ports: [],
          tags: [],
        }
        await insertConnection(tx, { id: `many-${i}`, projectId, number, ...made, createdAt: 1, changedAt: 1 })
      }
    })
    const heard = listening(store)
    const views = createNetworkViews(heard.store)
    const view = await views.of(one.id)
    expect(view.connections.length).toBeGreaterThanOrEqual(1_201)
    expect(heard.asked.filter((table) => table === 'connection').length).toBeLessThanOrEqual(4)
    heard.asked.splice(0)
    views.forget(projectId, { connectionId: first.id })
    await views.of(one.id)
    expect(heard.asked).toEqual(['queue', 'connection', 'privilege', 'queue', 'binding'])
  })
  it('of a queue with many bindings have all of them, and are read in pieces: others have their turn between', async () => {
    const { store } = server
    const { one, first } = await network()
    const before = (await listBindings(store.db, { queueId: one.id }))[0]?.number ?? expect.unreachable()
    const { connections } = await createNetworkViews(store).of(one.id)
    const others = connections.filter(({ id }) => id !== first.id)
    expect(others.length).toBeGreaterThan(1_000)
    await store.transaction(async (tx) => {
      for (const [at, { id: connectionId }] of others.entries()) {
        const holder = { kind: 'queue' as const, id: one.id, name: one.name }
        const made = {
          projectId: server.caller.projectId,
          number: before + 1 + at,
          connectionId,
          holder,
          state: 'active' as const,
          failure: '',
        }
        await insertBinding(tx, { id: `wide-${at}`, ...made, createdAt: 1, updatedAt: 1 })
      }
    })
    const views = createNetworkViews(store)
    await views.asIfBound(one.id, first.id)
    let turns = 0
    let isRead = false
    const turn = (): void => {
      turns += 1
      if (!isRead) setImmediate(turn)
    }
    setImmediate(turn)
    const view = await views.of(one.id)
    isRead = true
    expect(view.bindings.map(({ connectionId }) => connectionId)).toEqual(view.connections.map(({ id }) => id))
    // Two for what the store answers in pieces, two for what is made of it.
    expect(turns).toBeGreaterThanOrEqual(4)
  })
})
