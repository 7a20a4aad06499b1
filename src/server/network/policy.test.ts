import { describe, expect, test } from 'vitest'
import { parseIpRange } from './address.ts'
import { allowed, ask, binding, MACHINE, other, refusal, view } from './fixtures/policy-view.ts'
import { type BindingView, type Decision, decide, type MachineView } from './policy.ts'

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
