import type { Explanation } from '../../../base/explanation.ts'
import type { Remedy } from '../../network/remedy.ts'

export type { Remedy } from '../../network/remedy.ts'

/** Says in a sentence what would help. Given by whoever knows the requests that do it: control knows none. */
export type RemedyText = (remedy: Remedy) => string

export const inWords = (explanation: Explanation<Remedy>, remedyText: RemedyText): Explanation => ({
  ...explanation,
  remedies: explanation.remedies.map((remedy) => remedyText(remedy)),
})
