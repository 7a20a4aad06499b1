import { describe, expect, it } from 'vitest'
import type { Pool, ScalingPolicy } from '../../domain/elastic-resource-pool.ts'
import { checkMinimums, checkPolicies, firstPolicies, policyAt } from './scaling-policies.ts'

const pool: Pool = {
  id: 'p',
  number: 1,
  projectId: 'x',
  name: 'pool',
  description: '',
  cidr: '172.16.0.0/12',
  minCu: 64,
  maxCu: 128,
  currentCu: 64,
  chargingMode: 1,
  enterpriseProjectId: '0',
  label: {},
  ipv6: false,
  tags: [],
  owner: 'o',
  ownerId: '',
  createdAt: 0,
  updatedAt: 0,
}
const between = (startHour: number, stopHour: number, change: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  priority: 1,
  minCu: 16,
  maxCu: 64,
  inheritsMax: false,
  startHour,
  stopHour,
  ...change,
})
const all = between(0, 24)

describe('scaling policies', () => {
  it('hold in their hours, from the first up to but not with the last, also over midnight', () => {
    const night = between(22, 10, { priority: 2 })
    const policies = [all, night]
    expect([21, 22, 23, 0, 9, 10].map((hour) => policyAt(policies, hour)?.priority)).toEqual([1, 2, 2, 2, 2, 1])
  })

  it("may meet as in the vendor's own example, 22:00 to 10:00 and 10:00 to 22:00", () => {
    expect(() => checkPolicies([all, between(22, 10), between(10, 22)], pool)).not.toThrow()
  })

  it.each([
    ['no default one', [between(1, 2)], 'exactly one default'],
    ['two default ones', [all, all], 'exactly one default'],
    ['none at all', [], 'exactly one default'],
    ['an overlap over midnight', [all, between(22, 10), between(9, 12)], 'overlap'],
    ['more than the pool has', [between(0, 24, { maxCu: 144 })], 'the pool pool has 128'],
    ['a maximum that is no multiple of 16', [between(0, 24, { maxCu: 40 })], '16 to 40 CUs'],
    ['a maximum below the minimum', [between(0, 24, { minCu: 32, maxCu: 16 })], '32 to 16 CUs'],
    ['the priority 0', [between(0, 24, { priority: 0 })], 'priority 0'],
    ['the priority 101', [between(0, 24, { priority: 101 })], 'priority 101'],
    ['no hours', [all, between(3, 3)], 'no hours'],
  ])('with %s are refused', (_what, policies, message) => {
    expect(() => checkPolicies(policies, pool)).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringContaining(message) }),
    )
  })

  it('are none for a queue of more CUs than the pool has, and that is said of the queue', () => {
    expect(() => firstPolicies(144, pool, [])).toThrow(
      'A queue of 144 CUs does not fit into the elastic resource pool pool, which has 128 at most',
    )
    expect(firstPolicies(64, pool, [])).toMatchObject([{ minCu: 64, maxCu: 128 }])
  })

  it.each([
    [16, 684, 684, {}, 16, 672],
    [684, 684, 684, {}, 672, 672],
    [36, 64, 200, {}, 48, 192],
    [100, 100, 200, {}, 96, 192],
    [100, 100, 100, {}, 96, 96],
    [6, 18, 18, { spec: 'basic' }, 8, 16],
  ])(
    'of a queue of %i CUs that comes into a pool of %i to %i, %j, are of %i to %i, which can be lent',
    (cuCount, minCu, maxCu, label, min, max) => {
      const odd = { ...pool, minCu, maxCu, label }
      const policies = firstPolicies(cuCount, odd, [])
      expect(policies).toMatchObject([{ minCu: min, maxCu: max }])
      // And stay good when the pool becomes another one.
      expect(() => checkPolicies(policies, { ...odd, maxCu: maxCu + 1 })).not.toThrow()
    },
  )

  it('of all queues together may not have more at least than the pool, at no hour', () => {
    const queues = [{ policies: [all] }, { policies: [all, between(3, 4, { minCu: 64 })] }]
    expect(() => checkMinimums(queues, pool)).toThrow(expect.objectContaining({ message: expect.stringContaining('80 CUs at least') }))
    expect(() => checkMinimums(queues, { ...pool, minCu: 80 })).not.toThrow()
  })
})
