import { describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/addresses/port-range.ts'
import { allowed, ask, binding, other, refusal, view } from './fixtures/policy-view.ts'
import { advice } from './remedy.ts'

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
