/**
 * The life of a SQL job: docs/spec/job.md.
 *
 *   launching ──started──▶ running ──▶ finished | failed | cancelled
 *       └──────────────────────────▶ finished | failed | cancelled
 */

import type { ErrorKind, StatementPlace } from '../../../base/errors.ts'
import type { JobState } from '../../domain/job.ts'
import { cellOf, type EffectOf, next, refuse, type Step, stepBy, type TransitionTable } from '../shared/machine.ts'

export interface JobLife {
  readonly state: JobState
  /** Why it failed or was cancelled; '' otherwise. */
  readonly message: string
  /** Of what it failed with, where that is known. */
  readonly errorKind?: ErrorKind | undefined
  readonly mistake?: StatementPlace | undefined
  readonly startedAt: number
  readonly runningAt: number | undefined
  readonly endedAt: number | undefined
}

export type JobEvent =
  /** A worker has taken it. */
  | { readonly kind: 'started' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly message: string; readonly errorKind?: ErrorKind; readonly mistake?: StatementPlace | undefined }
  | { readonly kind: 'cancelled'; readonly message: string; readonly errorKind?: ErrorKind }
  | { readonly kind: 'cancel-requested' }
  /** The server has started again. A query that was still waiting changes nothing when it runs, so it is given to compute again. */
  | { readonly kind: 'restarted-query'; readonly message: string }
  /** The same for every other job: it may have run in part. */
  | { readonly kind: 'restarted-other'; readonly message: string }

type JobEffect = 'run' | 'cancel-in-compute' | 'store-rows'
export type JobRefusal = 'has-ended'

export const JOB_TABLE = {
  launching: {
    started: next('running'),
    finished: next('finished', 'store-rows'),
    failed: next('failed'),
    cancelled: next('cancelled'),
    'cancel-requested': next('launching', 'cancel-in-compute'),
    'restarted-query': next('launching', 'run'),
    'restarted-other': next('failed'),
  },
  running: {
    started: next('running'),
    finished: next('finished', 'store-rows'),
    failed: next('failed'),
    cancelled: next('cancelled'),
    'cancel-requested': next('running', 'cancel-in-compute'),
    'restarted-query': next('failed'),
    'restarted-other': next('failed'),
  },
  finished: {
    started: next('finished'),
    finished: next('finished'),
    failed: next('finished'),
    cancelled: next('finished'),
    'cancel-requested': refuse('has-ended'),
    'restarted-query': next('finished'),
    'restarted-other': next('finished'),
  },
  failed: {
    started: next('failed'),
    finished: next('failed'),
    failed: next('failed'),
    cancelled: next('failed'),
    'cancel-requested': refuse('has-ended'),
    'restarted-query': next('failed'),
    'restarted-other': next('failed'),
  },
  cancelled: {
    started: next('cancelled'),
    finished: next('cancelled'),
    failed: next('cancelled'),
    cancelled: next('cancelled'),
    'cancel-requested': refuse('has-ended'),
    'restarted-query': next('cancelled'),
    'restarted-other': next('cancelled'),
  },
} as const satisfies TransitionTable<JobState, JobEvent['kind'], JobEffect, JobRefusal>

export const isEnded = (state: JobState): boolean => state === 'finished' || state === 'failed' || state === 'cancelled'

export const newJobLife = (now: number): JobLife => ({
  state: 'launching',
  message: '',
  startedAt: now,
  runningAt: undefined,
  endedAt: undefined,
})

export function jobStep<Event extends JobEvent>(
  life: JobLife,
  event: Event,
  now: number,
): Step<JobLife, EffectOf<typeof JOB_TABLE, Event['kind']>, JobRefusal> {
  const cell = cellOf<typeof JOB_TABLE, JobState, Event['kind'], JobRefusal>(JOB_TABLE, life.state, event.kind)
  return stepBy(cell, life, (state) => ({
    ...life,
    state,
    message: 'message' in event ? event.message : '',
    errorKind: 'errorKind' in event ? event.errorKind : undefined,
    mistake: 'mistake' in event ? event.mistake : undefined,
    runningAt: state === 'running' ? now : life.runningAt,
    // A clock that was set back must not give a negative duration.
    endedAt: isEnded(state) ? Math.max(now, life.startedAt) : undefined,
  }))
}
