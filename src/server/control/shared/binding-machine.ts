import type { BindingState } from '../../domain/binding.ts'
/**
 * The life of a binding, a queue's use of a connection: docs/spec/binding.md.
 *
 *   creating ──check-passed──▶ active ──unbind / delete──▶ removed
 *      │  ▲
 *      │  └──bind-requested── failed ──connection-deleted / sharing-ended / queue-deleted──▶ removed
 *      └────check-failed────────▲
 */
import { cellOf, type EffectOf, next, refuse, type Step, type TransitionTable } from './machine.ts'

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
  | { readonly kind: 'sharing-ended' }
  | { readonly kind: 'queue-deleted' }

type BindingEffect = 'check' | 'revoke'
type BindingRefusal = 'has-failed' | 'not-bound'

export const BINDING_TABLE = {
  creating: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('active'),
    'check-failed': next('failed'),
    'unbind-requested': next('removed', 'revoke'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  active: {
    'bind-requested': next('active'),
    'check-passed': next('active'),
    'check-failed': next('active'),
    'unbind-requested': next('removed', 'revoke'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  failed: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('failed'),
    'check-failed': next('failed'),
    'unbind-requested': refuse('has-failed'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  removed: {
    'bind-requested': refuse('not-bound'),
    'check-passed': next('removed'),
    'check-failed': next('removed'),
    'unbind-requested': refuse('not-bound'),
    'connection-deleted': next('removed'),
    'sharing-ended': next('removed'),
    'queue-deleted': next('removed'),
  },
} as const satisfies TransitionTable<BindingState, BindingEvent['kind'], BindingEffect, BindingRefusal>

/** A binding's first life: to be checked. */
export const newBindingLife = (now: number): BindingLife => ({ state: 'creating', failure: '', updatedAt: now })

export function bindingStep<Event extends BindingEvent>(
  life: BindingLife,
  event: Event,
  now: number,
): Step<BindingLife, EffectOf<typeof BINDING_TABLE, Event['kind']>, BindingRefusal> {
  const cell = cellOf<typeof BINDING_TABLE, BindingState, Event['kind'], BindingRefusal>(BINDING_TABLE, life.state, event.kind)
  if (cell.kind === 'refused') return cell
  if (cell.state === life.state) return { kind: 'next', life, effects: cell.effects }
  const failure = cell.state === 'failed' && event.kind === 'check-failed' ? event.failure : ''
  return { kind: 'next', life: { state: cell.state, failure, updatedAt: now }, effects: cell.effects }
}
