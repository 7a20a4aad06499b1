import type { ConnectionState } from '../../domain/connection.ts'
/**
 * The life of an enhanced datasource connection: docs/spec/connection.md. It is active from the moment it is written; whether its queues reach anything
 * is a matter of its bindings.
 */

import { cellOf, type EffectOf, next, refuse, type Step, type TransitionTable } from '../shared/machine.ts'

export interface ConnectionLife {
  readonly state: ConnectionState
  readonly changedAt: number
}

export type ConnectionEvent =
  | 'hosts-replaced'
  | 'routes-changed'
  | 'ports-changed'
  | 'resolver-changed'
  | 'bind-requested'
  | 'unbind-requested'
  | 'delete-requested'
  /** The same request, while one of its bindings is being created. */
  | 'delete-requested-creating'

type ConnectionEffect = 'remove-bindings'
export type ConnectionRefusal = 'is-being-created' | 'is-gone'

export const CONNECTION_TABLE = {
  active: {
    'hosts-replaced': next('active'),
    'routes-changed': next('active'),
    'ports-changed': next('active'),
    'resolver-changed': next('active'),
    'bind-requested': next('active'),
    'unbind-requested': next('active'),
    'delete-requested': next('deleted', 'remove-bindings'),
    'delete-requested-creating': refuse('is-being-created'),
  },
  deleted: {
    'hosts-replaced': refuse('is-gone'),
    'routes-changed': refuse('is-gone'),
    'ports-changed': refuse('is-gone'),
    'resolver-changed': refuse('is-gone'),
    'bind-requested': refuse('is-gone'),
    'unbind-requested': refuse('is-gone'),
    'delete-requested': refuse('is-gone'),
    'delete-requested-creating': refuse('is-gone'),
  },
} as const satisfies TransitionTable<ConnectionState, ConnectionEvent, ConnectionEffect, ConnectionRefusal>

export type ConnectionEffectOf<Event extends ConnectionEvent> = EffectOf<typeof CONNECTION_TABLE, Event>

/** Those that change it and not its state. */
const CHANGES: ReadonlySet<ConnectionEvent> = new Set(['hosts-replaced', 'routes-changed', 'ports-changed', 'resolver-changed'])

export function connectionStep<Event extends ConnectionEvent>(
  life: ConnectionLife,
  event: Event,
  now: number,
): Step<ConnectionLife, ConnectionEffectOf<Event>, ConnectionRefusal> {
  const cell = cellOf<typeof CONNECTION_TABLE, ConnectionState, Event, ConnectionRefusal>(CONNECTION_TABLE, life.state, event)
  if (cell.kind === 'refused') return cell
  const changed = cell.state !== life.state || CHANGES.has(event)
  return { kind: 'next', life: changed ? { state: cell.state, changedAt: now } : life, effects: cell.effects }
}
