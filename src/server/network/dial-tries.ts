import { isIPv6 } from 'node:net'
import type { Explanation } from '../../base/explanation.ts'
import type { Decision } from './policy.ts'
import type { Remedy } from './remedy.ts'
import type { NameAnswer } from './resolver/name-answer.ts'

type Told = Explanation<Remedy>
type Tries = readonly [NameAnswer | undefined, ...NameAnswer[]]

/** Of the addresses of one name: who has a name of twenty does not wait for twenty. */
const TRIED_MAX = 4

/** What a resolver has answered, once for each address that is worth a try: the first of IPv4, then of either family in turn, for one of them may lead nowhere at all. */
export function triesOf(answer: NameAnswer | undefined): Tries {
  if (answer?.kind !== 'found') return [answer]
  const places = answer.addresses.map((address, at) => ({ at, isSix: isIPv6(address) }))
  const [four, six] = [places.filter(({ isSix }) => !isSix), places.filter(({ isSix }) => isSix)]
  const inTurn = Array.from({ length: Math.max(four.length, six.length) }, (_, at) => [four[at], six[at]]).flat()
  const [first, ...others] = inTurn.flatMap((place) => (place === undefined ? [] : [{ ...answer, at: place.at }])).slice(0, TRIED_MAX)
  return first === undefined ? [answer] : [first, ...others]
}

/** The first that is allowed, or what is told of the first of all. */
export function firstAllowed(answer: NameAnswer | undefined, decide: (answer: NameAnswer | undefined) => Decision): Decision {
  if (answer?.kind === 'found' && answer.at !== undefined) return decide(answer)
  const [one, ...others] = triesOf(answer)
  const first = decide(one)
  if (first.kind === 'allowed') return first
  for (const each of others) {
    const other = decide(each)
    if (other.kind === 'allowed') return other
  }
  return first
}

const failedStep = ({ steps }: Told) => steps.find(({ outcome }) => outcome === 'failed')

/** Whether another address may do what this one did not: it was dialled, or its attachment does not let it. */
export const isOfAddress = ({ explanation, code }: { readonly explanation: Told; readonly code?: string }): boolean =>
  code !== undefined || failedStep(explanation)?.step === 'attachment'

export const failureOf = (explanation: Told): string => failedStep(explanation)?.seen ?? ''

/** What became of the other addresses, beside what is told of this one. */
export function withOthers(explanation: Told, others: readonly string[]): Told {
  if (others.length === 0) return explanation
  const at = explanation.steps.findLastIndex(({ outcome }) => outcome !== 'not-reached')
  const steps = explanation.steps.map((step, place) => (place === at ? { ...step, seen: [step.seen, ...others].join('; ') } : step))
  return { ...explanation, steps }
}
