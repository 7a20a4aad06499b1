import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createObjectStores } from '../object-stores/object-stores.ts'
import { type PortsRig, portsRig } from './fixtures/ports-rig.ts'

let server: StartedServer
let database: Server
let port = 0
const open = new Set<Socket>()

beforeAll(async () => {
  server = await startServerRooms()
  mkdirSync(join(server.home, 'buckets', 'bucket'), { recursive: true })
  database = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(database, 'listening')
  const address = database.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => database.close(resolve))
  await server.remove()
})

const storeAt = (storePort: number) =>
  ({
    host: '127.0.0.1',
    port: storePort,
    isTls: false,
    region: 'r',
    bucket: 'lake',
    isPathStyle: true,
    accessKey: 'a',
    secretKey: 's',
  }) as const

let counter = 0
function rig(holdUp?: () => Promise<void>): Promise<PortsRig> {
  counter += 1
  return portsRig(server, { name: `rig${counter}`, port, ...(holdUp === undefined ? {} : { holdUp }) })
}

describe('a dial', () => {
  it('of a running job is connected under a grant that holds', async () => {
    const { ports, queueId } = await rig()
    const outcome = await ports.dial({ queueId, contextId: 'job', host: 'pg', port: 5432 })
    expect(outcome).toMatchObject({ kind: 'connected', grant: { revokedBecause: undefined } })
    if (outcome.kind === 'connected') outcome.socket.destroy()
  })

  it.each([
    ['a database', {}],
    ['the store of a bucket', { bucket: 'lake' }],
  ])('to %s is called off by whoever asks', async (_, bucket) => {
    counter += 1
    const stores = createObjectStores({ buckets: createBuckets(server.home, { stores: { lake: storeAt(port) } }), clock: Date.now })
    const { ports, queueId } = await portsRig(server, { name: `rig${counter}`, port, stores })
    if ('bucket' in bucket) await ports.call('job', { kind: 'locate-path', location: 'obs://lake/x' })
    const outcome = await ports.dial({ queueId, contextId: 'job', host: 'pg', port: 5432, signal: AbortSignal.abort(), ...bucket })
    expect(outcome).toMatchObject({ kind: 'refused', error: { message: expect.stringContaining('The dial was called off') } })
    stores.close()
  })

  it.each<[string, (r: PortsRig) => Promise<void>, string]>([
    ['the queue is unbound', (r) => r.connections.unbind(server.caller, r.connectionId, [r.queueName]), 'unbound'],
    ['the connection is deleted', (r) => r.connections.delete(server.caller, r.connectionId), 'deleted'],
    ['the attachment is taken away', (r) => r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'none' }), 'attachment'],
  ])('B7: when %s, everything that was dialled before has been given up', async (_, change, words) => {
    const made = await rig()
    const outcome = await made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    if (outcome.kind !== 'connected') throw outcome.error
    const reasons: string[] = []
    outcome.grant.hold({ revoke: async (reason) => void reasons.push(reason) })
    await change(made)
    expect(reasons).toEqual([expect.stringContaining(words)])
    expect(outcome.grant.revokedBecause).toContain(words)
    expect(outcome.socket.destroyed).toBe(true)
  })

  it('B2: whose binding goes in the moment between the last look and the answer is known as revoked', async () => {
    const made = await rig()
    made.revokeAfterNextLook()
    const outcome = await made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    expect(outcome).toMatchObject({ kind: 'connected', grant: { revokedBecause: 'unbound right after the look' } })
    if (outcome.kind === 'connected') expect(outcome.socket.destroyed).toBe(true)
  })

  it('B2: that was answered and is not yet handed over when the queue is unbound is known as revoked, and a new one is not', async () => {
    const made = await rig()
    const request = { queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 }
    // No turn of the event loop lies between the answer and the unbinding: nobody has registered for the grant.
    const unbound = Promise.withResolvers<void>()
    const outcome = await made.ports.dial(request)
    made.connections.unbind(server.caller, made.connectionId, [made.queueName]).then(unbound.resolve, unbound.reject)
    await unbound.promise
    if (outcome.kind !== 'connected') throw outcome.error
    expect(outcome.grant.revokedBecause).toContain('unbound')
    let revoked = false
    outcome.grant.hold({
      revoke: async () => {
        revoked = true
      },
    })
    expect(revoked).toBe(true)
    await made.connections.bind(server.caller, made.connectionId, [made.queueName])
    const again = await made.ports.dial(request)
    expect(again).toMatchObject({ kind: 'connected', grant: { revokedBecause: undefined } })
    if (again.kind === 'connected') again.socket.destroy()
  })

  it('J10: of a check, of an unknown job and of a job of another queue is refused', async () => {
    const { ports, queueId } = await rig()
    const other = await rig()
    for (const [contextId, queue] of [
      ['analysis', queueId],
      ['unknown', queueId],
      ['job', other.queueId],
    ] as const) {
      expect(await ports.dial({ queueId: queue, contextId, host: 'pg', port: 5432 })).toMatchObject({
        kind: 'refused',
        error: { kind: 'forbidden' },
      })
    }
  })

  it('that the policy refuses is explained in the error', async () => {
    const { ports, queueId } = await rig()
    const outcome = await ports.dial({ queueId, contextId: 'job', host: '192.168.9.9', port: 1 })
    expect(outcome).toMatchObject({ kind: 'refused', error: { kind: 'unreachable', explanation: { steps: expect.any(Array) } } })
    expect(outcome.kind === 'refused' && outcome.error.message).toContain('route: FAILED')
  })

  it.each<[string, (r: PortsRig) => Promise<void>]>([
    ['the queue is unbound', (r) => r.connections.unbind(server.caller, r.connectionId, [r.queueName])],
    ['the connection is deleted', (r) => r.connections.delete(server.caller, r.connectionId)],
    ['the host entry is replaced', (r) => r.connections.setHosts(server.caller, r.connectionId, [{ name: 'pg', ip: '192.168.0.11' }])],
    ['the attachment is taken away', (r) => r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'none' })],
    ['the queue is deleted', (r) => r.deleteQueue()],
    [
      'the forward leads elsewhere',
      (r) =>
        r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }] }),
    ],
  ])('B2: that is under way while %s is refused, and its socket is closed', async (_, change) => {
    const connected = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const made = await rig(async () => {
      connected.resolve()
      await release.promise
    })
    const dialling = made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    await connected.promise
    await change(made)
    release.resolve()
    const outcome = await dialling.catch((error: unknown) => ({ kind: 'refused', error }))
    expect(outcome).toMatchObject({ kind: 'refused', error: { kind: expect.stringMatching(/^(unreachable|not-found)$/) } })
    await expect.poll(() => open.size).toBe(0)
  })

  it('that is under way while something else changes, and goes on changing, is connected', async () => {
    const connected = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const made = await rig(async () => {
      connected.resolve()
      await release.promise
    })
    const dialling = made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    await connected.promise
    await made.connections.setHosts(server.caller, made.connectionId, [
      { name: 'pg', ip: '192.168.0.10' },
      { name: 'more', ip: '192.168.0.11' },
    ])
    const forwards = [
      { from: '192.168.0.10:5432', to: `127.0.0.1:${port}` },
      { from: '192.168.0.11:5432', to: '127.0.0.1:1' },
    ]
    await made.vpcs.setAttachment(server.caller, made.vpcId, { kind: 'forward', forwards })
    made.changeAtNextLook()
    release.resolve()
    const outcome = await dialling
    expect(outcome.kind).toBe('connected')
    if (outcome.kind === 'connected') outcome.socket.destroy()
  })
})
