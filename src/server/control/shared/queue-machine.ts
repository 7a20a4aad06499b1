import type { QueueState } from '../../domain/queue.ts'
/**
 * The life of a queue: docs/spec/queue.md.
 *
 *   creating ──opened──▶ available ──delete-requested──▶ deleting ──closed──▶ deleted
 *       └──────────────── delete-requested ─────────────────▲
 */
import { cellOf, type EffectOf, next, refuse, type Step, stepBy, type TransitionTable } from './machine.ts'

export interface QueueLife {
  readonly state: QueueState
  readonly changedAt: number
}

export type QueueEvent =
  /** Compute takes jobs for it. */
  | 'opened'
  | 'delete-requested'
  /** The same request, while jobs are waiting or running. */
  | 'delete-requested-busy'
  /** The same request for the preset queue. */
  | 'delete-requested-preset'
  /** Its workers have ended and its bindings are removed. */
  | 'closed'
  | 'job-submitted'
  | 'bind-requested'

type QueueEffect = 'open-in-compute' | 'close-in-compute' | 'remove-bindings'
export type QueueRefusal = 'has-jobs' | 'is-preset' | 'not-ready' | 'is-gone'

export const QUEUE_TABLE = {
  creating: {
    opened: next('available'),
    'delete-requested': next('deleting', 'remove-bindings', 'close-in-compute'),
    'delete-requested-busy': refuse('has-jobs'),
    'delete-requested-preset': refuse('is-preset'),
    closed: next('creating', 'open-in-compute'),
    'job-submitted': refuse('not-ready'),
    'bind-requested': next('creating'),
  },
  available: {
    opened: next('available'),
    'delete-requested': next('deleting', 'remove-bindings', 'close-in-compute'),
    'delete-requested-busy': refuse('has-jobs'),
    'delete-requested-preset': refuse('is-preset'),
    closed: next('available', 'open-in-compute'),
    'job-submitted': next('available'),
    'bind-requested': next('available'),
  },
  deleting: {
    opened: next('deleting', 'close-in-compute'),
    'delete-requested': next('deleting', 'remove-bindings', 'close-in-compute'),
    'delete-requested-busy': next('deleting', 'remove-bindings', 'close-in-compute'),
    'delete-requested-preset': refuse('is-preset'),
    closed: next('deleted'),
    'job-submitted': refuse('is-gone'),
    'bind-requested': refuse('is-gone'),
  },
  deleted: {
    opened: next('deleted', 'close-in-compute'),
    'delete-requested': refuse('is-gone'),
    'delete-requested-busy': refuse('is-gone'),
    'delete-requested-preset': refuse('is-gone'),
    closed: next('deleted'),
    'job-submitted': refuse('is-gone'),
    'bind-requested': refuse('is-gone'),
  },
} as const satisfies TransitionTable<QueueState, QueueEvent, QueueEffect, QueueRefusal>

export const newQueueLife = (now: number): QueueLife => ({ state: 'creating', changedAt: now })

export function queueStep<Event extends QueueEvent>(
  life: QueueLife,
  event: Event,
  now: number,
): Step<QueueLife, EffectOf<typeof QUEUE_TABLE, Event>, QueueRefusal> {
  const cell = cellOf<typeof QUEUE_TABLE, QueueState, Event, QueueRefusal>(QUEUE_TABLE, life.state, event)
  return stepBy(cell, life, (state) => ({ state, changedAt: now }))
}

/** Which event a delete request is. @param queue `open`: how many jobs wait or run, and scripts run, which may have no job at the moment */
export function deleteEvent(queue: { readonly preset: boolean; readonly open: number }): Extract<QueueEvent, `delete-${string}`> {
  if (queue.preset) return 'delete-requested-preset'
  return queue.open > 0 ? 'delete-requested-busy' : 'delete-requested'
}
