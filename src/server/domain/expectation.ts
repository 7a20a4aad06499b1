import type { Owned } from './owned.ts'

/** What the policy says of an address: whether a queue is let through to it. Nothing is dialled for it. */
export const REACHES = ['reachable', 'refused'] as const
export type Reach = (typeof REACHES)[number]

export interface NewExpectation {
  /** The name: it holds for whichever queue has it. */
  readonly queueName: string
  /** A name or an address, and a port, as in a connectivity test. */
  readonly address: string
  readonly expected: Reach
  readonly note: string
  /** A change that would break it is refused. */
  readonly enforced: boolean
}

/** What somebody wants the network of a queue to let through, or not to. */
export interface Expectation extends NewExpectation, Owned {
  readonly id: string
  readonly projectId: string
  readonly createdAt: number
}

/** What an expectation was found to be; kept when that has changed. */
export interface Observation {
  readonly expectationId: string
  /** Of its expectation; grows with each. */
  readonly number: number
  readonly at: number
  readonly observed: Reach
  /** What the step has seen that decided it. */
  readonly seen: string
}
