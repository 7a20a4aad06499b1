import type { BindingState } from '../../domain/binding.ts'
/**
 * The life of a binding, a queue's use of a connection: docs/spec/binding.md.
 *
 *   creating ──check-passed──▶ active ──unbind / delete──▶ removed
 *      │  ▲
 *      │  └──bind-requested── failed ──connection-deleted / sharing-ended / queue-deleted──▶ removed
 *      └────check-failed────────▲
 *
 *   creating, active ──attachment-down──▶ down ──attachment-up──▶ creating
 */
import { cellOf, type EffectOf, next, refuse, type Step, type TransitionTable } from './machine.ts'

export interface BindingLife {
  readonly state: BindingState
  /** Why it failed or is down; '' in every other state. */
  readonly failure: string
  readonly updatedAt: number
}

export type BindingEvent =
  | { readonly kind: 'bind-requested' }
  | { readonly kind: 'check-passed' }
  | { readonly kind: 'check-failed'; readonly failure: string }
  | { readonly kind: 'attachment-down'; readonly failure: string }
  | { readonly kind: 'attachment-up' }
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
    'attachment-down': next('down'),
    'attachment-up': next('creating', 'check'),
    'unbind-requested': next('removed', 'revoke'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  active: {
    'bind-requested': next('active'),
    'check-passed': next('active'),
    'check-failed': next('active'),
    'attachment-down': next('down'),
    'attachment-up': next('active'),
    'unbind-requested': next('removed', 'revoke'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  failed: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('failed'),
    'check-failed': next('failed'),
    'attachment-down': next('failed'),
    'attachment-up': next('failed'),
    'unbind-requested': refuse('has-failed'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  down: {
    'bind-requested': next('creating', 'check'),
    'check-passed': next('down'),
    'check-failed': next('down'),
    'attachment-down': next('down'),
    'attachment-up': next('creating', 'check'),
    'unbind-requested': next('removed', 'revoke'),
    'connection-deleted': next('removed', 'revoke'),
    'sharing-ended': next('removed', 'revoke'),
    'queue-deleted': next('removed'),
  },
  removed: {
    'bind-requested': refuse('not-bound'),
    'check-passed': next('removed'),
    'check-failed': next('removed'),
    'attachment-down': next('removed'),
    'attachment-up': next('removed'),
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
  const failure = failureOf(life, cell.state, event)
  if (cell.state === life.state && failure === life.failure) return { kind: 'next', life, effects: cell.effects }
  return { kind: 'next', life: { state: cell.state, failure, updatedAt: now }, effects: cell.effects }
}

/** A binding that stays down may be down for another reason now. */
function failureOf(life: BindingLife, state: BindingState, event: BindingEvent): string {
  if (state === 'down' && event.kind === 'attachment-down') return event.failure
  if (state === life.state) return life.failure
  return state === 'failed' && event.kind === 'check-failed' ? event.failure : ''
}
