import type { Bound } from '../bound/bound.ts'
import type { FromNode, Sql } from '../bound/sql.ts'
import { FIRST_PLACE, placesOf, type TimeWindow, timeWindow } from '../functions/dates/time-window.ts'
import { allOf } from '../functions/operators/logic.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { FunctionCall } from '../tree/query.ts'
import { type BinderState, bindExpression, type ExpressionContext } from './context.ts'
import { neutralName, oneRow, placeOf } from './output.ts'
import type { Scope, ScopeColumn } from './scope.ts'
import { writtenForm } from './written-form.ts'

/** The column `window` that window() adds to the rows of a SELECT: one, however often it is written. */
export class TimeWindows {
  readonly #state: BinderState
  readonly #scope: Scope
  readonly #session: { readonly call: FunctionCall; readonly column: Bound } | undefined
  #made:
    | { readonly identity: number; readonly window: TimeWindow; readonly relation: string; readonly place: Sql; readonly column: Bound }
    | undefined

  constructor(state: BinderState, scope: Scope, session: { readonly call: FunctionCall; readonly column: ScopeColumn } | undefined) {
    this.#state = state
    this.#scope = scope
    this.#session = session && { call: session.call, column: scope.hide(session.column) }
  }

  /** The column that is the session of each row: the one that the rows are grouped by. */
  session(call: FunctionCall): Bound {
    if (this.#session === undefined)
      throw notSupported('session_window without GROUP BY of it', 'Write GROUP BY session_window(…): its sessions are of groups.')
    if (writtenForm(this.#session.call.arguments) !== writtenForm(call.arguments))
      throw semanticError('A SELECT has one session_window() only', 'Compute the other in a subquery of FROM.')
    return this.#session.column
  }

  add(window: TimeWindow): Bound {
    const identity = this.#state.identities.of(window.at(FIRST_PLACE))
    if (this.#made !== undefined) {
      if (this.#made.identity === identity && this.#made.window.overlaps === window.overlaps) return this.#made.column
      throw semanticError('A SELECT has one window() only', 'Compute the other in a subquery of FROM.')
    }
    if (this.#session !== undefined) throw notSupported('window() beside session_window()', 'Compute one of them in a subquery of FROM.')
    const relation = this.#state.relationName()
    const place = window.overlaps === 1 ? FIRST_PLACE : placeOf(relation, 0)
    const column = this.#scope.hide({ name: 'window', type: window.type, sql: window.at(place) })
    this.#made = { identity, window, relation, place, column }
    return column
  }

  /** The rows with the places of their windows: one for each of those that an instant may be in. */
  rowsOf(from: FromNode | undefined): FromNode | undefined {
    if (this.#made === undefined || this.#made.window.overlaps === 1) return from
    const { window, relation } = this.#made
    return { kind: 'rows-of', left: from ?? oneRow(this.#state), outputs: [{ sql: placesOf(window), name: neutralName(0) }], relation }
  }

  /** The conditions, and that a row is in its window. */
  where(conditions: readonly Sql[]): Sql | undefined {
    const all = this.#made === undefined ? conditions : [this.#made.window.contains(this.#made.place), ...conditions]
    return all.length === 0 ? undefined : allOf(all)
  }
}

export function bindTimeWindow(call: FunctionCall, context: ExpressionContext): Bound {
  if (context.timeWindows === undefined)
    throw semanticError(`${call.name} may not stand in ${context.clause}`, 'Write it in GROUP BY or in the select list.')
  if (call.name === 'session_window') return context.timeWindows.session(call)
  const values = call.arguments.map((value) => bindExpression(value, { ...context, allowsAggregates: false, allowsWindows: false }))
  const outer = values.flatMap((value) => value.uses).find((use) => use.scopeId !== context.scope.id)
  if (outer !== undefined) throw notSupported(`window of ${outer.name}, a column of a query around its own,`)
  return context.timeWindows.add(timeWindow(values))
}
