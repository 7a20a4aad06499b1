import type { BindingState } from '../../domain/binding.ts'
/**
 * The life of a binding, a queue's use of a connection: docs/spec/binding.md.
 *
 *   creating ──check-passed──▶ active ──unbind / delete──▶ removed
 *      │  ▲
 *      │  └──bind-requested── failed ──connection-deleted / queue-deleted──▶ removed
 *      └────check-failed────────▲
 */
import { type Beginning, next, refuse, type Step, type TransitionTable } from './machine.ts'

export interface BindingLife {
  readonly state: BindingState
  /** Why it failed; '' in every other state. */
  readonly failure: string
  readonly updatedAt: number
}

export type BindingEvent =
  | { readonly kind: 'bind-requested' }
  | { readonly kind: 'check-passed' }
  | { readonly kind: 'check-failed'; readonly failure: string }
  | { readonly kind: 'unbind-requested' }
  | { readonly kind: 'connection-deleted' }
  | { readonly kind: 'queue-deleted' }

export type BindingEffect = 'check' | 'end-workers'
export type BindingRefusal = 'has-failed' | 'not-bound'

export const BINDING_TABLE: TransitionTable<BindingState, BindingEvent['kind'], BindingEffect, BindingRefusal> = {
  creating: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('active'),
    'check-failed': next('failed'),
    'unbind-requested': next('removed', 'end-workers'),
    'connection-deleted': next('removed', 'end-workers'),
    'queue-deleted': next('removed'),
  },
  active: {
    'bind-requested': next('active'),
    'check-passed': next('active'),
    'check-failed': next('active'),
    'unbind-requested': next('removed', 'end-workers'),
    'connection-deleted': next('removed', 'end-workers'),
    'queue-deleted': next('removed'),
  },
  failed: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('failed'),
    'check-failed': next('failed'),
    'unbind-requested': refuse('has-failed'),
    'connection-deleted': next('removed', 'end-workers'),
    'queue-deleted': next('removed'),
  },
  removed: {
    'bind-requested': refuse('not-bound'),
    'check-passed': next('removed'),
    'check-failed': next('removed'),
    'unbind-requested': refuse('not-bound'),
    'connection-deleted': next('removed'),
    'queue-deleted': next('removed'),
  },
}

/** A binding's first life; its effect is the check. */
export const newBindingLife = (now: number): Beginning<BindingLife, BindingEffect> => ({
  life: { state: 'creating', failure: '', updatedAt: now },
  effects: ['check'],
})

export function bindingStep(life: BindingLife, event: BindingEvent, now: number): Step<BindingLife, BindingEffect, BindingRefusal> {
  const cell = BINDING_TABLE[life.state][event.kind]
  if (cell.kind === 'refused') return cell
  if (cell.state === life.state) return { kind: 'next', life, effects: cell.effects }
  const failure = cell.state === 'failed' && event.kind === 'check-failed' ? event.failure : ''
  return { kind: 'next', life: { state: cell.state, failure, updatedAt: now }, effects: cell.effects }
}
