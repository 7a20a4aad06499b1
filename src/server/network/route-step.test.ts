import { describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/addresses/port-range.ts'
import { allowed, ask, binding, other, refusal, view } from './fixtures/policy-view.ts'

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
