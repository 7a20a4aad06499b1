/**
 * The life of a script: docs/spec/script.md.
 *
 *   running ──▶ finished | failed | cancelled
 */

import type { ScriptRecord, ScriptState, StatementEnd } from '../../domain/script.ts'
import { cellOf, type EffectOf, next, refuse, type Step, stepBy, type TransitionTable } from '../shared/machine.ts'

export interface ScriptLife {
  readonly state: ScriptState
  /** Why it failed or was cancelled; '' otherwise. */
  readonly message: string
  readonly startedAt: number
  readonly endedAt: number | undefined
}

export type ScriptEvent =
  /** A statement has ended, and another is to run. */
  | { readonly kind: 'statement-ended' }
  /** All have run, and each has finished. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled'; readonly message: string }
  | { readonly kind: 'cancel-requested' }
  /** The server stops, or has started again. */
  | { readonly kind: 'restarted'; readonly message: string }

type ScriptEffect = 'run-next' | 'cancel-statement' | 'close-session'
export type ScriptRefusal = 'has-ended'

export const SCRIPT_TABLE = {
  running: {
    'statement-ended': next('running', 'run-next'),
    finished: next('finished', 'close-session'),
    failed: next('failed', 'close-session'),
    cancelled: next('cancelled', 'close-session'),
    'cancel-requested': next('running', 'cancel-statement'),
    restarted: next('failed', 'close-session'),
  },
  finished: {
    'statement-ended': next('finished'),
    finished: next('finished'),
    failed: next('finished'),
    cancelled: next('finished'),
    'cancel-requested': refuse('has-ended'),
    restarted: next('finished'),
  },
  failed: {
    'statement-ended': next('failed'),
    finished: next('failed'),
    failed: next('failed'),
    cancelled: next('failed'),
    'cancel-requested': refuse('has-ended'),
    restarted: next('failed'),
  },
  cancelled: {
    'statement-ended': next('cancelled'),
    finished: next('cancelled'),
    failed: next('cancelled'),
    cancelled: next('cancelled'),
    'cancel-requested': refuse('has-ended'),
    restarted: next('cancelled'),
  },
} as const satisfies TransitionTable<ScriptState, ScriptEvent['kind'], ScriptEffect, ScriptRefusal>

export function scriptStep<Event extends ScriptEvent>(
  life: ScriptLife,
  event: Event,
  now: number,
): Step<ScriptLife, EffectOf<typeof SCRIPT_TABLE, Event['kind']>, ScriptRefusal> {
  const cell = cellOf<typeof SCRIPT_TABLE, ScriptState, Event['kind'], ScriptRefusal>(SCRIPT_TABLE, life.state, event.kind)
  return stepBy(cell, life, (state) => ({
    ...life,
    state,
    message: 'message' in event ? event.message : '',
    // A clock that was set back must not give a negative duration.
    endedAt: Math.max(now, life.startedAt),
  }))
}

/** A statement that has ended, beside those before it. */
export interface EndedStatement {
  readonly number: number
  readonly state: StatementEnd
  /** Of the first line, in the text of the script. */
  readonly line: number
  readonly message: string
  /** Of those that ended before it, how many did not finish, and the first of these. */
  readonly failedBefore: number
  readonly firstFailed: number | undefined
}

/** What the end of a statement means to its script. */
export function afterStatement(
  script: Pick<ScriptRecord, 'statementCount' | 'stopsOnError' | 'cancelRequestedAt' | 'cancelReason'>,
  ended: EndedStatement,
): Extract<ScriptEvent, { kind: 'statement-ended' | 'finished' | 'failed' | 'cancelled' }> {
  const { number, state, line, message, failedBefore, firstFailed } = ended
  const { statementCount, stopsOnError, cancelRequestedAt, cancelReason } = script
  const isLast = number === statementCount
  if (cancelRequestedAt !== undefined && (state === 'cancelled' || !isLast)) return { kind: 'cancelled', message: cancelReason }
  if (state !== 'finished' && stopsOnError) {
    const what = state === 'failed' ? 'failed' : 'was cancelled'
    const head = `Statement ${number} of ${statementCount} (line ${line}) ${what}: ${message}`
    return { kind: 'failed', message: `${head}\n${around(number, statementCount)}` }
  }
  if (!isLast) return { kind: 'statement-ended' }
  const failures = failedBefore + (state === 'finished' ? 0 : 1)
  if (failures === 0) return { kind: 'finished' }
  return { kind: 'failed', message: `${failures} of ${statementCount} statements did not finish, statement ${firstFailed ?? number} first` }
}

/** Of a script that the end of the server has interrupted. `ended`: statements that had ended by then. `current`: the one that had not. */
export function interruptedMessage(
  ended: number,
  count: number,
  current: { readonly number: number; readonly line: number } | undefined,
): string {
  const head = 'The server was stopped or restarted'
  if (current !== undefined) {
    return `${head} at statement ${current.number} of ${count} (line ${current.line})\n${around(current.number, count)}`
  }
  const where = ended === 0 ? 'before statement 1' : `behind statement ${ended}`
  return `${head} ${where} of ${count}\n${capital(some(ended + 1, count))} not run.`
}

/** What is so now: whoever reads the message wants to know where to go on. */
function around(number: number, count: number): string {
  const before = number === 1 ? 'Nothing was done before it' : `${capital(named(1, number - 1))} had ended before it`
  return number === count ? `${before}.` : `${before}, ${some(number + 1, count)} not run.`
}

const some = (first: number, last: number): string => `${named(first, last)} ${first === last ? 'was' : 'were'}`

function named(first: number, last: number): string {
  return first === last ? `statement ${first}` : `statements ${first} ${last === first + 1 ? 'and' : 'to'} ${last}`
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
