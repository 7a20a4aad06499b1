import { CausewayError } from '../../../base/errors.ts'
import { CU_PER_INSTANCE, JOBS_OF_INSTANCE_MAX } from '../../compute/capacity.ts'
import type { JobLimits } from '../../compute/compute-ports.ts'
import { RUN_LIMIT_NAMES, readRunLimit, runLimitWords } from './run-limit-values.ts'

const MAX_INSTANCE = 'computeEngine.maxInstance'
const MAX_PREFETCH = 'computeEngine.maxPrefetchInstance'
const MAX_CONCURRENT = 'job.maxConcurrent'
const NATIVE = 'computeEngine.spark.nativeEnabled'
const SAVE_RESULTS = 'job.saveJobResultToJobBucket'
/** Kept with the queue, not among its properties. */
export const CIDR = 'network.cidrInVpc'
/** Shown, and nobody's to set. */
export const MULTIPLE_CONTEXTS = 'multipleSc.support'

type Rule = (value: string, cuCount: number) => string | undefined

/** Two at least, the vendor's. */
const instancesMax = (cuCount: number): number => Math.max(2, Math.floor(cuCount / CU_PER_INSTANCE))

const wholeNumber =
  (min: number, max: (cuCount: number) => number): Rule =>
  (value, cuCount) =>
    /^\d{1,6}$/u.test(value) && Number(value) >= min && Number(value) <= max(cuCount)
      ? undefined
      : `a whole number from ${min} to ${max(cuCount)}`

const truth: Rule = (value) => (value === 'true' || value === 'false' ? undefined : 'true or false')

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [MAX_INSTANCE, wholeNumber(2, instancesMax)],
  [MAX_PREFETCH, wholeNumber(0, (cuCount) => Math.max(1, Math.floor(cuCount / CU_PER_INSTANCE)))],
  [MAX_CONCURRENT, wholeNumber(1, () => JOBS_OF_INSTANCE_MAX)],
  [NATIVE, truth],
  [SAVE_RESULTS, truth],
  ...RUN_LIMIT_NAMES.map((name): [string, Rule] => [
    name,
    (value) => (readRunLimit(name, value) === undefined ? runLimitWords(name) : undefined),
  ]),
])

/** Those that can be set, beside the CIDR. */
export const PROPERTY_NAMES: readonly string[] = [...RULES.keys()]

function ruleOf(name: string, known: readonly string[]): Rule {
  const rule = RULES.get(name)
  if (rule !== undefined) return rule
  if (name === CIDR)
    throw new CausewayError('not-supported', 'A queue keeps its CIDR until it gets another one', { hint: 'Set another one.' })
  throw new CausewayError('invalid-parameter', `A queue has no property ${JSON.stringify(name.slice(0, 60))} that can be set`, {
    hint: `Use ${known.join(', ')}.`,
  })
}

/** Apart from each other: the CIDR has rules of its own. */
export function splitCidr(properties: ReadonlyMap<string, string>): {
  readonly cidr: string | undefined
  readonly others: ReadonlyMap<string, string>
} {
  return { cidr: properties.get(CIDR), others: new Map([...properties].filter(([name]) => name !== CIDR)) }
}

/** Throws 'invalid-parameter' or 'not-supported' for the first that a queue of this size cannot be given beside what it has. */
export function checkProperties(given: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>, cuCount: number): void {
  for (const [name, value] of given) {
    const wanted = ruleOf(name, [...RULES.keys(), CIDR])(value, cuCount)
    if (wanted !== undefined) {
      throw new CausewayError(
        'invalid-parameter',
        `The property ${name} of a queue of ${cuCount} CUs is not ${JSON.stringify(value.slice(0, 40))}`,
        {
          hint: `Give ${wanted}.`,
        },
      )
    }
    if (name === SAVE_RESULTS) requireKept(value !== 'true', before)
  }
}

/** Throws for names that are none, and for one that stays once it is set. */
export function checkRemovable(names: readonly string[], before: ReadonlyMap<string, string>): void {
  for (const name of names) {
    ruleOf(name, PROPERTY_NAMES)
    if (name === SAVE_RESULTS) requireKept(true, before)
  }
}

/** The vendor's rule. */
function requireKept(isTurnedOff: boolean, before: ReadonlyMap<string, string>): void {
  if (!isTurnedOff || before.get(SAVE_RESULTS) !== 'true') return
  throw new CausewayError('not-supported', `${SAVE_RESULTS} of a queue cannot be turned off again`, {
    hint: 'Make a new queue without it.',
  })
}

/** How many jobs the queue runs at once by its properties, and for how many more it is ready. */
export function jobLimitsOf(properties: ReadonlyMap<string, string>): JobLimits {
  const numberOf = (name: string): number | undefined => {
    const text = properties.get(name)
    return text === undefined ? undefined : Number(text)
  }
  return { instances: numberOf(MAX_INSTANCE), jobsOfInstance: numberOf(MAX_CONCURRENT), sessionsAhead: numberOf(MAX_PREFETCH) }
}

/** Whether all rows of its queries are kept. */
export const savesResults = (properties: ReadonlyMap<string, string>): boolean => properties.get(SAVE_RESULTS) === 'true'
