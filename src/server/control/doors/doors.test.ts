import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import type { Role, User } from '../../domain/account.ts'
import { SOCKS_REPLY } from '../../network/socks/socks5.ts'
import { findUser } from '../../store/accounts/accounts.ts'
import type { Actor } from '../accounts/actor.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { throughSocks } from './fixtures/socks-client.ts'

const nobody: User = { id: '', name: '', domain: { id: '', name: '' } }
/** In a private network, as far as the queue can see: says what it got when its client has ended. */
let echo: Server
let echoPort = 0
const taken = new Set<Socket>()
let server: StartedServer
let connectionId = ''
beforeAll(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    taken.add(socket)
    socket.on('error', () => {}).on('close', () => taken.delete(socket))
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  echoPort = portOf(echo)
  server = await startServerRooms()
  const { control, caller } = server
  await control.queues.create(caller, newQueue('q1'))
  const { vpc, subnet } = await newSubnet(server)
  const forwards = [
    { from: '192.168.0.10:5432', to: `127.0.0.1:${echoPort}` },
    { from: '192.168.0.10:81', to: '127.0.0.1:1' },
  ]
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const hosts = [{ name: 'pg-orders', ip: '192.168.0.10' }]
  const input = { name: 'c1', vpcId: vpc.id, subnetId: subnet.id, queues: ['q1'], hosts, tags: [] }
  connectionId = (await control.connections.create(caller, input)).id
  await bound('active')
})
afterAll(async () => {
  await server?.remove()
  echo?.close()
})

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : error)
const portOf = (listening: Server): number => (listening.address() as AddressInfo).port
async function bound(state: string): Promise<void> {
  const { control, caller } = server
  await waitPatiently({
    meanwhile: `the queue is not bound as ${state}`,
    look: async () => (await control.connections.get(caller, connectionId)).bindings.find((each) => each.state === state),
    processes: () => [process.pid],
  })
}

async function roleOf(admin: Actor, userId: string, role: Role | undefined): Promise<void> {
  const { groups } = server.control.accounts
  const subject = { kind: 'user', reference: userId } as const
  if (role === undefined) await groups.removeRole(admin, server.caller.projectId, subject)
  else await groups.setRole(admin, server.caller.projectId, subject, role)
}

async function newDoor(kind: 'loopback' | 'unix' = 'loopback') {
  const door = await server.control.doors.create(server.caller, 'q1', { kind, port: 0, description: 'for a test' })
  const to = kind === 'unix' ? { path: door.address } : { port: door.port }
  return { door, through: kind === 'unix' ? { to } : { to, login: { user: door.id, password: door.password } } }
}

it('leads to what the queue reaches, by name and by address, and ends each direction by itself', async () => {
  const { through } = await newDoor()
  for (const host of ['pg-orders', 'PG-Orders', '192.168.0.10']) {
    const { socket, reply } = await throughSocks(through, host, 5432)
    expect(reply).toBe(SOCKS_REPLY.succeeded)
    const sent = randomBytes(3 * 2 ** 20)
    socket.end(sent)
    expect((await buffer(socket)).equals(sent)).toBe(true)
  }
})

it('has its connections counted as long as they are open', async () => {
  const pumped = async () => {
    const family = (await server.control.metrics.read()).find(({ name }) => name === 'causeway_pumped_connections')
    return family?.samples.find(({ labels }) => labels['through'] === 'door')?.value
  }
  const { through } = await newDoor()
  await expect.poll(pumped).toBe(0)
  const { socket } = await throughSocks(through, 'pg-orders', 5432)
  expect(await pumped()).toBe(1)
  socket.destroy()
  await expect.poll(pumped).toBe(0)
})

it('has a unix socket that only the owner of the data folder opens', async () => {
  const { door, through } = await newDoor('unix')
  expect(statSync(door.address).mode & 0o777).toBe(0o600)
  const { socket, reply } = await throughSocks(through, 'pg-orders', 5432)
  expect(reply).toBe(SOCKS_REPLY.succeeded)
  socket.end('x')
  expect(String(await buffer(socket))).toBe('x')
})

it('says by the reply why not', async () => {
  const { through } = await newDoor()
  const replyOf = async (host: string, port: number, command = 1): Promise<number | undefined> => {
    const { socket, reply } = await throughSocks({ ...through, command }, host, port)
    socket.destroy()
    return reply
  }
  expect(await replyOf('no-such-name', 5432)).toBe(SOCKS_REPLY.hostUnreachable)
  expect(await replyOf('localhost', 5432)).toBe(SOCKS_REPLY.hostUnreachable)
  expect(await replyOf('x'.repeat(255), 5432)).toBe(SOCKS_REPLY.hostUnreachable)
  expect(await replyOf('a\nb', 5432)).toBe(SOCKS_REPLY.hostUnreachable)
  expect(await replyOf('10.9.9.9', 5432)).toBe(SOCKS_REPLY.notAllowed)
  expect(await replyOf('127.0.0.1', echoPort)).toBe(SOCKS_REPLY.notAllowed)
  expect(await replyOf('fd00::10', 5432)).toBe(SOCKS_REPLY.notAllowed)
  expect(await replyOf('::ffff:7f00:1', echoPort)).not.toBe(SOCKS_REPLY.succeeded)
  expect(await replyOf('192.168.0.10', 80)).toBe(SOCKS_REPLY.notAllowed)
  expect(await replyOf('192.168.0.10', 81)).toBe(SOCKS_REPLY.connectionRefused)
  expect(await replyOf('pg-orders', 5432, 2)).toBe(SOCKS_REPLY.commandNotSupported)
  expect(await replyOf('pg-orders', 5432, 3)).toBe(SOCKS_REPLY.commandNotSupported)
})

it('lets nobody in without its own password', async () => {
  const { door, through } = await newDoor()
  const other = await newDoor()
  const { to } = through
  for (const login of [
    { user: door.id, password: '' },
    { user: door.id, password: `${door.password}x` },
    { user: other.door.id, password: door.password },
    { user: door.id, password: other.door.password },
  ]) {
    const { reply, socket } = await throughSocks({ to, login }, 'pg-orders', 5432)
    expect(reply).toBeUndefined()
    socket.destroy()
  }
  const { reply, socket } = await throughSocks({ to }, 'pg-orders', 5432)
  expect(reply).toBeUndefined()
  socket.destroy()
})

it('lets in who has the password while others begin and say nothing, however many they are', async () => {
  const { door, through } = await newDoor()
  const idle = Array.from({ length: 400 }, () => connect(door.port, '127.0.0.1').on('error', () => {}))
  await Promise.all(idle.map((socket) => (socket.connecting ? once(socket, 'connect') : undefined)))
  const { socket, reply } = await throughSocks(through, 'pg-orders', 5432)
  for (const each of idle) each.destroy()
  expect(reply).toBe(SOCKS_REPLY.succeeded)
  socket.end('x')
  expect(String(await buffer(socket))).toBe('x')
  await server.control.doors.delete(server.caller, 'q1', door.id)
})

it('ends what goes through it when the queue is unbound, as broken, and when the door is deleted', async () => {
  const { door, through } = await newDoor()
  const { control, caller } = server
  const first = await throughSocks(through, 'pg-orders', 5432)
  first.socket.write('x')
  await once(first.socket, 'readable')
  const broken = once(first.socket, 'error')
  await control.connections.unbind(caller, connectionId, ['q1'])
  // Unbinding answers when nothing of it is open any more.
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
  expect((await throughSocks(through, '192.168.0.10', 5432)).reply).toBe(SOCKS_REPLY.notAllowed)
  await control.connections.bind(caller, connectionId, ['q1'])
  await bound('active')
  const second = await throughSocks(through, 'pg-orders', 5432)
  expect(second.reply).toBe(SOCKS_REPLY.succeeded)
  second.socket.resume()
  const ended = once(second.socket, 'error')
  await control.doors.delete(caller, 'q1', door.id)
  expect((await ended)[0]).toMatchObject({ code: 'ECONNRESET' })
  const late = connect(door.port, '127.0.0.1')
  expect((await once(late, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' })
  await expect.poll(() => taken.size).toBe(0)
})

it.each<[string, (change: { readonly admin: Actor; readonly userId: string }) => Promise<unknown>]>([
  ['has no role any more', ({ admin, userId }) => roleOf(admin, userId, undefined)],
  ['is only a reader', ({ admin, userId }) => roleOf(admin, userId, 'reader')],
  ['is disabled', ({ admin, userId }) => server.control.accounts.users.update(admin, userId, { enabled: false })],
  ['is deleted', ({ admin, userId }) => server.control.accounts.users.delete(admin, userId)],
])('ends what goes through it, as broken, when its owner %s, and opens nothing then', async (_, change) => {
  const { control, caller, store } = server
  const first = await findUser(store.db, { id: caller.userId })
  if (first === undefined) throw new Error('There is no first user')
  const admin: Actor = { kind: 'local', user: first }
  const name = `owner${randomBytes(4).toString('hex')}`
  const { user } = await control.accounts.users.create(admin, { name, password: 'password-of-the-owner', description: '', isAdmin: false })
  await roleOf(admin, user.id, 'writer')
  const owner = { projectId: caller.projectId, userId: user.id, userName: name }
  const door = await control.doors.create(owner, 'q1', { kind: 'loopback', port: 0, description: '' })
  const through = { to: { port: door.port }, login: { user: door.id, password: door.password } }
  const others = await newDoor()
  const other = await throughSocks(others.through, 'pg-orders', 5432)
  const { socket, reply } = await throughSocks(through, 'pg-orders', 5432)
  expect(reply).toBe(SOCKS_REPLY.succeeded)
  socket.resume()
  const broken = once(socket, 'error')
  await change({ admin, userId: user.id })
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
  expect((await throughSocks(through, 'pg-orders', 5432)).reply).toBe(SOCKS_REPLY.notAllowed)
  // Those of others stay.
  other.socket.end('x')
  expect(String(await buffer(other.socket))).toBe('x')
  for (const { id } of [door, others.door]) await control.doors.delete(caller, 'q1', id)
})

it('is there again after a restart, with the same port and password, and not the password of it', async () => {
  const { door, through } = await newDoor()
  const listed = await server.control.doors.list(server.caller, 'q1')
  expect(JSON.stringify(listed)).not.toContain(door.password)
  server = await server.restart()
  expect((await server.control.doors.list(server.caller, 'q1')).find(({ id }) => id === door.id)).toMatchObject({ failure: '' })
  const { reply, socket } = await throughSocks(through, 'pg-orders', 5432)
  expect(reply).toBe(SOCKS_REPLY.succeeded)
  socket.destroy()
})

it('is in the audit with its queue, where it led, and how many bytes went', async () => {
  const { door, through } = await newDoor('unix')
  const { socket } = await throughSocks(through, 'pg-orders', 5432)
  socket.end('12345')
  expect(String(await buffer(socket))).toBe('12345')
  await throughSocks(through, '10.9.9.8', 5432)
  const told = async () => {
    const { events } = await server.control.audit.page(
      { kind: 'local', user: nobody },
      { action: 'network.' },
      { after: undefined, limit: 50 },
    )
    return events.filter(({ details }) => details['door_id'] === door.id).toReversed()
  }
  await expect.poll(told).toMatchObject([
    {
      action: 'network.dial',
      outcome: 'succeeded',
      object: 'queues/q1/pg-orders:5432',
      method: 'door',
      details: { connection_id: connectionId },
    },
    { action: 'network.close', outcome: 'succeeded', details: { address: `127.0.0.1:${echoPort}`, bytes_sent: 5, bytes_received: 5 } },
    { action: 'network.dial', outcome: 'refused', code: 'policy-route' },
  ])
})

it('goes with its queue', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue('q2'))
  await expect.poll(async () => (await control.queues.get(caller, 'q2')).state).toBe('available')
  const door = await control.doors.create(caller, 'q2', { kind: 'loopback', port: 0, description: '' })
  await control.queues.delete(caller, 'q2')
  expect((await once(connect(door.port, '127.0.0.1'), 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' })
})

it('is not opened for a queue that has no network, nor on a port that another program has', async () => {
  const { control, caller } = server
  const wanted = { kind: 'loopback', description: '' } as const
  await expect(control.doors.create(caller, 'default', { ...wanted, port: 0 })).rejects.toMatchObject({ kind: 'not-supported' })
  await expect(control.doors.create(caller, 'q1', { ...wanted, port: echoPort })).rejects.toMatchObject({ kind: 'in-use' })
})

it('that is made while its queue is deleted is not left open', async () => {
  const { control, caller, store } = server
  await control.queues.create(caller, newQueue('short'))
  const transaction = vi.spyOn(store, 'transaction').mockImplementationOnce(async (work) => {
    const made = await store.transaction(work)
    await control.queues.delete(caller, 'short')
    return made
  })
  const door = await control.doors.create(caller, 'short', { kind: 'loopback', port: 0, description: '' })
  transaction.mockRestore()
  const socket = connect({ port: door.port, host: '127.0.0.1' })
  const outcome = await Promise.race([once(socket, 'connect').then(() => 'open'), once(socket, 'close').then(() => 'closed')]).catch(codeOf)
  socket.destroy()
  expect(outcome).toBe('ECONNREFUSED')
})
