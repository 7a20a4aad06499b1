import { type ExplanationStep, stepOf } from './explanation.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { oneOf } from './one-of.ts'
import { type ApiRequest, request } from './request.ts'

type Verdict = 'reachable' | 'refused'
const VERDICTS = ['reachable', 'refused'] as const

/** What a queue shall reach, or shall not, and what the policy says of it. */
interface JudgedExpectation {
  readonly id: string
  readonly queue: string
  readonly address: string
  readonly expect: Verdict
  /** A change that would break it is refused. */
  readonly enforced: boolean
  readonly observed: Verdict
  readonly holds: boolean
  readonly steps: readonly ExplanationStep[]
}

export interface Expectation extends JudgedExpectation {
  readonly note: string
  readonly owner: string
  /** Since when it is observed so, in milliseconds. */
  readonly since: number
}

export interface Observation {
  readonly time: number
  readonly observed: Verdict
  readonly holds: boolean
  readonly seen: string
}

/** What a change would do to what is expected. */
export interface Forecast {
  readonly breaks: readonly JudgedExpectation[]
  readonly mends: readonly JudgedExpectation[]
  /** Of queues that who asks may not see. */
  readonly hiddenBreaks: number
}

const PATH = '/causeway/v1/{project_id}/expectations'

export const readExpectations = async (signal?: AbortSignal): Promise<readonly Expectation[]> =>
  fieldsOf(await request('GET', PATH, undefined, { signal })).list('expectations', expectationOf)

/** Newest first. */
export const readHistory = async (id: string, signal?: AbortSignal): Promise<readonly Observation[]> =>
  fieldsOf(await request('GET', `${PATH}/${encodeURIComponent(id)}`, undefined, { signal })).list('history', (of) => ({
    time: of.number('time'),
    observed: oneOf(of, 'observed', VERDICTS),
    holds: of.flag('holds'),
    seen: of.text('seen'),
  }))

export const addExpectation = (queue: string, address: string, expect: Verdict, enforced: boolean, note: string): ApiRequest => ({
  method: 'POST',
  path: PATH,
  body: { queue_name: queue, address, expect, enforced, ...(note === '' ? {} : { note }) },
})

/** What it is of stays: of another queue or address it is another one. */
export const changeExpectation = (id: string, enforced: boolean, note: string): ApiRequest => ({
  method: 'PUT',
  path: `${PATH}/${encodeURIComponent(id)}`,
  body: { enforced, note },
})

export const removeExpectation = (id: string): ApiRequest => ({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}` })

/** Undefined where the call tells nothing of the kind. */
export function forecastOf(answer: unknown): Forecast | undefined {
  const told = fieldsOf(answer).fields('dry_run')
  return told === undefined
    ? undefined
    : { breaks: told.list('breaks', judgedOf), mends: told.list('mends', judgedOf), hiddenBreaks: told.number('hidden_breaks') }
}

const judgedOf = (of: Fields): JudgedExpectation => ({
  id: of.text('id'),
  queue: of.text('queue_name'),
  address: of.text('address'),
  expect: oneOf(of, 'expect', VERDICTS),
  enforced: of.flag('enforced'),
  observed: oneOf(of, 'observed', VERDICTS),
  holds: of.flag('holds'),
  steps: of.fields('explanation')?.list('steps', stepOf) ?? [],
})

const expectationOf = (of: Fields): Expectation => ({
  ...judgedOf(of),
  note: of.text('note'),
  owner: of.text('owner'),
  since: of.number('since'),
})
