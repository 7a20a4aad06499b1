import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { socketOf } from '../../../base/sockets/held-descriptor.ts'
import { type BrokerOptions, createBroker } from '../../network/broker.ts'
import { type StreamLink, streamLink } from '../../network/fixtures/test-attachments.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { shownRemedies } from '../authorization/shown-remedies.ts'
import { createDialler } from '../dialling/dialler.ts'
import { createGrants } from '../dialling/grants.ts'
import { createNetworkViews } from '../dialling/network-views.ts'
import { newQueue, newSubnet, remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { QUOTAS } from '../shared/limits.ts'
import { createVpcs } from './vpcs.ts'

let server: StartedServer
let port = 0
const accepted = new Set<Socket>()
const database = createServer((socket) => {
  accepted.add(socket)
  socket.on('error', () => {})
  socket.pipe(socket)
})
beforeAll(async () => {
  server = await startServerRooms()
  database.listen(0, '127.0.0.1')
  await once(database, 'listening')
  const address = database.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  for (const socket of accepted) socket.destroy()
  database.close()
  await server.remove()
})

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0)) await step()
})

let counter = 0
/** A bound queue whose VPC's links are streams without sockets of the kernel, and what a change of its attachment touches. */
async function rig(options: Partial<BrokerOptions> = {}) {
  counter += 1
  const { control, caller, store } = server
  const links: StreamLink[] = []
  const linkOf = (): StreamLink => {
    const link = streamLink()
    links.push(link)
    return link
  }
  const broker = createBroker({ dialTimeoutMs: 30_000, ownPorts: () => [], linkOf, ...options })
  cleanUp.push(() => broker.close())
  const [views, grants] = [createNetworkViews(store), createGrants()]
  const dialler = createDialler({
    views,
    broker,
    grants,
    shownRemedies: shownRemedies(createAuthorizer({ store, remedyText })),
    remedyText,
  })
  const { events } = control
  const vpcs = createVpcs({ store, clock: Date.now, quotas: QUOTAS, views, grants, broker, events: { ...events, publish: () => {} } })
  const { vpc, subnet } = await newSubnet(server, `change${counter}`)
  const queue = await control.queues.create(caller, newQueue(`change${counter}`))
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const where = { vpcId: vpc.id, subnetId: subnet.id }
  await control.connections.create(caller, { name: `change${counter}`, ...where, queues: [queue.name], hosts, tags: [] })
  const forwardTo = (...ends: readonly number[]): Promise<void> => {
    const forwards = ends.map((end, i) => ({ from: `192.168.0.${10 + i}:5432`, to: `127.0.0.1:${end}` }))
    return vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  }
  const dial = async () => {
    const dialled = await dialler.dial(queue.id, { host: 'pg', port: 5432 }, { caller })
    if (dialled.kind !== 'connected') throw new Error(JSON.stringify(dialled.explanation))
    return { ...dialled, socket: socketOf(dialled.socket) }
  }
  await forwardTo(port)
  return { links, grants, forwardTo, dial, queueId: queue.id }
}

const echoes = async (socket: Socket): Promise<boolean> => {
  socket.write('x')
  const [data] = await Promise.race([Promise.all([once(socket, 'data'), socket.resume()]).then(([d]) => d), once(socket, 'close')])
  return String(data) === 'x'
}

it('what is open through an attachment that only grew goes on, and its link ends with it', async () => {
  const { links, forwardTo, dial } = await rig()
  const old = await dial()
  await forwardTo(port, 1)
  const later = await dial()
  expect([await echoes(old.socket), await echoes(later.socket)]).toEqual([true, true])
  expect(links.map((link) => link.closed())).toEqual([false, false])
  old.socket.destroy()
  await expect.poll(() => links.map((link) => link.closed())).toEqual([true, false])
  later.socket.destroy()
})

it('a dial after the change keeps its new link, however long the old grants take to go', async () => {
  const { links, grants, forwardTo, dial, queueId } = await rig()
  const old = await dial()
  const gone = Promise.withResolvers<void>()
  old.grant.hold({ revoke: () => gone.promise })
  const other = createServer((socket) => void socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(other, 'listening')
  cleanUp.push(async () => void other.close())
  const address = other.address()
  const changing = forwardTo(typeof address === 'object' && address !== null ? address.port : 0)
  await expect.poll(() => old.grant.revokedBecause).toContain('attachment')
  expect(links.map((link) => link.closed())).toEqual([true])
  const later = await dial()
  gone.resolve()
  await changing
  expect(links.map((link) => link.closed())).toEqual([true, false])
  expect(await echoes(later.socket)).toBe(true)
  await grants.revoke({ queueId }, 'The test has ended')
})
