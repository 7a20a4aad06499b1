import type { Allowed } from './dial-result.ts'
import type { Decision, QueueNetworkView, Target } from './policy.ts'

interface Kept {
  readonly target: Target
  readonly decision: Allowed
}

/**
 * What was decided last of each view: a job opens many connections to one place, and to decide is a third of what is ours of a dial. A view never changes, what it was made from
 * makes another one. Of the machine the server's own ports change, and what they decide is asked each time.
 */
export class KeptDecisions {
  readonly #ownPorts: () => readonly number[]
  readonly #decide: (view: QueueNetworkView, target: Target) => Decision
  readonly #last = new WeakMap<QueueNetworkView, Kept>()

  constructor(ownPorts: () => readonly number[], decide: (view: QueueNetworkView, target: Target) => Decision) {
    this.#ownPorts = ownPorts
    this.#decide = decide
  }

  /** For names that no resolver is asked for. The steps of one that was decided before do not tell what they took. */
  of(view: QueueNetworkView, target: Target): Decision {
    const kept = this.#last.get(view)
    if (kept !== undefined && isSame(kept.target, target) && !this.#ownPorts().includes(kept.decision.dialled.port)) return kept.decision
    const decision = this.#decide(view, target)
    if (decision.kind === 'allowed') this.#last.set(view, { target, decision: withoutTimes(decision) })
    return decision
  }
}

const isSame = (one: Target, other: Target): boolean => one.host === other.host && one.port === other.port

const withoutTimes = (decision: Allowed): Allowed => ({
  ...decision,
  explanation: { ...decision.explanation, steps: decision.explanation.steps.map(({ tookMs: _, ...step }) => step) },
})
