import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPool, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { GrantRequest } from '../permissions/permissions.ts'
import type { Caller } from '../shared/caller.ts'
import type { EnhancedConnection } from './connection-reader.ts'

let server: StartedServer
let other: Caller
let database: Server
let port = 0
const open = new Set<Socket>()

beforeAll(async () => {
  server = await startServerRooms()
  const { control, caller, firstIdentity } = server
  if (firstIdentity === undefined) throw new Error('no first identity')
  const actor = { kind: 'user', ...(await control.identity.logInByKey(firstIdentity.accessKey, firstIdentity.secretKey)) } as const
  const project = await control.accounts.projects.create(actor, { name: 'other', description: '' })
  other = { ...caller, projectId: project.id }
  database = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    socket.write('hello')
  })
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve))
  const address = database.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(() => {
  for (const socket of open) socket.destroy()
})
afterAll(async () => {
  await new Promise((resolve) => database.close(resolve))
  await server.remove()
})

let counter = 0
/** A connection of the first project whose VPC forwards 192.168.0.10:5432, named pg, to the database of this test, and a queue of the other project. */
async function made(): Promise<{ readonly queue: string; readonly connection: EnhancedConnection; readonly vpcId: string }> {
  counter += 1
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, `v${counter}`)
  const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const input = { name: `c${counter}`, vpcId: vpc.id, subnetId: subnet.id, queues: [], hosts, tags: [] }
  const queue = `q${counter}`
  await control.queues.create(other, newQueue(queue))
  return { queue, connection: await control.connections.create(caller, input), vpcId: vpc.id }
}
const change = ({ id }: EnhancedConnection, action: GrantRequest['action'], ...names: readonly string[]): Promise<void> =>
  server.control.permissions.change(server.caller, {
    grantee: { projectId: other.projectId },
    action,
    privileges: [{ object: `edsconnections.${id}`, privileges: names }],
  })
const dial = { do: 'dial', host: 'pg', port: 5432 }
const submit = async (queueName: string, ...steps: readonly object[]): Promise<string> =>
  (await server.control.jobs.submit(other, { sql: JSON.stringify(steps), currentDatabase: '', queueName, conf: {}, tags: [] })).id
async function ended(jobId: string) {
  await expect.poll(async () => (await server.control.jobs.get(other, jobId)).endedAt).toBeDefined()
  return await server.control.jobs.get(other, jobId)
}
async function answerTo(queue: string): Promise<string> {
  const jobId = await submit(queue, dial, { do: 'finish' })
  expect((await ended(jobId)).state).toBe('finished')
  return (await server.control.jobs.preview(other, jobId, 10)).rowsJson.join()
}

describe('a connection that is not granted to the project', () => {
  it('answers as one that does not exist, and cannot be bound', async () => {
    const { queue, connection } = await made()
    const { connections } = server.control
    const missing = '00000000-0000-4000-8000-000000000001'
    for (const attempt of [
      (id: string) => connections.get(other, id),
      (id: string) => connections.bind(other, id, [queue]),
      (id: string) => connections.setHosts(other, id, []),
      (id: string) => connections.delete(other, id),
    ]) {
      for (const id of [connection.id, missing]) {
        await expect(attempt(id)).rejects.toMatchObject({ kind: 'not-found', message: `Connection ${id} does not exist.` })
      }
    }
    expect((await connections.list(other)).items).toEqual([])
  })
})

describe('B10: a connection on which BIND_QUEUE is granted to another project', () => {
  it('is among as many as are asked for, in pieces too', async () => {
    const shared = [await made(), await made()]
    for (const { connection } of shared) await change(connection, 'grant', 'BIND_QUEUE')
    const ids: string[] = []
    for await (const piece of server.control.connections.pieces(other, { limit: 1 })) ids.push(...piece.map(({ id }) => id))
    expect(ids).toEqual([shared[1]?.connection.id])
    for (const { connection } of shared) await change(connection, 'update')
  })

  it('is listed there, bound by its queues, and reached by their jobs with the attachment of its own project', async () => {
    const { queue, connection } = await made()
    const { connections } = server.control
    expect(await answerTo(queue)).toContain('cannot be reached')
    await change(connection, 'grant', 'BIND_QUEUE')
    expect(await answerTo(queue)).toContain('bound')
    await connections.bind(other, connection.id, [queue])
    expect(await answerTo(queue)).toContain('hello')
    const [listed] = (await connections.list(other)).items
    expect(listed).toMatchObject({ id: connection.id, isShared: true, bindings: [{ holder: { name: queue }, state: 'active' }] })
    expect(await connections.get(other, connection.id)).toEqual(listed)
    // Each project is shown its own bindings.
    expect(await connections.get(server.caller, connection.id)).toMatchObject({ isShared: true, bindings: [] })
    expect((await connections.list(server.caller, { name: connection.name })).items).toMatchObject([{ isShared: true, bindings: [] }])
    await connections.unbind(other, connection.id, [queue])
    expect(await answerTo(queue)).toContain('cannot be reached')
    await change(connection, 'update')
  })

  it('is changed and deleted by its own project alone', async () => {
    const { connection } = await made()
    const { connections } = server.control
    await change(connection, 'grant', 'BIND_QUEUE')
    for (const attempt of [
      () => connections.setHosts(other, connection.id, []),
      () => connections.addRoute(other, connection.id, { name: 'r', cidr: '10.0.0.0/8' }),
      () => connections.delete(other, connection.id),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden' })
    }
    await change(connection, 'revoke', 'BIND_QUEUE')
    expect((await connections.list(other)).items).toEqual([])
    expect(await connections.get(server.caller, connection.id)).toMatchObject({ isShared: false })
  })

  it('is shown as deleted there when its own project deletes it, as it is in that one, and can be bound no more', async () => {
    const { queue, connection } = await made()
    const { connections } = server.control
    await change(connection, 'grant', 'BIND_QUEUE')
    await connections.bind(other, connection.id, [queue])
    await connections.delete(server.caller, connection.id)
    expect(await connections.get(other, connection.id)).toMatchObject({ state: 'deleted', bindings: [] })
    expect((await connections.list(other)).items.map(({ id }) => id)).not.toContain(connection.id)
    expect((await connections.list(other, { state: 'deleted' })).items.map(({ id }) => id)).toContain(connection.id)
    await expect(connections.bind(other, connection.id, [queue])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it.each([
    ['is revoked', async ({ connection }: { connection: EnhancedConnection }) => change(connection, 'revoke', 'BIND_QUEUE')],
    ['is replaced by nothing', async ({ connection }: { connection: EnhancedConnection }) => change(connection, 'update')],
    [
      'goes with the connection',
      ({ connection }: { connection: EnhancedConnection }) => server.control.connections.delete(server.caller, connection.id),
    ],
  ])('ends its bindings there, with their jobs’ sockets, when the grant %s', async (_what, take) => {
    const it = await made()
    const { connections, pools, queues } = server.control
    await change(it.connection, 'grant', 'BIND_QUEUE')
    const pool = `pool${counter}`
    await pools.create(other, newPool(pool))
    await queues.create(other, newQueue(`${pool}_q`, { poolName: pool }))
    await connections.bind(other, it.connection.id, [it.queue], [pool])
    const jobs = [it.queue, `${pool}_q`].map((queue) =>
      submit(queue, { ...dial, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' }),
    )
    const ids = await Promise.all(jobs)
    await expect.poll(() => open.size).toBe(2)
    await take(it)
    await expect.poll(() => open.size).toBe(0)
    for (const id of ids) expect(await ended(id)).toMatchObject({ state: 'failed' })
    expect((await connections.list(other)).items).toEqual([])
    await expect(connections.bind(other, it.connection.id, [it.queue])).rejects.toMatchObject({ kind: 'not-found' })
    expect(await answerTo(it.queue)).toContain('cannot be reached')
    // What was taken away stays away until it is bound anew.
    if ((await connections.get(server.caller, it.connection.id)).state === 'deleted') return
    await change(it.connection, 'grant', 'BIND_QUEUE')
    expect(await connections.get(other, it.connection.id)).toMatchObject({ bindings: [] })
    await change(it.connection, 'update')
  })

  it('follows the VPC of its own project: the socket goes when the attachment does', async () => {
    const { queue, connection, vpcId } = await made()
    const { connections, vpcs } = server.control
    await change(connection, 'grant', 'BIND_QUEUE')
    await connections.bind(other, connection.id, [queue])
    const job = await submit(queue, { ...dial, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' })
    await expect.poll(() => open.size).toBe(1)
    await vpcs.setAttachment(server.caller, vpcId, { kind: 'none' })
    expect(await ended(job)).toMatchObject({ state: 'failed' })
    expect(await answerTo(queue)).toContain('does not let 192.168.0.10:5432 be reached')
    await change(connection, 'update')
  })
})

it('of the VPC, its attachment, its CIDR and that of the subnet nothing is told where the connection is lent: neither by jobs, tests nor failed bindings', async () => {
  const { queue, connection, vpcId } = await made()
  const { connections, connectivity, queues, vpcs } = server.control
  await change(connection, 'grant', 'BIND_QUEUE')
  await connections.bind(other, connection.id, [queue])
  const told: string[] = [await answerTo(queue)]
  const test = async (address: string): Promise<void> => {
    const { number } = await connectivity.start(other, queue, address)
    await expect.poll(async () => (await connectivity.get(other, queue, number)).state).not.toBe('running')
    told.push(JSON.stringify(await connectivity.get(other, queue, number)))
  }
  await test('pg:5432')
  // No forward; a forward that nothing listens at; nothing at all; outside of the subnet.
  await test('192.168.0.11:5432')
  await test('10.9.9.9:5432')
  await vpcs.setAttachment(server.caller, vpcId, { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }] })
  await test('pg:5432')
  await vpcs.setAttachment(server.caller, vpcId, { kind: 'none' })
  await test('pg:5432')
  await queues.create(other, newQueue(`${queue}_in`))
  await queues.setCidr(other, `${queue}_in`, '192.168.0.0/24')
  await connections.bind(other, connection.id, [`${queue}_in`])
  // Whoever tries one CIDR after the other must not find out which network it is, nor which the queues of its project have.
  const ownName = `${queue}_own`
  await queues.create(server.caller, newQueue(ownName))
  await queues.setCidr(server.caller, ownName, '10.77.0.0/16')
  await connections.bind(server.caller, connection.id, [ownName])
  await queues.create(other, newQueue(`${queue}_like`))
  await queues.setCidr(other, `${queue}_like`, '10.77.0.0/24')
  await connections.bind(other, connection.id, [`${queue}_like`])
  await expect
    .poll(async () => (await connections.get(other, connection.id)).bindings.map(({ state }) => state))
    .toEqual(['active', 'active', 'active'])
  told.push(JSON.stringify(await connections.get(other, connection.id)))
  expect(told.join()).toContain('Connected to 192.168.0.10:5432')
  expect(told.join()).toContain('10.9.9.9 is outside the subnet of')
  for (const secret of [/127\.0\.0\.1/, new RegExp(`"?v${counter}\\b`), /attachment to/, /forward/, /\/16/, /\/24/])
    expect(told.join('\n')).not.toMatch(secret)
  for (const seen of told.slice(0, -1)) expect(seen).not.toContain(vpcId)
  await change(connection, 'update')
})

it('nothing but a connection is granted to another project', async () => {
  await expect(
    server.control.permissions.change(server.caller, {
      grantee: { projectId: other.projectId },
      action: 'grant',
      privileges: [{ object: 'queues.default', privileges: ['SUBMIT_JOB'] }],
    }),
  ).rejects.toMatchObject({ kind: 'not-supported' })
})

it('shows the other project for which names its resolver is asked, and not who that is', async () => {
  const { control, caller } = server
  const { connection } = await made()
  await change(connection, 'grant', 'BIND_QUEUE')
  await control.connections.setResolver(caller, connection.id, { servers: ['192.168.0.2'], suffixes: ['corp.example'] })
  const listed = async (who: Caller) => (await control.connections.list(who)).items.find(({ id }) => id === connection.id)
  for (const shown of [await control.connections.get(other, connection.id), await listed(other)])
    expect(shown?.resolver).toEqual({ servers: [], suffixes: ['corp.example'] })
  for (const shown of [await control.connections.get(caller, connection.id), await listed(caller)])
    expect(shown?.resolver?.servers).toEqual(['192.168.0.2:53'])
})
