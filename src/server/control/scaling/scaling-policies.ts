import { CausewayError } from '../../../base/errors.ts'
import type { Pool, ScalingPolicy } from '../../domain/elastic-resource-pool.ts'

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
const PRIORITY_MAX = 100

/** CUs are lent in steps of this many. */
export const cuStepOf = ({ label }: Pick<Pool, 'label'>): number => (label['spec'] === 'basic' ? 4 : 16)

/** What of so many CUs a pool can lend. Its own sizes are no multiples: the vendor's example has 684. */
const lendable = (cu: number, step: number): number => Math.floor(cu / step) * step

const isDefaultPolicy = ({ startHour, stopHour }: ScalingPolicy): boolean => startHour === 0 && stopHour === 24

/** What a queue has when nobody has said otherwise: what it was created with at least, and the whole pool at most. */
const defaultPolicy = (cuCount: number, maxCu: number): ScalingPolicy => ({
  priority: 1,
  startHour: 0,
  stopHour: 24,
  minCu: cuCount,
  maxCu,
  inheritsMax: true,
})

/** What a queue has when it comes into a pool, beside the queues that are there. */
export function firstPolicies(
  cuCount: number,
  pool: Pool,
  others: readonly { readonly policies: readonly ScalingPolicy[] }[],
): readonly ScalingPolicy[] {
  const step = cuStepOf(pool)
  if (cuCount > pool.maxCu) {
    invalid(
      `A queue of ${cuCount} CUs does not fit into the elastic resource pool ${pool.name}, which has ${pool.maxCu} at most`,
      'Give the queue fewer CUs, or the pool a larger max_cu.',
    )
  }
  // Rounded up, unless the pool has no more than the queue was asked for with.
  const least = Math.min(Math.ceil(cuCount / step) * step, lendable(Math.max(cuCount, pool.minCu), step), lendable(pool.maxCu, step))
  const policies = checkPolicies([defaultPolicy(least, lendable(pool.maxCu, step))], pool)
  checkMinimums([...others, { policies }], pool)
  return policies
}

/** A period that ends before it begins goes on after midnight. */
function covers({ startHour, stopHour }: ScalingPolicy, hour: number): boolean {
  return startHour < stopHour ? startHour <= hour && hour < stopHour : hour >= startHour || hour < stopHour
}

/** The policy of an hour: the one of its period, else the default one. */
export function policyAt(policies: readonly ScalingPolicy[], hour: number): ScalingPolicy | undefined {
  return policies.find((policy) => !isDefaultPolicy(policy) && covers(policy, hour)) ?? policies.find(isDefaultPolicy)
}

export const maxCuOf = (policy: ScalingPolicy, pool: Pick<Pool, 'maxCu' | 'label'>): number =>
  policy.inheritsMax ? lendable(pool.maxCu, cuStepOf(pool)) : policy.maxCu

function invalid(message: string, hint: string): never {
  throw new CausewayError('invalid-parameter', message, { hint })
}

const periodOf = ({ startHour, stopHour }: ScalingPolicy): string =>
  [startHour, stopHour].map((hour) => `${String(hour).padStart(2, '0')}:00`).join(' to ')

function checkOne(policy: ScalingPolicy, pool: Pool): void {
  const { priority, minCu } = policy
  const maxCu = maxCuOf(policy, pool)
  const step = cuStepOf(pool)
  if (!Number.isSafeInteger(priority) || priority < 1 || priority > PRIORITY_MAX) {
    invalid(`The priority ${priority} of a scaling policy is not valid`, `Use 1 to ${PRIORITY_MAX}; ${PRIORITY_MAX} comes first.`)
  }
  if (policy.startHour === policy.stopHour) invalid('A scaling policy has no hours', 'End it at another hour than it begins.')
  if (maxCu < minCu || maxCu % step !== 0 || minCu % step !== 0 || maxCu < step || minCu < 0) {
    invalid(
      `A scaling policy cannot have ${minCu} to ${maxCu} CUs`,
      `Use multiples of ${step}, and a max_cu that is not below the min_cu and at least ${step}.`,
    )
  }
  if (policy.maxCu > pool.maxCu && !policy.inheritsMax) {
    invalid(
      `A scaling policy has a max_cu of ${maxCu}, and the pool ${pool.name} has ${pool.maxCu} CUs at most`,
      'Use no more than the pool has.',
    )
  }
}

/** The vendor's rules for the policies of one queue. */
export function checkPolicies(policies: readonly ScalingPolicy[], pool: Pool): readonly ScalingPolicy[] {
  for (const policy of policies) checkOne(policy, pool)
  if (policies.filter(isDefaultPolicy).length !== 1) {
    invalid('There must be exactly one default scaling policy', 'Give one from 00:00 to 24:00; the others are exceptions from it.')
  }
  for (const hour of HOURS) {
    const [one, other] = policies.filter((policy) => !isDefaultPolicy(policy) && covers(policy, hour))
    if (one === undefined || other === undefined) continue
    invalid(`The scaling policies ${periodOf(one)} and ${periodOf(other)} overlap`, 'Give each hour to one of them at most.')
  }
  return policies
}

/** The vendor's rule for all queues of a pool: at no hour may their minimums be more than that of the pool. */
export function checkMinimums(
  queues: readonly { readonly policies: readonly ScalingPolicy[] }[],
  pool: Pick<Pool, 'name' | 'minCu'>,
): void {
  for (const hour of HOURS) {
    const sum = queues.reduce((total, { policies }) => total + (policyAt(policies, hour)?.minCu ?? 0), 0)
    if (sum <= pool.minCu) continue
    invalid(
      `The queues of the elastic resource pool ${pool.name} would have ${sum} CUs at least, and the pool has a min_cu of ${pool.minCu}`,
      'Raise the min_cu of the pool, or lower that of a queue.',
    )
  }
}
