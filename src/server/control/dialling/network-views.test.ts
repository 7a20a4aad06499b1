import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createNetworkViews } from './network-views.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server?.remove())

it('the views of a project share its host entries, also after something else has changed, and see what has changed', async () => {
  const { control, caller, store } = server
  const { vpc, subnet } = await newSubnet(server, 'views')
  const [one, other] = [await control.queues.create(caller, newQueue('one')), await control.queues.create(caller, newQueue('other'))]
  const hosts = Array.from({ length: 100 }, (_, i) => ({ name: `host-${i}`, ip: '192.168.0.10' }))
  const connect = (name: string, queues: readonly string[]) =>
    control.connections.create(caller, { name, vpcId: vpc.id, subnetId: subnet.id, queues, hosts, tags: [] })
  const first = await connect('first', ['one'])
  await connect('second', [])

  const views = createNetworkViews(store)
  const hostsOf = async (queueId: string) => {
    const { view } = await views.of(queueId)
    return Object.fromEntries([
      ...view.bindings.map((b) => [b.connectionName, b.hosts]),
      ...view.unboundConnections.map((c) => [c.name, c.hosts]),
    ] as const)
  }
  const before = await hostsOf(one.id)
  expect(before['first']).toEqual(hosts)
  for (const name of ['first', 'second']) expect((await hostsOf(other.id))[name]).toBe(before[name])

  const changed = [{ name: 'host-0', ip: '192.168.0.11' }]
  await control.connections.setHosts(caller, first.id, changed)
  views.forget()
  const after = await hostsOf(other.id)
  expect(after['first']).toEqual(changed)
  expect(after['second']).toBe(before['second'])
  expect((await hostsOf(one.id))['first']).toBe(after['first'])
})
