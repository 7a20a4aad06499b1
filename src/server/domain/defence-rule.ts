import type { DefenceType } from '../../base/defence-types.ts'

/** What a rule does with a statement that breaks it: it tells of it with the job, or refuses it (one that runs already it ends). */
export const DEFENCE_ACTIONS = ['hint', 'block'] as const
export type DefenceAction = (typeof DEFENCE_ACTIONS)[number]

/** A limit of what the statements of some queues may do. */
export interface DefenceRule {
  /** UUID. */
  readonly id: string
  readonly projectId: string
  /** Unique in the project. */
  readonly name: string
  readonly type: DefenceType
  /** What is still allowed; of a rule that forbids something as such, 1 that it does. */
  readonly threshold: number
  /** None: it holds for all queues of the project. */
  readonly queueNames: readonly string[]
  readonly action: DefenceAction
  readonly description: string
  readonly createdAt: number
  readonly updatedAt: number
}
