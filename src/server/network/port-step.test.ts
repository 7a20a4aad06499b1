import { describe, expect, test } from 'vitest'
import { allowed, ask, binding, other, refusal, view } from './fixtures/policy-view.ts'
import { advice } from './remedy.ts'

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
