import type { Explanation } from '../../../base/explanation.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { Expectation, Reach } from '../../domain/expectation.ts'
import type { Decision, QueueNetworkView } from '../../network/policy.ts'
import type { Remedy } from '../../network/remedy.ts'

/** What the policy says of an expectation's address. */
export interface Verdict {
  readonly observed: Reach
  readonly holds: boolean
  readonly explanation: Explanation<Remedy>
  /** Undefined: there is no such queue. */
  readonly view: QueueNetworkView | undefined
}

type Expected = Pick<Expectation, 'queueName' | 'address' | 'expected'>

export function verdictOf({ expected }: Pick<Expected, 'expected'>, view: QueueNetworkView, decision: Decision): Verdict {
  const observed = decision.kind === 'allowed' ? 'reachable' : 'refused'
  return { observed, holds: observed === expected, explanation: decision.explanation, view }
}

/** Nothing is reached from a queue that is not there. */
export function verdictWithoutQueue({ queueName, address, expected }: Expected): Verdict {
  return {
    observed: 'refused',
    holds: expected === 'refused',
    view: undefined,
    explanation: {
      target: address,
      queue: queueName,
      steps: [{ step: 'queue', outcome: 'failed', seen: noneNamed('queue', queueName) }],
      remedies: [{ kind: 'create-queue' }],
    },
  }
}

/** What the step has seen that decided it. */
export function seenBy({ steps }: Explanation<unknown>): string {
  return (steps.find(({ outcome }) => outcome === 'failed') ?? steps.findLast(({ outcome }) => outcome === 'passed'))?.seen ?? ''
}
