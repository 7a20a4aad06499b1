import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDns } from '../../network/fixtures/dns-server.ts'
import { updateBinding } from '../../store/bindings.ts'
import { newPool, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { EnhancedConnection } from './connection-reader.ts'

let server: StartedServer
let database: Server
let port = 0
const open = new Set<Socket>()

beforeAll(async () => {
  server = await startServerRooms()
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
/** A queue bound to a connection whose VPC forwards 192.168.0.10:5432, named pg, to the database of this test. */
async function bound(): Promise<{
  readonly queue: string
  readonly connection: EnhancedConnection
  readonly vpcId: string
  readonly subnetId: string
}> {
  counter += 1
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, `v${counter}`)
  const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const queue = `q${counter}`
  await control.queues.create(caller, newQueue(queue))
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const input = { name: `c${counter}`, vpcId: vpc.id, subnetId: subnet.id, queues: [queue], hosts, tags: [] }
  return { queue, connection: await control.connections.create(caller, input), vpcId: vpc.id, subnetId: subnet.id }
}

async function submit(queueName: string, ...steps: readonly object[]): Promise<string> {
  const { control, caller } = server
  return (await control.jobs.submit(caller, { sql: JSON.stringify(steps), currentDatabase: '', queueName, conf: {}, tags: [] })).id
}
const ended = async (jobId: string) => {
  await expect.poll(async () => (await server.control.jobs.get(server.caller, jobId)).endedAt).toBeDefined()
  return await server.control.jobs.get(server.caller, jobId)
}
const notes = async (jobId: string): Promise<string> => {
  expect((await ended(jobId)).state).toBe('finished')
  return (await server.control.jobs.preview(server.caller, jobId, 10)).rowsJson.join()
}
const dial = { do: 'dial', host: 'pg', port: 5432 }
const hold = [{ ...dial, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' }]

describe('a bound queue', () => {
  it('B2: reaches the database through an active binding, and an unbound queue does not', async () => {
    const { queue } = await bound()
    expect(await notes(await submit(queue, dial, { do: 'finish' }))).toContain('hello')
    await server.control.queues.create(server.caller, newQueue(`${queue}_unbound`))
    const refusal = await notes(await submit(`${queue}_unbound`, dial, { do: 'finish' }))
    expect(refusal).toContain('cannot be reached from queue')
    expect(refusal).toContain('What would help')
  })

  it('B7: loses its sockets before the unbind is answered, and reaches nothing after it', async () => {
    const { queue, connection } = await bound()
    const job = await submit(queue, ...hold)
    await expect.poll(() => open.size).toBe(1)
    await server.control.connections.unbind(server.caller, connection.id, [queue])
    expect((await server.control.connections.get(server.caller, connection.id)).bindings).toEqual([])
    await expect.poll(() => open.size).toBe(0)
    expect(await ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('unbound') })
    expect(await notes(await submit(queue, dial, { do: 'finish' }))).toContain('cannot be reached')
  })

  it('C4: loses its sockets when the connection is deleted, and the connection stays readable', async () => {
    const { queue, connection } = await bound()
    const job = await submit(queue, ...hold)
    await expect.poll(() => open.size).toBe(1)
    await server.control.connections.delete(server.caller, connection.id)
    await expect.poll(() => open.size).toBe(0)
    expect(await ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('deleted') })
    // C2
    expect(await server.control.connections.get(server.caller, connection.id)).toMatchObject({ state: 'deleted', bindings: [] })
    expect((await server.control.connections.list(server.caller, { state: 'deleted' })).items.map((c) => c.id)).toContain(connection.id)
    for (const attempt of [
      () => server.control.connections.delete(server.caller, connection.id),
      () => server.control.connections.bind(server.caller, connection.id, [queue]),
      () => server.control.connections.setHosts(server.caller, connection.id, []),
    ])
      await expect(attempt()).rejects.toMatchObject({ kind: 'not-found', message: `Connection ${connection.id} does not exist.` })
  })

  it('C8: loses its sockets when the attachment leads elsewhere, and keeps them when a forward is only added', async () => {
    const { queue, vpcId } = await bound()
    const { control, caller } = server
    const job = await submit(queue, ...hold)
    await expect.poll(() => open.size).toBe(1)
    const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
    await control.vpcs.setAttachment(caller, vpcId, {
      kind: 'forward',
      forwards: [...forwards, { from: '192.168.0.11:1', to: '127.0.0.1:1' }],
    })
    expect((await control.jobs.get(caller, job)).state).toBe('running')
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'none' })
    await expect.poll(() => open.size).toBe(0)
    expect(await ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('attachment') })
    expect(await notes(await submit(queue, dial, { do: 'finish' }))).toContain('no attachment')
  })

  it('C9: reaches a route’s network as it reaches the subnet, and loses what the route alone has let through when it is deleted', async () => {
    const { queue, connection, vpcId } = await bound()
    const { control, caller } = server
    await control.queues.create(caller, newQueue(`${queue}_beyond`))
    await control.connections.bind(caller, connection.id, [`${queue}_beyond`])
    const forwards = ['192.168.0.10:5432', '10.9.0.10:5432'].map((from) => ({ from, to: `127.0.0.1:${port}` }))
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    const beyond = { ...dial, host: '10.9.0.10' }
    expect(await notes(await submit(queue, beyond, { do: 'finish' }))).toMatch(/outside subnet.*add-route/s)

    await control.connections.addRoute(caller, connection.id, { name: 'r1', cidr: '10.9.0.0/16' })
    expect(await notes(await submit(`${queue}_beyond`, beyond, { do: 'finish' }))).toContain('hello')
    const held = await submit(`${queue}_beyond`, { ...beyond, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' })
    const kept = await submit(queue, ...hold)
    await expect.poll(() => open.size).toBe(2)

    await control.connections.removeRoute(caller, connection.id, 'r1')
    expect(await ended(held)).toMatchObject({ state: 'failed', message: expect.stringContaining('route') })
    await expect.poll(() => open.size).toBe(1)
    expect((await control.jobs.get(caller, kept)).state).toBe('running')
    expect(await notes(await submit(`${queue}_beyond`, beyond, { do: 'finish' }))).toContain('outside subnet')
    await control.connections.delete(caller, connection.id)
    expect((await ended(kept)).state).toBe('failed')
  })

  it('C10: keeps what it has open at the ports that still go through, and loses the rest before the change is answered', async () => {
    const { queue, connection, vpcId } = await bound()
    const { control, caller } = server
    const forwards = ['192.168.0.10:5432', '192.168.0.10:5433'].map((from) => ({ from, to: `127.0.0.1:${port}` }))
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    await control.queues.create(caller, newQueue(`${queue}_other`))
    await control.connections.bind(caller, connection.id, [`${queue}_other`])
    const kept = await submit(queue, ...hold)
    const lost = await submit(`${queue}_other`, { ...dial, port: 5433, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' })
    await expect.poll(() => open.size).toBe(2)

    await control.connections.setPorts(caller, connection.id, ['6000-6010', '5432'])
    await expect.poll(() => open.size).toBe(1)
    expect(await ended(lost)).toMatchObject({ state: 'failed', message: expect.stringContaining('port') })
    expect((await control.jobs.get(caller, kept)).state).toBe('running')
    const { ports } = await control.connections.get(caller, connection.id)
    expect(ports).toEqual([
      { from: 5432, to: 5432 },
      { from: 6000, to: 6010 },
    ])
    const refusal = await notes(await submit(`${queue}_other`, { ...dial, port: 5433 }, { do: 'finish' }))
    expect(refusal).toContain('lets ports 5432 and 6000-6010 through, and not 5433')

    await control.connections.setPorts(caller, connection.id, ['1-65535'])
    expect(await notes(await submit(`${queue}_other`, { ...dial, port: 5433 }, { do: 'finish' }))).toContain('hello')
    await control.connections.delete(caller, connection.id)
    expect((await ended(kept)).state).toBe('failed')
    await expect(control.connections.setPorts(caller, connection.id, ['1'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('reaches IPv6 addresses by a route of IPv6, by address and by name, also where two VPCs have one network of it', async () => {
    const [one, two] = [await bound(), await bound()]
    const { control, caller } = server
    await control.connections.bind(caller, two.connection.id, [one.queue])
    for (const [name, { connection, vpcId }] of [
      ['one', one],
      ['two', two],
    ] as const) {
      await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards: [{ from: '[fd00::10]:5432', to: `127.0.0.1:${port}` }] })
      await control.connections.setHosts(caller, connection.id, [{ name, ip: 'FD00:0:0::10' }])
    }
    const six = { ...dial, host: 'fd00::10' }
    expect(await notes(await submit(one.queue, six, { do: 'finish' }))).toContain('fd00::10 is outside')
    await control.connections.addRoute(caller, one.connection.id, { name: 'six', cidr: 'fd00::/64' })
    expect(await notes(await submit(one.queue, six, { do: 'finish' }))).toContain('hello')
    await control.connections.addRoute(caller, two.connection.id, { name: 'six', cidr: 'fd00::/64' })
    expect(await notes(await submit(one.queue, six, { do: 'finish' }))).toContain('claimed equally')
    for (const host of ['one', 'two']) expect(await notes(await submit(one.queue, { ...dial, host }, { do: 'finish' }))).toContain('hello')
  })

  it('reaches a name that the resolver of its connection knows, by the address that it says, and by none outside', async () => {
    const { queue, connection, vpcId } = await bound()
    const { control, caller } = server
    const dns = await startDns({ 'A pg.corp.example': ['192.168.0.10'], 'A away.corp.example': ['10.0.0.1'] })
    try {
      const forwards = [
        { from: '192.168.0.10:5432', to: `127.0.0.1:${port}` },
        { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
      ]
      await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
      const named = { ...dial, host: 'pg.corp.example' }
      expect(await notes(await submit(queue, named, { do: 'finish' }))).toContain('in no host entry')
      expect(dns.asked).toEqual([])
      await control.connections.setResolver(caller, connection.id, { servers: ['192.168.0.2'], suffixes: ['.Corp.Example'] })
      const { resolver } = await control.connections.get(caller, connection.id)
      expect(resolver).toEqual({ servers: ['192.168.0.2:53'], suffixes: ['corp.example'] })
      expect(await notes(await submit(queue, named, { do: 'finish' }))).toContain('hello')
      expect(await notes(await submit(queue, { ...dial, host: 'away.corp.example' }, { do: 'finish' }))).toContain(
        '10.0.0.1 is outside subnet',
      )
      const explained = await control.explain.address(caller, queue, { address: 'pg.corp.example:5432' })
      expect(explained).toMatchObject({
        verdict: 'allowed',
        steps: expect.arrayContaining([expect.objectContaining({ step: 'name', rule: 25 })]),
      })
      const recorded = async () =>
        (await server.store.db.selectFrom('auditEvent').select('details').execute()).map(({ details }) => details)
      await expect.poll(recorded).toContainEqual(expect.stringMatching(/"resolved_by":"192\.168\.0\.2:53","resolved_to":"192\.168\.0\.10"/))
      await control.connections.setResolver(caller, connection.id, undefined)
      expect(await notes(await submit(queue, named, { do: 'finish' }))).toContain('in no host entry')
    } finally {
      await dns.close()
    }
  })

  it('asks its resolver too for what is expected, only supposed, or would be missed, and for nothing where the resolver would be another', async () => {
    const { queue, connection, vpcId } = await bound()
    const { control, caller } = server
    const address = 'pg.corp.example:5432'
    await using dns = await startDns({ 'A pg.corp.example': ['192.168.0.10'] })
    const forwards = [
      { from: '192.168.0.10:5432', to: `127.0.0.1:${port}` },
      { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
    ]
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    const resolver = { servers: ['192.168.0.2'], suffixes: ['corp.example'] }
    await control.connections.setResolver(caller, connection.id, resolver)
    const free = `free${counter}`
    await control.queues.create(caller, newQueue(free))
    const expecting = { address, expected: 'reachable', note: '', enforced: false } as const
    expect(await control.expectations.add(caller, { ...expecting, queueName: queue })).toMatchObject({ observed: 'reachable', holds: true })
    expect(await control.expectations.add(caller, { ...expecting, queueName: free })).toMatchObject({ observed: 'refused', holds: false })

    const supposed = await control.explain.address(caller, free, { address, whatIf: `bind:${connection.name}` })
    expect(supposed).toMatchObject({
      verdict: 'allowed',
      steps: expect.arrayContaining([expect.objectContaining({ step: 'name', rule: 25 })]),
    })
    const forecast = (change: Parameters<typeof control.expectations.forecast>[1]) => control.expectations.forecast(caller, change)
    const [bind, unbind] = await Promise.all([
      forecast(({ connections }) => connections.bind(caller, connection.id, [free])),
      forecast(({ connections }) => connections.unbind(caller, connection.id, [queue])),
    ])
    expect(bind).toMatchObject({ breaks: [], mends: [{ queueName: free, observed: 'reachable' }] })
    expect(unbind).toMatchObject({ breaks: [{ queueName: queue, observed: 'refused' }], mends: [] })
    expect((await control.reach.impact(caller, connection.id, undefined)).expectations).toMatchObject([{ queueName: queue, address }])
    const elsewhere = await forecast(({ connections }) =>
      connections.setResolver(caller, connection.id, { ...resolver, servers: ['192.168.0.3'] }),
    )
    expect(elsewhere.breaks).toMatchObject([
      {
        queueName: queue,
        explanation: { steps: expect.arrayContaining([expect.objectContaining({ seen: expect.stringContaining('was not asked') })]) },
      },
    ])
  })

  it.each([
    [{ servers: [], suffixes: ['a'] }],
    [{ servers: ['192.168.0.2'], suffixes: [] }],
    [{ servers: ['ns.example'], suffixes: ['a'] }],
    [{ servers: ['192.168.0.2:0'], suffixes: ['a'] }],
    [{ servers: ['192.168.0.2'], suffixes: ['*'] }],
    [{ servers: ['192.168.0.2'], suffixes: ['10.0.0.1'] }],
    [{ servers: ['192.168.0.2', '192.168.0.3', '192.168.0.4', '192.168.0.5'], suffixes: ['a'] }],
  ])('refuses the resolver %j', async (resolver) => {
    const { connection } = await bound()
    const refused = { kind: 'invalid-parameter', hint: expect.any(String) }
    await expect(server.control.connections.setResolver(server.caller, connection.id, resolver)).rejects.toMatchObject(refused)
  })

  it.each([[[]], [['0']], [['65536']], [['7-6']], [['x']], [Array.from({ length: 101 }, () => '1')]])(
    'refuses the ports %j',
    async (ports) => {
      const { connection } = await bound()
      const { control, caller } = server
      const refused = { kind: 'invalid-parameter', hint: expect.any(String) }
      await expect(control.connections.setPorts(caller, connection.id, ports)).rejects.toMatchObject(refused)
    },
  )

  it.each([
    ['a name with a full stop', { name: 'a.b', cidr: '10.1.0.0/16' }, 'invalid-parameter'],
    ['an address inside a network', { name: 'a', cidr: '10.1.0.1/16' }, 'invalid-parameter'],
    ['an address inside a network of IPv6', { name: 'a', cidr: '2407:c080:802:be7::1/64' }, 'invalid-parameter'],
    ['an IPv4 address within IPv6', { name: 'a', cidr: '::ffff:10.0.0.0/104' }, 'invalid-parameter'],
    ['a zone', { name: 'a', cidr: 'fe80::%eth0/64' }, 'invalid-parameter'],
    ['the network of another in another spelling', { name: 'a', cidr: 'FD00:0::/64' }, 'already-exists'],
    ['the name of another', { name: 'first', cidr: '10.1.0.0/16' }, 'already-exists'],
    ['the network of another', { name: 'a', cidr: '10.0.0.0/8' }, 'already-exists'],
    ['one address as another wrote it as a network', { name: 'a', cidr: '10.0.0.7/32' }, 'already-exists'],
  ])('C7: a route with %s is refused', async (_what, route, kind) => {
    const { connection } = await bound()
    const { control, caller } = server
    await control.connections.addRoute(caller, connection.id, { name: 'first', cidr: '10.0.0.0/8' })
    await control.connections.addRoute(caller, connection.id, { name: 'bare', cidr: '10.0.0.7' })
    await control.connections.addRoute(caller, connection.id, { name: 'six', cidr: 'fd00::/64' })
    await expect(control.connections.addRoute(caller, connection.id, route)).rejects.toMatchObject({ kind, hint: expect.any(String) })
    const { routes } = await control.connections.get(caller, connection.id)
    expect(routes.map(({ name, cidr }) => `${name} ${cidr}`)).toEqual(['first 10.0.0.0/8', 'bare 10.0.0.7', 'six fd00::/64'])
  })

  it('has at most 200 routes', async () => {
    const { connection } = await bound()
    const { control, caller } = server
    for (let i = 0; i < 200; i += 1) await control.connections.addRoute(caller, connection.id, { name: `r${i}`, cidr: `10.0.${i}.0/24` })
    const more = control.connections.addRoute(caller, connection.id, { name: 'more', cidr: '10.1.0.0/24' })
    await expect(more).rejects.toMatchObject({ kind: 'limit-exceeded' })
  })

  it('sees new host entries at its next dial', async () => {
    const { queue, connection } = await bound()
    await server.control.connections.setHosts(server.caller, connection.id, [{ name: 'renamed', ip: '192.168.0.10' }])
    expect(await notes(await submit(queue, { ...dial, host: 'renamed' }, dial, { do: 'finish' }))).toMatch(/hello.*cannot be reached/s)
    await server.control.connections.setHosts(server.caller, connection.id, [])
    expect((await server.control.connections.get(server.caller, connection.id)).hosts).toEqual([])
  })
})

describe('binding', () => {
  it('B1 B5: again changes nothing', async () => {
    const { queue, connection } = await bound()
    await server.control.connections.bind(server.caller, connection.id, [queue, queue.toUpperCase(), queue])
    expect((await server.control.connections.get(server.caller, connection.id)).bindings).toEqual(connection.bindings)
  })

  it('is read by the id of its connection as the list shows it: oldest first, without those that are removed', async () => {
    const { queue, connection } = await bound()
    const { control, caller } = server
    for (const name of ['second', 'third']) {
      await control.queues.create(caller, newQueue(`${queue}_${name}`))
      await control.connections.bind(caller, connection.id, [`${queue}_${name}`])
    }
    await control.connections.unbind(caller, connection.id, [`${queue}_second`])
    const read = await control.connections.get(caller, connection.id)
    expect(read.bindings.map((binding) => binding.holder.name)).toEqual([queue, `${queue}_third`])
    expect((await control.connections.list(caller, { name: connection.name })).items).toEqual([read])
  })

  it('B6: after an unbind makes a new binding', async () => {
    const { queue, connection } = await bound()
    await server.control.connections.unbind(server.caller, connection.id, [queue])
    await server.control.connections.unbind(server.caller, connection.id, [queue])
    await server.control.connections.bind(server.caller, connection.id, [queue])
    const [binding] = (await server.control.connections.get(server.caller, connection.id)).bindings
    expect(binding).toMatchObject({ state: 'active', holder: { kind: 'queue', name: queue } })
    expect(binding?.id).not.toBe(connection.bindings[0]?.id)
  })

  it('B3 C7: refuses shared and unknown queues and then binds none of the others', async () => {
    const { connection } = await bound()
    const { control, caller } = server
    await control.queues.create(caller, newQueue(`shared${counter}`, { resourceMode: 0 }))
    await control.queues.create(caller, newQueue(`good${counter}`))
    await expect(control.connections.bind(caller, connection.id, [`good${counter}`, `shared${counter}`])).rejects.toMatchObject({
      kind: 'not-supported',
      hint: expect.stringContaining('dedicated'),
    })
    await expect(control.connections.bind(caller, connection.id, [`good${counter}`, 'nobody'])).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no queue named nobody',
    })
    expect((await control.connections.get(caller, connection.id)).bindings).toEqual(connection.bindings)
    await expect(control.connections.unbind(caller, connection.id, ['nobody'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('B4 B8: a failed one says why, is not unbound, is checked again when bound again, and goes with its connection', async () => {
    const { queue, connection } = await bound()
    const { control, caller, store } = server
    const fail = { state: 'failed', failure: 'The subnet is not there any more', updatedAt: 0 } as const
    const id = connection.bindings[0]?.id ?? ''
    await updateBinding(store.db, id, fail)
    expect((await control.connections.get(caller, connection.id)).bindings[0]).toMatchObject(fail)
    await expect(control.connections.unbind(caller, connection.id, [queue])).rejects.toMatchObject({ kind: 'not-supported' })
    await control.connections.bind(caller, connection.id, [queue])
    expect((await control.connections.get(caller, connection.id)).bindings[0]).toMatchObject({ id, state: 'active', failure: '' })
    await updateBinding(store.db, id, fail)
    await control.connections.delete(caller, connection.id)
    expect((await control.connections.get(caller, connection.id)).bindings).toEqual([])
  })

  it('B9 C3: one that was not checked yet keeps its connection from being deleted and is checked by the next start', async () => {
    const { queue, connection } = await bound()
    const { caller } = server
    await updateBinding(server.store.db, connection.bindings[0]?.id ?? '', { state: 'creating', failure: '', updatedAt: 0 })
    await expect(server.control.connections.delete(caller, connection.id)).rejects.toMatchObject({ kind: 'not-supported' })
    server = await server.restart()
    expect((await server.control.connections.get(caller, connection.id)).bindings[0]).toMatchObject({
      state: 'active',
      holder: { kind: 'queue', name: queue },
    })
  })
})

describe('creating', () => {
  it('C5 C7: is refused for a name that is taken and for wrong targets, and leaves nothing', async () => {
    const { connection, vpcId, subnetId } = await bound()
    const other = await newSubnet(server, `other${counter}`)
    const { control, caller } = server
    const input = { name: `new${counter}`, vpcId, subnetId, queues: [], hosts: [], tags: [] }
    for (const [change, kind] of [
      [{ name: connection.name }, 'already-exists'],
      [{ name: 'a-b' }, 'invalid-parameter'],
      [{ vpcId: 'nowhere' }, 'invalid-parameter'],
      [{ subnetId: 'nowhere' }, 'invalid-parameter'],
      [{ subnetId: other.subnet.id }, 'invalid-parameter'],
      [{ queues: ['nobody'] }, 'not-found'],
      [{ hosts: [{ name: '1', ip: '1.2.3.4' }] }, 'invalid-parameter'],
      [{ tags: [{ key: '_sys_x', value: '' }] }, 'invalid-parameter'],
    ] as const)
      await expect(control.connections.create(caller, { ...input, ...change })).rejects.toMatchObject({ kind, hint: expect.any(String) })
    const made = await control.connections.create(caller, input)
    expect(made).toMatchObject({ name: `new${counter}`, state: 'active', bindings: [] })
  })

  it('takes the subnet by its neutron subnet id too', async () => {
    const { vpcId, subnetId } = await bound()
    const { neutronSubnetId } = await server.control.vpcs.getSubnet(server.caller, subnetId)
    const input = { name: `neutron${counter}`, vpcId, subnetId: neutronSubnetId, queues: [], hosts: [], tags: [] }
    expect((await server.control.connections.create(server.caller, input)).subnetId).toBe(subnetId)
  })

  it('C6: keeps its subnet from being deleted until it is deleted itself', async () => {
    const { connection, vpcId, subnetId } = await bound()
    const { control, caller } = server
    await expect(control.vpcs.deleteSubnet(caller, vpcId, subnetId)).rejects.toMatchObject({ kind: 'in-use' })
    await control.connections.delete(caller, connection.id)
    await control.vpcs.deleteSubnet(caller, vpcId, subnetId)
    await control.vpcs.delete(caller, vpcId)
    expect((await control.connections.get(caller, connection.id)).vpcId).toBe(vpcId)
  })
})

it('a connectivity test explains itself, and is ended by the next start when a stop interrupted it', async () => {
  const { queue } = await bound()
  const { control, caller } = server
  const good = await control.connectivity.start(caller, queue, 'pg:5432')
  const bad = await control.connectivity.start(caller, queue, 'nobody:5432')
  expect(good).toMatchObject({ state: 'running', address: 'pg:5432', explanation: undefined })
  expect(bad.number).toBe(good.number + 1)
  await expect.poll(async () => (await control.connectivity.get(caller, queue, good.number)).state).toBe('reachable')
  await expect.poll(async () => (await control.connectivity.get(caller, queue, bad.number)).state).toBe('unreachable')
  expect((await control.connectivity.get(caller, queue, bad.number)).explanation).toMatchObject({ queue, remedies: expect.any(Array) })
  await expect.poll(() => open.size).toBe(0)

  await expect(control.connectivity.start(caller, queue, 'pg')).rejects.toMatchObject({
    kind: 'invalid-parameter',
    hint: expect.stringContaining('pg:5432'),
  })
  await expect(control.connectivity.start(caller, 'nobody', 'pg:1')).rejects.toMatchObject({ message: 'There is no queue named nobody' })
  await expect(control.connectivity.get(caller, queue, 999)).rejects.toMatchObject({ kind: 'not-found' })
  await expect(control.connectivity.get(caller, 'default', good.number)).rejects.toMatchObject({ kind: 'not-found' })

  await server.store.db
    .updateTable('connectivityTask')
    .set({ state: 'running', explanation: null })
    .where('number', '=', good.number)
    .execute()
  server = await server.restart()
  expect(await server.control.connectivity.get(caller, queue, good.number)).toMatchObject({
    state: 'unreachable',
    explanation: { steps: [{ seen: 'The server was restarted while the test was running' }] },
  })
})

describe('a binding of an elastic resource pool', () => {
  const reaches = async (queue: string): Promise<string> => await notes(await submit(queue, dial, { do: 'finish' }))

  /** A connection to the database of this test to which nothing is bound, and a pool. */
  async function withPool() {
    const { queue, connection } = await bound()
    const { control, caller } = server
    await control.connections.unbind(caller, connection.id, [queue])
    const pool = `pool${counter}`
    await control.pools.create(caller, newPool(pool))
    const inPool = async (name: string): Promise<string> => {
      await control.queues.create(caller, newQueue(`${pool}_${name}`, { poolName: pool }))
      return `${pool}_${name}`
    }
    return { outside: queue, connection, pool, inPool }
  }
  const bindingsOf = async (id: string) => (await server.control.connections.get(server.caller, id)).bindings

  it('counts for every queue in it, also for those that come later, and for no other; the explanation names it', async () => {
    const { outside, connection, pool, inPool } = await withPool()
    const { control, caller } = server
    const first = await inPool('first')
    const refusal = await reaches(first)
    expect(refusal).toContain(`No connection is bound to queue ${first} or its elastic resource pool ${pool}`)
    expect(refusal).toContain(`\\"poolName\\":\\"${pool}\\"`)
    await control.connections.bind(caller, connection.id, [], [pool.toUpperCase()])
    expect(await bindingsOf(connection.id)).toMatchObject([{ holder: { kind: 'pool', name: pool }, state: 'active' }])
    expect(await reaches(first)).toContain('hello')
    expect(await reaches(await inPool('later'))).toContain('hello')
    expect(await reaches(outside)).toContain('cannot be reached')
    await control.pools.addQueue(caller, pool, outside)
    expect(await reaches(outside)).toContain('hello')
    const elsewhere = await notes(await submit(first, { ...dial, host: 'nowhere' }, { do: 'finish' }))
    expect(elsewhere).toContain(`is bound to ${connection.name} (through its elastic resource pool ${pool})`)
  })

  it('takes the sockets of every queue in it away when it is unbound, before that is answered', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = server
    const queues = [await inPool('one'), await inPool('other')]
    await control.connections.bind(caller, connection.id, [], [pool])
    const jobs: string[] = []
    for (const queue of queues) jobs.push(await submit(queue, ...hold))
    await expect.poll(() => open.size).toBe(2)
    await control.connections.unbind(caller, connection.id, [], [pool])
    expect(await bindingsOf(connection.id)).toEqual([])
    await expect.poll(() => open.size).toBe(0)
    for (const job of jobs) expect(await ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('unbound') })
    for (const queue of queues) expect(await reaches(queue)).toContain('cannot be reached')
  })

  it('takes them away when the connection is deleted, and goes with the pool', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = server
    const queue = await inPool('q')
    await control.connections.bind(caller, connection.id, [], [pool])
    const job = await submit(queue, ...hold)
    await expect.poll(() => open.size).toBe(1)
    await control.connections.delete(caller, connection.id)
    expect(await ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('deleted') })
    const { vpcId, subnetId } = connection
    const next = await control.connections.create(caller, {
      name: `${pool}_next`,
      vpcId,
      subnetId,
      queues: [],
      pools: [pool],
      hosts: [],
      tags: [],
    })
    expect(next.bindings).toMatchObject([{ holder: { kind: 'pool', name: pool } }])
    await control.queues.delete(caller, queue)
    await control.pools.delete(caller, pool)
    expect(await bindingsOf(next.id)).toEqual([])
  })

  it('is what binding a queue in a pool makes, and unbinding one takes away', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = server
    const queue = await inPool('q')
    await control.connections.bind(caller, connection.id, [queue])
    expect(await bindingsOf(connection.id)).toMatchObject([{ holder: { kind: 'pool', name: pool } }])
    await control.connections.bind(caller, connection.id, [queue], [pool])
    expect(await bindingsOf(connection.id)).toHaveLength(1)
    await control.connections.unbind(caller, connection.id, [queue])
    expect(await bindingsOf(connection.id)).toEqual([])
    await expect(control.connections.bind(caller, connection.id, [], ['nobody'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it("leaves a queue that was bound by itself before it came into the pool its sockets when the pool's is taken away", async () => {
    const { outside, connection, pool } = await withPool()
    const { control, caller } = server
    await control.connections.bind(caller, connection.id, [outside])
    await control.pools.addQueue(caller, pool, outside)
    await control.connections.bind(caller, connection.id, [], [pool])
    const job = await submit(outside, ...hold)
    await expect.poll(() => open.size).toBe(1)
    await control.connections.unbind(caller, connection.id, [], [pool])
    expect((await control.jobs.get(caller, job)).state).toBe('running')
    expect(await reaches(outside)).toContain('hello')
    await control.connections.unbind(caller, connection.id, [outside])
    expect(await ended(job)).toMatchObject({ state: 'failed' })
  })
})

it('thousands are read piece by piece, others having their turn between: each once, newest first, as many as are wanted', async () => {
  const other = await startServerRooms()
  try {
    const { control, caller, store } = other
    const { vpc, subnet } = await newSubnet(other, 'many')
    const first = await control.connections.create(caller, {
      ...{ name: 'first', vpcId: vpc.id, subnetId: subnet.id, queues: [], hosts: [], tags: [] },
    })
    await store.transaction(async (tx) => {
      const [made] = await tx.selectFrom('connection').selectAll().execute()
      if (made === undefined) throw new Error('none')
      for (let n = 2; n <= 2_300; n += 1)
        await tx
          .insertInto('connection')
          .values({ ...made, id: `id-${n}`, name: `c${n}`, number: made.number + n })
          .execute()
    })
    const read = async (limit?: number) => {
      const pieces: (readonly string[])[] = []
      for await (const piece of control.connections.pieces(caller, limit === undefined ? {} : { limit }))
        pieces.push(piece.map(({ name }) => name))
      return pieces
    }
    const all = ['first', ...Array.from({ length: 2_299 }, (_, n) => `c${n + 2}`)].toReversed()
    // How many a piece has hangs on how long the one before took.
    expect((await read()).length).toBeGreaterThan(5)
    expect((await read()).flat()).toEqual(all)
    expect((await read(1_001)).flat()).toEqual(all.slice(0, 1_001))
    // One that is made meanwhile is not in it, and one that is deleted shifts no other.
    const names: string[] = []
    for await (const piece of control.connections.pieces(caller)) {
      const isFirst = names.length === 0
      names.push(...piece.map(({ name }) => name))
      if (!isFirst) continue
      await control.connections.delete(caller, first.id)
      const { id: _id, ...late } = await store.db.selectFrom('connection').selectAll().where('id', '=', 'id-2').executeTakeFirstOrThrow()
      await store.db
        .insertInto('connection')
        .values({ ...late, id: 'late', name: 'late', number: 1_000_000 })
        .execute()
    }
    expect(names).toEqual(all.slice(0, -1))
  } finally {
    await other.remove()
  }
})
