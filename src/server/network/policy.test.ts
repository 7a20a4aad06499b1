import { describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/port-range.ts'
import { parseIpRange } from './address.ts'
import { type BindingView, type Decision, decide, type MachineView, type QueueNetworkView } from './policy.ts'
import { advice, type Remedy } from './remedy.ts'

const MACHINE: MachineView = { ownPorts: [8080], ownAddresses: ['127.0.0.1', '10.9.0.1', 'fe80::1%eth0', '2001:db8:9::1'] }

const binding = (changes: Partial<BindingView> = {}): BindingView => ({
  connectionId: 'id-test1',
  connectionName: 'test1',
  state: 'active',
  failure: '',
  vpcId: 'id-vpc-1',
  vpcName: 'vpc-1',
  subnetCidr: '192.168.0.0/24',
  routes: [],
  hosts: [{ name: 'ecs-97f8-0001', ip: '192.168.0.10' }],
  ports: [EVERY_PORT],
  attachment: { kind: 'host' },
  attachmentRevision: 1,
  ...changes,
})
const other = (changes: Partial<BindingView> = {}): BindingView =>
  binding({ connectionId: 'id-test2', connectionName: 'test2', vpcId: 'id-vpc-2', vpcName: 'vpc-2', hosts: [], ...changes })
const view = (bindings: readonly BindingView[], changes: Partial<QueueNetworkView> = {}): QueueNetworkView => ({
  queueId: 'id-q2',
  queueName: 'q2',
  preset: false,
  bindings,
  connections: [],
  ...changes,
})
const ask = (network: QueueNetworkView, host: string, port = 5432): Decision => decide(network, { host, port }, MACHINE)

const waitFor = (connection: string): Remedy =>
  advice(`Wait until the binding of queue q2 to connection ${connection} is ACTIVE, then run again`)

/** The failed step and its text, for a refused decision. */
function refusal(decision: Decision): { readonly step: string; readonly seen: string; readonly remedies: readonly Remedy[] } {
  const failed = decision.explanation.steps.find((step) => step.outcome === 'failed')
  if (decision.kind !== 'refused' || failed === undefined) throw new Error(`expected a refusal, got ${JSON.stringify(decision)}`)
  return { step: failed.step, seen: failed.seen, remedies: decision.explanation.remedies }
}
function allowed(decision: Decision): Extract<Decision, { readonly kind: 'allowed' }> {
  if (decision.kind !== 'allowed') throw new Error(`expected it to be allowed, got ${JSON.stringify(decision)}`)
  return decision
}

const pick = ({ subnetCidr, subnetCidrV6 = '', routes, hosts, ports }: BindingView) => ({ subnetCidr, subnetCidrV6, routes, hosts, ports })

describe('connections that another project lends', () => {
  const own = (changes: Partial<BindingView> = {}) => binding({ connectionId: 'id-own', connectionName: 'own', ...changes })
  const lent = (changes: Partial<BindingView> = {}) => other({ connectionId: 'id-lent', connectionName: 'lent', lent: true, ...changes })
  const winner = (decision: Decision) => allowed(decision).connectionId

  test('rule 27: what its own connections claim is theirs, however narrowly one that is lent claims it: its lender would have the passwords', () => {
    const narrow = lent({ routes: [{ name: 'narrow', cidr: '192.168.0.10/32' }], subnetCidr: '192.168.0.0/25' })
    const decision = ask(view([own({ hosts: [] }), narrow]), '192.168.0.10')
    expect(winner(decision)).toBe('id-own')
    expect(decision.explanation.steps[1]).toMatchObject({
      rule: 27,
      seen: 'Queue q2 is bound to own and lent; 192.168.0.10 is for own, and not for what another project lends',
    })
    const same = lent({ hosts: [{ name: 'ecs-97f8-0001', ip: '192.168.0.66' }], subnetCidr: '192.168.0.0/24' })
    expect(allowed(ask(view([own(), same]), 'ecs-97f8-0001'))).toMatchObject({ connectionId: 'id-own', ip: '192.168.0.10' })
    // Neither where its name is one that the resolver of its own is for.
    const asked = own({ hosts: [], resolver: { servers: ['192.168.0.2:53'], suffixes: ['corp.example'] } })
    const named = lent({
      hosts: [{ name: 'pg.corp.example', ip: '192.168.0.66' }],
      resolver: { servers: ['192.168.0.3:53'], suffixes: ['pg.corp.example'] },
    })
    const refused = refusal(ask(view([asked, named]), 'pg.corp.example'))
    expect(refused).toMatchObject({ step: 'name', seen: expect.stringContaining('the resolver of own') })
  })

  test('rule 27: neither while its own is down or being made, and then nothing is reached', () => {
    for (const state of ['down', 'creating'] as const) {
      const refused = refusal(ask(view([own({ state }), lent({ subnetCidr: '192.168.0.0/28' })]), '192.168.0.10'))
      expect(refused.step).toBe('binding')
      expect(refused.seen).toContain('192.168.0.10 is for own, and not for what another project lends')
      expect(refused.remedies).not.toEqual([])
    }
    expect(winner(ask(view([own({ state: 'failed' }), lent()]), '192.168.0.10'))).toBe('id-lent')
  })

  test('what none of its own claims goes through the one that is lent', () => {
    const elsewhere = lent({ subnetCidr: '10.0.0.0/24', hosts: [{ name: 'theirs', ip: '10.0.0.7' }] })
    expect(winner(ask(view([own(), elsewhere]), '10.0.0.7'))).toBe('id-lent')
    expect(winner(ask(view([own(), elsewhere]), 'theirs'))).toBe('id-lent')
  })

  test('rule 20: whether the subnet of one that is lent holds an address is told, and not which range it has; its routes are told', () => {
    const routes = [{ name: 'r1', cidr: '172.16.0.0/12' }]
    const both = lent({ subnetCidr: '10.77.0.0/24', subnetCidrV6: 'fd77::/64', routes, hosts: [{ name: 'stray', ip: '9.9.9.9' }] })
    const seen = (host: string, bindings = [both]) => ask(view(bindings), host).explanation.steps[3]?.seen
    expect(seen('10.77.0.7')).toBe('10.77.0.7 is in the subnet of lent')
    expect(seen('172.16.0.1')).toBe('172.16.0.1 is in route r1 (172.16.0.0/12) of lent')
    expect(seen('10.1.2.3')).toBe('10.1.2.3 is outside the subnet of lent and route r1 (172.16.0.0/12) of lent')
    expect(seen('stray')).toBe('9.9.9.9 is outside the subnet of lent and route r1 (172.16.0.0/12) of lent')
    const twice = [both, lent({ ...both, connectionId: 'id-2', connectionName: 'lent2' })]
    expect(seen('10.77.0.7', twice)).toBe('10.77.0.7 is claimed equally by the subnet of lent and the subnet of lent2')
    const bindable = { id: 'id-lent', name: 'lent', lent: true, ...pick(both) } as const
    expect(refusal(ask(view([], { connections: [bindable] }), '10.77.0.7')).remedies).toEqual([
      {
        kind: 'bind-queue',
        queueName: 'q2',
        connection: { id: 'id-lent', name: 'lent' },
        because: { kind: 'subnet-holds', ip: '10.77.0.7' },
      },
    ])
  })
})

describe('queue and binding', () => {
  test('rule 1: the preset queue reaches nothing, whatever is bound', () => {
    const seen = refusal(ask(view([binding()], { preset: true }), '192.168.0.10'))
    expect(seen.step).toBe('queue')
    expect(seen.remedies).toEqual([{ kind: 'create-queue' }])
  })

  test('rule 2: a binding of the pool of the queue counts as its own, and the words name the pool', () => {
    const poolName = 'p1'
    const passed = allowed(ask(view([binding({ poolName })], { poolName }), '192.168.0.10'))
    expect(passed.explanation.steps[1]?.seen).toBe('Queue q2 is bound to test1 (through its elastic resource pool p1)')
    const seen = refusal(ask(view([binding({ poolName, state: 'failed', failure: 'x' })], { poolName }), '192.168.0.10'))
    expect(seen.seen).toBe(
      'No connection is bound to queue q2 or its elastic resource pool p1; the binding to test1 (through its elastic resource pool p1) has failed (x)',
    )
    expect(seen.remedies).toMatchObject([{ kind: 'bind-queue', queueName: 'q2', poolName, because: { kind: 'has-failed' } }])
    const waiting = refusal(ask(view([binding({ poolName, state: 'creating' })], { poolName }), '192.168.0.10'))
    expect(waiting.remedies).toEqual([
      advice('Wait until the binding of elastic resource pool p1 to connection test1 is ACTIVE, then run again'),
    ])
    expect(refusal(ask(view([], { poolName }), '10.1.2.3')).remedies).toEqual([{ kind: 'create-connection', queueName: 'q2', poolName }])
  })

  test('rule 2: without an ACTIVE binding nothing is reached, and the others are told', () => {
    const network = view([binding({ state: 'creating' }), other({ state: 'failed', failure: 'CIDR overlaps\nvpc' })])
    const seen = refusal(ask(network, '192.168.0.10'))
    expect(seen.step).toBe('binding')
    expect(seen.seen).toContain('the binding to test1 is still being made')
    expect(seen.seen).toContain('the binding to test2 has failed (CIDR overlaps?vpc)')
    expect(seen.remedies).toEqual([
      waitFor('test1'),
      { kind: 'bind-queue', queueName: 'q2', connection: { id: 'id-test2', name: 'test2' }, because: { kind: 'has-failed' } },
    ])
  })

  test('rule 2: a failed binding without a reason is told without one', () => {
    expect(refusal(ask(view([binding({ state: 'failed' })]), 'ecs-97f8-0001')).seen).toMatch(/the binding to test1 has failed$/)
  })

  test('rule 2: why an attachment is down is told whole, with what would help, however long', () => {
    const failure = `The attachment of VPC v (ssh) is down: ${'x'.repeat(300)}. Install OpenSSH’s client`
    expect(refusal(ask(view([binding({ state: 'down', failure })]), 'ecs-97f8-0001')).seen).toMatch(/x\. Install OpenSSH’s client$/)
    const long = refusal(ask(view([binding({ state: 'down', failure: 'x'.repeat(2000) })]), 'ecs-97f8-0001')).seen
    expect(long).toMatch(/x …$/)
    expect(long.length).toBeLessThan(1200)
  })

  test('rule 2: beside an ACTIVE binding the others are told too, and allow nothing', () => {
    const seen = refusal(ask(view([binding(), other({ state: 'creating', subnetCidr: '10.0.0.0/8' })]), '10.1.1.1'))
    expect(seen.step).toBe('route')
    expect(seen.remedies).toEqual([waitFor('test2')])
  })

  test('rule 2: the remedy names the connection that would help, and why', () => {
    const unbound = [
      { id: 'id-9', name: 'test9', subnetCidr: '10.0.0.0/8', routes: [], hosts: [], ports: [EVERY_PORT] },
      {
        id: 'id-1',
        name: 'test1',
        subnetCidr: '192.168.0.0/24',
        routes: [],
        hosts: [{ name: 'ecs-97f8-0001', ip: '192.168.0.10' }],
        ports: [EVERY_PORT],
      },
    ]
    const byName = refusal(ask(view([], { connections: unbound }), 'ECS-97f8-0001'))
    expect(byName.remedies).toEqual([
      {
        kind: 'bind-queue',
        queueName: 'q2',
        connection: { id: 'id-1', name: 'test1' },
        because: { kind: 'knows-name', name: 'ecs-97f8-0001', ip: '192.168.0.10' },
      },
    ])
    const byAddress = refusal(ask(view([], { connections: unbound }), '10.1.2.3'))
    expect(byAddress.remedies).toEqual([
      {
        kind: 'bind-queue',
        queueName: 'q2',
        connection: { id: 'id-9', name: 'test9' },
        because: { kind: 'subnet-holds', cidr: '10.0.0.0/8', ip: '10.1.2.3' },
      },
    ])
  })

  test('rule 2: no more than three remedies, and a new connection when none would help', () => {
    const unbound = Array.from({ length: 50 }, (_, i) => ({
      id: `id-${i}`,
      name: `c${i}`,
      subnetCidr: '10.0.0.0/8',
      routes: [],
      hosts: [],
      ports: [EVERY_PORT],
    }))
    expect(refusal(ask(view([], { connections: unbound }), '10.1.2.3')).remedies).toHaveLength(3)
    expect(refusal(ask(view([]), '10.1.2.3')).remedies).toEqual([{ kind: 'create-connection', queueName: 'q2' }])
  })
})

describe('name', () => {
  test('rule 3: a name is found in the host entries without regard to case', () => {
    const decision = allowed(ask(view([binding()]), 'ECS-97F8-0001'))
    expect(decision).toMatchObject({
      connectionId: 'id-test1',
      ip: '192.168.0.10',
      port: 5432,
      dialled: { ip: '192.168.0.10', port: 5432 },
    })
  })

  test('rule 3: the first entry of a connection counts', () => {
    const hosts = [
      { name: 'a', ip: '192.168.0.1' },
      { name: 'A', ip: '192.168.0.2' },
    ]
    expect(allowed(ask(view([binding({ hosts })]), 'a')).ip).toBe('192.168.0.1')
  })

  test.each(['localhost', 'ecs-97f8-0001.', 'metadata.google.internal', 'x'.repeat(300), '\u212A', 'a\nb'])(
    'rule 3: %j is in no host entry and nothing else is asked',
    (host) => {
      const seen = refusal(ask(view([binding({ hosts: [{ name: 'k', ip: '192.168.0.10' }] })]), host))
      expect(seen.step).toBe('name')
      expect(seen.seen).toMatch(/^[\x20-\x7e]*$/)
      expect(seen.remedies).toEqual([
        {
          kind: 'set-host-entry',
          connection: { id: 'id-test1', name: 'test1' },
          name: expect.stringMatching(/^[\x20-\x7e]+$/),
          hosts: [
            { name: 'k', ip: '192.168.0.10' },
            { name: expect.stringMatching(/^[\x20-\x7e]+$/), ip: '<address>' },
          ],
        },
      ])
    },
  )

  test('rule 3: an empty name is no name to add', () => {
    expect(refusal(ask(view([binding()]), ''))).toEqual({
      step: 'name',
      seen: 'No name is given',
      remedies: [advice('Name a host entry or an address')],
    })
  })

  test('rule 3: a name that only an unbound connection knows gets the remedy to bind it', () => {
    const connections = [
      { id: 'id-5', name: 'test5', subnetCidr: '10.0.0.0/8', routes: [], hosts: [{ name: 'pg', ip: '10.0.0.1' }], ports: [EVERY_PORT] },
    ]
    expect(refusal(ask(view([binding()], { connections }), 'pg')).remedies).toMatchObject([
      { kind: 'bind-queue', connection: { name: 'test5' }, because: { kind: 'knows-name', name: 'pg', ip: '10.0.0.1' } },
    ])
  })

  test('rule 3: a host entry with an unusual spelling is refused', () => {
    const seen = refusal(ask(view([binding({ hosts: [{ name: 'a', ip: '0300.0250.0.10' }] })]), 'a'))
    expect(seen).toMatchObject({ step: 'name' })
    expect(seen.seen).toContain('which is not an address')
  })

  test.each([
    ['3232235530', '192.168.0.10'],
    ['0300.0250.0.012', '192.168.0.10'],
    ['0xc0.0xa8.0.0xa', '192.168.0.10'],
    ['192.168.10', '192.168.0.10'],
    ['192.168.0.10.', '192.168.0.10'],
    ['::ffff:192.168.0.10', '192.168.0.10'],
    ['::ffff:c0a8:a', '192.168.0.10'],
    ['[2001:db8::1]', '2001:db8::1'],
  ])('rule 4: %s is not accepted, and the refusal says how to write it', (host, meant) => {
    const seen = refusal(ask(view([binding({ routes: [{ name: 'all', cidr: '0.0.0.0/0' }] })]), host))
    expect(seen.step).toBe('name')
    expect(seen.remedies).toEqual([advice(`Write the address as ${meant}`)])
  })

  test.each([0, -1, 65_536, 1.5, Number.NaN])('rule 4: %s is not a port', (port) => {
    expect(refusal(ask(view([binding()]), '192.168.0.10', port))).toMatchObject({ step: 'name', seen: `${port} is not a port` })
  })

  test('rule 5: two connections that disagree about a name are both told', () => {
    const network = view([binding(), other({ hosts: [{ name: 'ecs-97f8-0001', ip: '192.168.0.11' }] })])
    const seen = refusal(ask(network, 'ecs-97f8-0001'))
    expect(seen.step).toBe('name')
    expect(seen.seen).toContain('test1 says 192.168.0.10 and test2 says 192.168.0.11')
    expect(seen.remedies).toEqual([
      advice('Give ecs-97f8-0001 one address in all of them'),
      { kind: 'unbind-queue', queueName: 'q2', connection: { id: 'id-test1', name: 'test1' } },
      { kind: 'unbind-queue', queueName: 'q2', connection: { id: 'id-test2', name: 'test2' } },
    ])
  })

  test('rule 5: two connections that agree leave it to the routes', () => {
    const agreeing = other({ hosts: [{ name: 'ecs-97f8-0001', ip: '192.168.0.10' }], subnetCidr: '192.168.0.8/29' })
    expect(allowed(ask(view([binding(), agreeing]), 'ecs-97f8-0001')).connectionId).toBe('id-test2')
  })
})

describe('route', () => {
  test('rule 6: an address outside subnet and routes is refused, with what would help', () => {
    const seen = refusal(ask(view([binding({ routes: [{ name: 'r1', cidr: '10.0.0.0/16' }] })]), '10.1.0.1'))
    expect(seen.step).toBe('route')
    expect(seen.seen).toBe('10.1.0.1 is outside subnet 192.168.0.0/24 of test1 and route r1 (10.0.0.0/16) of test1')
    expect(seen.remedies).toEqual([
      { kind: 'add-route', connection: { id: 'id-test1', name: 'test1' }, cidr: '10.1.0.1/32' },
      { kind: 'create-connection', queueName: 'q2' },
    ])
  })

  test('rule 6: of an IPv6 address a route is advised as of any other', () => {
    const seen = refusal(ask(view([binding()]), '2001:db8::1'))
    const connection = { id: 'id-test1', name: 'test1' }
    expect(seen.remedies).toEqual([
      { kind: 'add-route', connection, cidr: '2001:db8::1/128' },
      { kind: 'create-connection', queueName: 'q2' },
    ])
  })

  test('rule 6: what a route lets through says which route, and what the subnet lets through says none', () => {
    const network = view([binding({ routes: [{ name: 'r1', cidr: '10.0.0.0/16' }] })])
    const decision = allowed(ask(network, '10.0.0.5'))
    expect(decision).toMatchObject({ connectionId: 'id-test1', route: 'r1' })
    expect(decision.explanation.steps[3]).toEqual({
      step: 'route',
      outcome: 'passed',
      rule: 6,
      seen: '10.0.0.5 is in route r1 (10.0.0.0/16) of test1',
    })
    expect(allowed(ask(network, '192.168.0.10')).route).toBeUndefined()
  })

  test('rule 6: a connection that is not bound and has a route to the address is the remedy', () => {
    const routes = [{ name: 'r1', cidr: '10.0.0.0/8' }]
    const connections = [{ id: 'id-5', name: 'test5', subnetCidr: '192.168.9.0/24', routes, hosts: [], ports: [EVERY_PORT] }]
    expect(refusal(ask(view([binding()], { connections }), '10.1.2.3')).remedies).toEqual([
      {
        kind: 'bind-queue',
        queueName: 'q2',
        connection: { id: 'id-5', name: 'test5' },
        because: { kind: 'route-holds', route: 'r1', cidr: '10.0.0.0/8', ip: '10.1.2.3' },
      },
    ])
  })

  test('rule 6: a host entry opens nothing outside the subnet and routes of its own connection', () => {
    const hosts = [{ name: 'db', ip: '10.0.0.5' }]
    const network = view([binding({ hosts }), other({ subnetCidr: '10.0.0.0/24' })])
    const seen = refusal(ask(network, 'db'))
    expect(seen).toMatchObject({ step: 'route', seen: '10.0.0.5 is outside subnet 192.168.0.0/24 of test1' })
    expect(seen.remedies).toEqual([
      {
        kind: 'set-host-entry',
        connection: { id: 'id-test1', name: 'test1' },
        name: 'db',
        hosts: [{ name: 'db', ip: '<address>' }],
      },
      { kind: 'add-route', connection: { id: 'id-test1', name: 'test1' }, cidr: '10.0.0.5/32' },
      { kind: 'create-connection', queueName: 'q2' },
    ])
    expect(allowed(ask(network, '10.0.0.5')).connectionId).toBe('id-test2')
  })

  test('rule 6: a route covers what the subnet does not, also a single address and IPv6', () => {
    const routes = [
      { name: 'one', cidr: '10.0.0.7' },
      { name: 'six', cidr: '2407:c080:802:be7::/64' },
    ]
    const attachment = { kind: 'host' as const, networks: ['10.0.0.0/8', '2407:c080::/32'] }
    const network = view([binding({ routes, attachment })])
    expect(allowed(ask(network, '10.0.0.7')).ip).toBe('10.0.0.7')
    expect(refusal(ask(network, '10.0.0.8')).step).toBe('route')
    const six = allowed(ask(network, '2407:C080:802:BE7:0:0:0:1'))
    expect(six.ip).toBe('2407:c080:802:be7::1')
    expect(six.explanation.target).toBe('[2407:c080:802:be7::1]:5432')
    const outside = refusal(ask(network, '2407:c080:802:be8::1'))
    expect(outside.seen).toContain('2407:c080:802:be8::1 is outside')
  })

  test.each([
    '192.168.0.0/33',
    '192.168.0.0/',
    '192.168.0.0/024',
    '192.168.0/24',
    'nonsense',
    '192.168.0.0/24/8',
    '::ffff:192.168.0.0/120',
  ])('rule 6: a range that is written like %s covers nothing', (cidr) => {
    expect(refusal(ask(view([binding({ subnetCidr: cidr })]), '192.168.0.10')).step).toBe('route')
  })

  test('rule 7: the longest prefix wins', () => {
    const network = view([
      binding({ routes: [{ name: 'wide', cidr: '10.0.0.0/8' }] }),
      other({ subnetCidr: '10.1.0.0/16', routes: [{ name: 'wider', cidr: '10.0.0.0/7' }] }),
    ])
    expect(allowed(ask(network, '10.1.2.3')).connectionId).toBe('id-test2')
    expect(allowed(ask(network, '10.2.2.3')).connectionId).toBe('id-test1')
  })

  test('rule 8: an address that two bindings claim equally is refused with both names', () => {
    const seen = refusal(ask(view([binding(), other()]), '192.168.0.10'))
    expect(seen.step).toBe('route')
    expect(seen.seen).toContain('subnet 192.168.0.0/24 of test1 and subnet 192.168.0.0/24 of test2')
    expect(seen.remedies).toContainEqual({ kind: 'unbind-queue', queueName: 'q2', connection: { id: 'id-test1', name: 'test1' } })
  })

  test('rule 8: a name that only one of them knows decides', () => {
    expect(allowed(ask(view([other(), binding()]), 'ecs-97f8-0001')).connectionId).toBe('id-test1')
  })

  test('rule 8: a name that both know with one address does not decide', () => {
    expect(refusal(ask(view([binding(), other({ hosts: binding().hosts })]), 'ecs-97f8-0001')).step).toBe('route')
  })
})

describe('port', () => {
  const some = [
    { from: 5432, to: 5432 },
    { from: 6000, to: 6010 },
  ]

  test('rule 24: what the connection names goes through, both ends of a range too, and the step says so', () => {
    for (const port of [5432, 6000, 6010]) {
      const { explanation } = allowed(ask(view([binding({ ports: some })]), '192.168.0.10', port))
      expect(explanation.steps[4]).toEqual({ step: 'port', outcome: 'passed', rule: 24, seen: `test1 lets port ${port} through` })
    }
    expect(allowed(ask(view([binding()]), '192.168.0.10')).explanation.steps[4]?.seen).toBe('test1 lets every port through')
  })

  test('rule 24: what it does not name is refused, and what would help keeps what goes through', () => {
    const seen = refusal(ask(view([binding({ ports: some })]), 'ecs-97f8-0001', 6011))
    expect(seen).toMatchObject({ step: 'port', seen: 'test1 lets ports 5432 and 6000-6010 through, and not 6011' })
    const ports = [
      { from: 5432, to: 5432 },
      { from: 6000, to: 6011 },
    ]
    expect(seen.remedies).toEqual([{ kind: 'let-port-through', connection: { id: 'id-test1', name: 'test1' }, port: 6011, ports }])
    const lent = refusal(ask(view([binding({ ports: some, lent: true })]), '192.168.0.10', 22))
    expect(lent.remedies).toEqual([advice('Ask the project that lends connection test1 to let port 22 through')])
  })

  test('rule 24: of equal claims the one that lets the port through decides; a longer prefix is not left for its ports', () => {
    const both = view([binding({ ports: some }), other({ ports: [{ from: 443, to: 443 }] })])
    expect(allowed(ask(both, '192.168.0.10', 443)).connectionId).toBe('id-test2')
    expect(allowed(ask(both, '192.168.0.10', 5432)).connectionId).toBe('id-test1')
    expect(refusal(ask(both, '192.168.0.10', 22)).step).toBe('route')
    const wider = view([binding({ ports: some }), other({ subnetCidr: '192.168.0.0/16' })])
    expect(refusal(ask(wider, '192.168.0.10', 443))).toMatchObject({ step: 'port' })
  })

  test('rule 24: a connection that does not let the port through is no remedy', () => {
    const connections = [{ id: 'id-9', name: 'test9', subnetCidr: '10.0.0.0/8', routes: [], hosts: [], ports: some }]
    const to = (port: number) => refusal(ask(view([], { connections }), '10.1.2.3', port)).remedies.map(({ kind }) => kind)
    expect([to(5432), to(443)]).toEqual([['bind-queue'], ['create-connection']])
  })
})

describe('attachment', () => {
  test('rule 9: without an attachment the refusal names the VPC', () => {
    const seen = refusal(ask(view([binding({ attachment: { kind: 'none' } })]), '192.168.0.10'))
    expect(seen.step).toBe('attachment')
    expect(seen.seen).toContain('VPC vpc-1 has no attachment')
    expect(seen.remedies).toEqual([
      {
        kind: 'set-attachment',
        vpc: { id: 'id-vpc-1', name: 'vpc-1' },
        why: expect.stringContaining('vpc-1'),
        attachment: { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:5432' }] },
      },
    ])
  })

  test('rule 10: a forward needs an entry for exactly this address and port', () => {
    const forwards = [
      { from: '192.168.0.10:5432', to: '127.0.0.1:54321' },
      { from: 'nonsense', to: '127.0.0.1:1' },
    ]
    const network = view([binding({ attachment: { kind: 'forward', forwards } })])
    expect(allowed(ask(network, 'ecs-97f8-0001')).dialled).toEqual({ ip: '127.0.0.1', port: 54_321 })
    expect(refusal(ask(network, '192.168.0.10', 5433)).seen).toBe(
      'VPC vpc-1 forwards only 192.168.0.10:5432 and nonsense, not 192.168.0.10:5433',
    )
    expect(refusal(ask(network, '192.168.0.11')).step).toBe('attachment')
  })

  test('rule 10: what would help keeps the forwards that there are', () => {
    const forwards = [
      { from: '192.168.0.11:1', to: '127.0.0.1:1' },
      { from: '192.168.0.10:1', to: '169.254.169.254:80' },
    ]
    const network = view([binding({ attachment: { kind: 'forward', forwards } })])
    const added = { from: '192.168.0.10:5432', to: '127.0.0.1:5432' }
    expect(refusal(ask(network, '192.168.0.10')).remedies).toMatchObject([
      { kind: 'set-attachment', attachment: { kind: 'forward', forwards: [...forwards, added] }, added: { forwards: added } },
    ])
    const changed = { from: '192.168.0.10:1', to: '<address>:<port>' }
    expect(refusal(ask(network, '192.168.0.10', 1)).remedies).toMatchObject([
      { kind: 'set-attachment', attachment: { kind: 'forward', forwards: [forwards[0], changed] } },
    ])
  })

  test('what would help copies no long list', () => {
    const hosts = Array.from({ length: 51 }, (_, i) => ({ name: `host-${i}`, ip: '192.168.0.10' }))
    const forwards = Array.from({ length: 51 }, (_, i) => ({ from: `192.168.1.${i}:5432`, to: '127.0.0.1:1' }))
    const network = view([binding({ hosts, attachment: { kind: 'forward', forwards } })])
    const [missing] = refusal(ask(network, 'unknown')).remedies
    expect(missing).toEqual({ kind: 'set-host-entry', connection: { id: 'id-test1', name: 'test1' }, name: 'unknown' })
    const [added] = refusal(ask(network, '192.168.0.10')).remedies
    expect(added).toMatchObject({ kind: 'set-attachment', added: { forwards: { from: '192.168.0.10:5432' } } })
    expect(added).not.toHaveProperty('attachment')
  })

  test('rule 10: an empty table and a long one are told shortly', () => {
    const none = view([binding({ attachment: { kind: 'forward', forwards: [] } })])
    expect(refusal(ask(none, '192.168.0.10')).seen).toBe('VPC vpc-1 forwards nothing, not 192.168.0.10:5432')
    const forwards = Array.from({ length: 40 }, (_, i) => ({ from: `192.168.0.${i + 100}:1`, to: '127.0.0.1:1' }))
    expect(refusal(ask(view([binding({ attachment: { kind: 'forward', forwards } })]), '192.168.0.10')).seen).toContain('and 35 more, not')
  })

  test.each([
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'a metadata service'],
    ['169.254.1.1', 'link-local'],
    ['224.0.0.1', 'multicast'],
    ['0.0.0.0', 'the unspecified address or its network'],
    ['255.255.255.255', 'broadcast or reserved'],
    ['100.64.0.1', 'the cloud service’s internal range'],
    ['100.125.3.4', 'the cloud service’s internal range'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['ff02::1', 'multicast'],
    ['64:ff9b::a9fe:a9fe', 'an IPv6 form of an IPv4 address'],
    ['2002:7f00:1::1', 'an IPv6 form of an IPv4 address'],
    ['fd00:ec2::254', 'a metadata service'],
    ['fd00:ec2::23', 'a metadata service'],
  ])('rule 11: %s is %s and never dialled through host', (host, what) => {
    const routes = [
      { name: 'all4', cidr: '0.0.0.0/0' },
      { name: 'all6', cidr: '::/0' },
    ]
    const seen = refusal(ask(view([binding({ routes })]), host))
    expect(seen.step).toBe('attachment')
    expect(seen.seen).toContain(`${host} is ${what}`)
  })

  describe('rule 21: a public address', () => {
    const routes = [
      { name: 'all4', cidr: '0.0.0.0/0' },
      { name: 'all6', cidr: '::/0' },
    ]
    const through = (networks: readonly string[] | undefined, host: string, machine: MachineView = MACHINE): Decision =>
      decide(
        view([binding({ routes, attachment: { kind: 'host', ...(networks === undefined ? {} : { networks }) } })]),
        { host, port: 5432 },
        machine,
      )

    test.each(['8.8.8.8', '172.32.0.1', '11.0.0.1', '2606:4700::1111'])('%s is not dialled by a route alone', (host) => {
      const seen = refusal(through(undefined, host))
      expect([seen.step, seen.seen]).toEqual(['attachment', expect.stringContaining(`${host} is a public address`)])
      expect(JSON.stringify(seen.remedies)).toContain(`${host}/`)
    })

    test('is dialled where the attachment names its network, and nothing else then', () => {
      expect(through(['8.8.8.0/24'], '8.8.8.8').kind).toBe('allowed')
      expect(refusal(through(['8.8.8.0/24'], '8.8.9.8')).seen).toContain('8.8.9.8 is in none of the networks')
      expect(refusal(through(['8.8.8.0/24'], '192.168.0.10')).step).toBe('attachment')
    })

    test('is dialled where the operator’s list names it, unless the attachment names others', () => {
      const network = parseIpRange('8.8.8.0/24')
      if (network === undefined) throw new Error('no network')
      const machine = { ...MACHINE, allowedTargets: [{ network, ports: [] }] }
      expect(through(undefined, '8.8.8.8', machine).kind).toBe('allowed')
      expect(refusal(through(['10.0.0.0/8'], '8.8.8.8', machine)).step).toBe('attachment')
      expect(refusal(through(['9.9.9.0/24'], '9.9.9.9', machine)).seen).toContain('allowedTargets')
    })

    test.each(['10.255.0.1', '172.31.255.254', '192.168.255.1', 'fd12::1'])('is not %s: such are dialled', (host) => {
      expect(through(undefined, host).kind).toBe('allowed')
    })
  })

  test('rule 12: the server’s own port on this machine is reached through no attachment', () => {
    const all = {
      routes: [
        { name: 'all', cidr: '10.9.0.0/16' },
        { name: 'six', cidr: '2001:db8:9::/48' },
      ],
    }
    expect(refusal(ask(view([binding(all)]), '10.9.0.1', 8080)).seen).toContain('this server’s own port')
    expect(refusal(ask(view([binding(all)]), '2001:db8:9::1', 8080)).seen).toContain('this server’s own port')
    expect(ask(view([binding(all)]), '10.9.0.1', 8081).kind).toBe('allowed')
    expect(ask(view([binding(all)]), '10.9.0.2', 8080).kind).toBe('allowed')
    for (const to of ['127.0.0.1:8080', '127.8.8.8:8080', '[::1]:8080', '10.9.0.1:8080']) {
      const attachment = { kind: 'forward' as const, forwards: [{ from: '192.168.0.10:5432', to }] }
      expect(refusal(ask(view([binding({ attachment })]), '192.168.0.10')).seen).toContain('this server’s own port')
    }
  })

  test.each([
    ['169.254.169.254:80', 'a metadata service'],
    ['169.254.3.3:80', 'link-local'],
    ['0.0.0.0:8080', 'the unspecified address'],
    ['[::ffff:7f00:1]:8080', 'not an address and a port'],
    ['localhost:5432', 'not an address and a port'],
    ['127.0.0.1:0', 'not an address and a port'],
    ['127.0.0.1:65536', 'not an address and a port'],
    ['[127.0.0.1]:80', 'not an address and a port'],
    ['::1:80', 'not an address and a port'],
  ])('rule 13: a forward never leads to %s', (to, what) => {
    const attachment = { kind: 'forward' as const, forwards: [{ from: '192.168.0.10:5432', to }] }
    const seen = refusal(ask(view([binding({ attachment })]), '192.168.0.10'))
    expect(seen.step).toBe('attachment')
    expect(seen.seen).toContain(what)
  })
})
