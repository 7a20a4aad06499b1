import type { Explanation } from '../../../base/explanation.ts'
import type { QueueNetworkView } from '../../network/policy.ts'
import type { Remedy } from '../../network/remedy.ts'
import type { Caller } from '../shared/caller.ts'

export type { Remedy } from '../../network/remedy.ts'

/** Says in a sentence what would help. Given by whoever knows the requests that do it: control knows none. */
export type RemedyText = (remedy: Remedy) => string

/** Those of them that the caller may be told. */
export type ShownRemedies = (remedies: readonly Remedy[], view: QueueNetworkView, caller: Caller) => Promise<readonly Remedy[]>

export const inWords = (explanation: Explanation<Remedy>, remedyText: RemedyText): Explanation => ({
  ...explanation,
  remedies: explanation.remedies.map((remedy) => remedyText(remedy)),
})
