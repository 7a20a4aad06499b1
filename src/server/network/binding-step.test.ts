import { describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/addresses/port-range.ts'
import { allowed, ask, binding, other, refusal, view } from './fixtures/policy-view.ts'
import { advice, type Remedy } from './remedy.ts'

const waitFor = (connection: string): Remedy =>
  advice(`Wait until the binding of queue q2 to connection ${connection} is ACTIVE, then run again`)

describe('queue and binding', () => {
  test('rule 1: the preset queue reaches nothing, whatever is bound', () => {
    const seen = refusal(ask(view([binding()], { preset: true }), '192.168.0.10'))
    expect(seen.step).toBe('queue')
    expect(seen.remedies).toEqual([{ kind: 'create-queue' }])
  })

  test('rule 1: nor does a shared queue, to which no connection can be bound', () => {
    const seen = refusal(ask(view([], { shared: true }), '192.168.0.10'))
    expect(seen).toMatchObject({ step: 'queue', seen: 'q2 is a shared queue: it has no network and no connection can be bound to it' })
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
