import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDns } from '../../network/fixtures/dns-server.ts'
import { newQueue } from '../fixtures/started-control.ts'
import { type BoundLab, dial, hold, startBoundLab } from './fixtures/bound-lab.ts'

let lab: BoundLab
beforeAll(async () => {
  lab = await startBoundLab()
})
afterEach(() => lab.hangUp())
afterAll(() => lab?.stop())

describe('a bound queue', () => {
  it('B2: reaches the database through an active binding, and an unbound queue does not', async () => {
    const { queue } = await lab.bound()
    expect(await lab.notes(await lab.submit(queue, dial, { do: 'finish' }))).toContain('hello')
    await lab.server().control.queues.create(lab.server().caller, newQueue(`${queue}_unbound`))
    const refusal = await lab.notes(await lab.submit(`${queue}_unbound`, dial, { do: 'finish' }))
    expect(refusal).toContain('cannot be reached from queue')
    expect(refusal).toContain('What would help')
  })

  it('B7: loses its sockets before the unbind is answered, and reaches nothing after it', async () => {
    const { queue, connection } = await lab.bound()
    const job = await lab.submit(queue, ...hold)
    await expect.poll(() => lab.open.size).toBe(1)
    await lab.server().control.connections.unbind(lab.server().caller, connection.id, [queue])
    expect((await lab.server().control.connections.get(lab.server().caller, connection.id)).bindings).toEqual([])
    await expect.poll(() => lab.open.size).toBe(0)
    expect(await lab.ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('unbound') })
    expect(await lab.notes(await lab.submit(queue, dial, { do: 'finish' }))).toContain('cannot be reached')
  })

  it('C4: loses its sockets when the connection is deleted, and the connection stays readable', async () => {
    const { queue, connection } = await lab.bound()
    const job = await lab.submit(queue, ...hold)
    await expect.poll(() => lab.open.size).toBe(1)
    await lab.server().control.connections.delete(lab.server().caller, connection.id)
    await expect.poll(() => lab.open.size).toBe(0)
    expect(await lab.ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('deleted') })
    // C2
    expect(await lab.server().control.connections.get(lab.server().caller, connection.id)).toMatchObject({ state: 'deleted', bindings: [] })
    expect((await lab.server().control.connections.list(lab.server().caller, { state: 'deleted' })).items.map((c) => c.id)).toContain(
      connection.id,
    )
    for (const attempt of [
      () => lab.server().control.connections.delete(lab.server().caller, connection.id),
      () => lab.server().control.connections.bind(lab.server().caller, connection.id, [queue]),
      () => lab.server().control.connections.setHosts(lab.server().caller, connection.id, []),
    ])
      await expect(attempt()).rejects.toMatchObject({ kind: 'not-found', message: `Connection ${connection.id} does not exist.` })
  })

  it('C8: loses its sockets when the attachment leads elsewhere, and keeps them when a forward is only added', async () => {
    const { queue, vpcId } = await lab.bound()
    const { control, caller } = lab.server()
    const job = await lab.submit(queue, ...hold)
    await expect.poll(() => lab.open.size).toBe(1)
    const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${lab.port}` }]
    await control.vpcs.setAttachment(caller, vpcId, {
      kind: 'forward',
      forwards: [...forwards, { from: '192.168.0.11:1', to: '127.0.0.1:1' }],
    })
    expect((await control.jobs.get(caller, job)).state).toBe('running')
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'none' })
    await expect.poll(() => lab.open.size).toBe(0)
    expect(await lab.ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('attachment') })
    expect(await lab.notes(await lab.submit(queue, dial, { do: 'finish' }))).toContain('no attachment')
  })

  it('C9: reaches a route’s network as it reaches the subnet, and loses what the route alone has let through when it is deleted', async () => {
    const { queue, connection, vpcId } = await lab.bound()
    const { control, caller } = lab.server()
    await control.queues.create(caller, newQueue(`${queue}_beyond`))
    await control.connections.bind(caller, connection.id, [`${queue}_beyond`])
    const forwards = ['192.168.0.10:5432', '10.9.0.10:5432'].map((from) => ({ from, to: `127.0.0.1:${lab.port}` }))
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    const beyond = { ...dial, host: '10.9.0.10' }
    expect(await lab.notes(await lab.submit(queue, beyond, { do: 'finish' }))).toMatch(/outside subnet.*add-route/s)

    await control.connections.addRoute(caller, connection.id, { name: 'r1', cidr: '10.9.0.0/16' })
    expect(await lab.notes(await lab.submit(`${queue}_beyond`, beyond, { do: 'finish' }))).toContain('hello')
    const held = await lab.submit(`${queue}_beyond`, { ...beyond, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' })
    const kept = await lab.submit(queue, ...hold)
    await expect.poll(() => lab.open.size).toBe(2)

    await control.connections.removeRoute(caller, connection.id, 'r1')
    expect(await lab.ended(held)).toMatchObject({ state: 'failed', message: expect.stringContaining('route') })
    await expect.poll(() => lab.open.size).toBe(1)
    expect((await control.jobs.get(caller, kept)).state).toBe('running')
    expect(await lab.notes(await lab.submit(`${queue}_beyond`, beyond, { do: 'finish' }))).toContain('outside subnet')
    await control.connections.delete(caller, connection.id)
    expect((await lab.ended(kept)).state).toBe('failed')
  })

  it('C10: keeps what it has open at the ports that still go through, and loses the rest before the change is answered', async () => {
    const { queue, connection, vpcId } = await lab.bound()
    const { control, caller } = lab.server()
    const forwards = ['192.168.0.10:5432', '192.168.0.10:5433'].map((from) => ({ from, to: `127.0.0.1:${lab.port}` }))
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    await control.queues.create(caller, newQueue(`${queue}_other`))
    await control.connections.bind(caller, connection.id, [`${queue}_other`])
    const kept = await lab.submit(queue, ...hold)
    const lost = await lab.submit(`${queue}_other`, { ...dial, port: 5433, keep: true }, { do: 'wait', ms: 600_000 }, { do: 'finish' })
    await expect.poll(() => lab.open.size).toBe(2)

    await control.connections.setPorts(caller, connection.id, ['6000-6010', '5432'])
    await expect.poll(() => lab.open.size).toBe(1)
    expect(await lab.ended(lost)).toMatchObject({ state: 'failed', message: expect.stringContaining('port') })
    expect((await control.jobs.get(caller, kept)).state).toBe('running')
    const { ports } = await control.connections.get(caller, connection.id)
    expect(ports).toEqual([
      { from: 5432, to: 5432 },
      { from: 6000, to: 6010 },
    ])
    const refusal = await lab.notes(await lab.submit(`${queue}_other`, { ...dial, port: 5433 }, { do: 'finish' }))
    expect(refusal).toContain('lets ports 5432 and 6000-6010 through, and not 5433')

    await control.connections.setPorts(caller, connection.id, ['1-65535'])
    expect(await lab.notes(await lab.submit(`${queue}_other`, { ...dial, port: 5433 }, { do: 'finish' }))).toContain('hello')
    await control.connections.delete(caller, connection.id)
    expect((await lab.ended(kept)).state).toBe('failed')
    await expect(control.connections.setPorts(caller, connection.id, ['1'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('reaches IPv6 addresses by a route of IPv6, by address and by name, also where two VPCs have one network of it', async () => {
    const [one, two] = [await lab.bound(), await lab.bound()]
    const { control, caller } = lab.server()
    await control.connections.bind(caller, two.connection.id, [one.queue])
    for (const [name, { connection, vpcId }] of [
      ['one', one],
      ['two', two],
    ] as const) {
      await control.vpcs.setAttachment(caller, vpcId, {
        kind: 'forward',
        forwards: [{ from: '[fd00::10]:5432', to: `127.0.0.1:${lab.port}` }],
      })
      await control.connections.setHosts(caller, connection.id, [{ name, ip: 'FD00:0:0::10' }])
    }
    const six = { ...dial, host: 'fd00::10' }
    expect(await lab.notes(await lab.submit(one.queue, six, { do: 'finish' }))).toContain('fd00::10 is outside')
    await control.connections.addRoute(caller, one.connection.id, { name: 'six', cidr: 'fd00::/64' })
    expect(await lab.notes(await lab.submit(one.queue, six, { do: 'finish' }))).toContain('hello')
    await control.connections.addRoute(caller, two.connection.id, { name: 'six', cidr: 'fd00::/64' })
    expect(await lab.notes(await lab.submit(one.queue, six, { do: 'finish' }))).toContain('claimed equally')
    for (const host of ['one', 'two'])
      expect(await lab.notes(await lab.submit(one.queue, { ...dial, host }, { do: 'finish' }))).toContain('hello')
  })

  it('reaches a name that the resolver of its connection knows, by the address that it says, and by none outside', async () => {
    const { queue, connection, vpcId } = await lab.bound()
    const { control, caller } = lab.server()
    const dns = await startDns({ 'A pg.corp.example': ['192.168.0.10'], 'A away.corp.example': ['10.0.0.1'] })
    try {
      const forwards = [
        { from: '192.168.0.10:5432', to: `127.0.0.1:${lab.port}` },
        { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
      ]
      await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
      const named = { ...dial, host: 'pg.corp.example' }
      expect(await lab.notes(await lab.submit(queue, named, { do: 'finish' }))).toContain('in no host entry')
      expect(dns.asked).toEqual([])
      await control.connections.setResolver(caller, connection.id, { servers: ['192.168.0.2'], suffixes: ['.Corp.Example'] })
      const { resolver } = await control.connections.get(caller, connection.id)
      expect(resolver).toEqual({ servers: ['192.168.0.2:53'], suffixes: ['corp.example'] })
      expect(await lab.notes(await lab.submit(queue, named, { do: 'finish' }))).toContain('hello')
      expect(await lab.notes(await lab.submit(queue, { ...dial, host: 'away.corp.example' }, { do: 'finish' }))).toContain(
        '10.0.0.1 is outside subnet',
      )
      const explained = await control.explain.address(caller, queue, { address: 'pg.corp.example:5432' })
      expect(explained).toMatchObject({
        verdict: 'allowed',
        steps: expect.arrayContaining([expect.objectContaining({ step: 'name', rule: 25 })]),
      })
      const recorded = async () =>
        (await lab.server().store.db.selectFrom('auditEvent').select('details').execute()).map(({ details }) => details)
      await expect.poll(recorded).toContainEqual(expect.stringMatching(/"resolved_by":"192\.168\.0\.2:53","resolved_to":"192\.168\.0\.10"/))
      await control.connections.setResolver(caller, connection.id, undefined)
      expect(await lab.notes(await lab.submit(queue, named, { do: 'finish' }))).toContain('in no host entry')
    } finally {
      await dns.close()
    }
  })

  it('asks its resolver too for what is expected, only supposed, or would be missed, and for nothing where the resolver would be another', async () => {
    const { queue, connection, vpcId } = await lab.bound()
    const { control, caller } = lab.server()
    const address = 'pg.corp.example:5432'
    await using dns = await startDns({ 'A pg.corp.example': ['192.168.0.10'] })
    const forwards = [
      { from: '192.168.0.10:5432', to: `127.0.0.1:${lab.port}` },
      { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
    ]
    await control.vpcs.setAttachment(caller, vpcId, { kind: 'forward', forwards })
    const resolver = { servers: ['192.168.0.2'], suffixes: ['corp.example'] }
    await control.connections.setResolver(caller, connection.id, resolver)
    const free = `free${lab.number()}`
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
    const { connection } = await lab.bound()
    const refused = { kind: 'invalid-parameter', hint: expect.any(String) }
    await expect(lab.server().control.connections.setResolver(lab.server().caller, connection.id, resolver)).rejects.toMatchObject(refused)
  })

  it.each([[[]], [['0']], [['65536']], [['7-6']], [['x']], [Array.from({ length: 101 }, () => '1')]])(
    'refuses the ports %j',
    async (ports) => {
      const { connection } = await lab.bound()
      const { control, caller } = lab.server()
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
    const { connection } = await lab.bound()
    const { control, caller } = lab.server()
    await control.connections.addRoute(caller, connection.id, { name: 'first', cidr: '10.0.0.0/8' })
    await control.connections.addRoute(caller, connection.id, { name: 'bare', cidr: '10.0.0.7' })
    await control.connections.addRoute(caller, connection.id, { name: 'six', cidr: 'fd00::/64' })
    await expect(control.connections.addRoute(caller, connection.id, route)).rejects.toMatchObject({ kind, hint: expect.any(String) })
    const { routes } = await control.connections.get(caller, connection.id)
    expect(routes.map(({ name, cidr }) => `${name} ${cidr}`)).toEqual(['first 10.0.0.0/8', 'bare 10.0.0.7', 'six fd00::/64'])
  })

  it('has at most 200 routes', async () => {
    const { connection } = await lab.bound()
    const { control, caller } = lab.server()
    for (let i = 0; i < 200; i += 1) await control.connections.addRoute(caller, connection.id, { name: `r${i}`, cidr: `10.0.${i}.0/24` })
    const more = control.connections.addRoute(caller, connection.id, { name: 'more', cidr: '10.1.0.0/24' })
    await expect(more).rejects.toMatchObject({ kind: 'limit-exceeded' })
  })

  it('sees new host entries at its next dial', async () => {
    const { queue, connection } = await lab.bound()
    await lab.server().control.connections.setHosts(lab.server().caller, connection.id, [{ name: 'renamed', ip: '192.168.0.10' }])
    expect(await lab.notes(await lab.submit(queue, { ...dial, host: 'renamed' }, dial, { do: 'finish' }))).toMatch(
      /hello.*cannot be reached/s,
    )
    await lab.server().control.connections.setHosts(lab.server().caller, connection.id, [])
    expect((await lab.server().control.connections.get(lab.server().caller, connection.id)).hosts).toEqual([])
  })
})
