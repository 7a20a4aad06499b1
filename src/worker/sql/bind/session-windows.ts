import type { QueryNode, SelectNode, Sql } from '../bound/sql.ts'
import { withoutNegativeZero } from '../functions/aggregates/grouping.ts'
import { beginsSession, type Session, sessionNumber, sessionOfRow, WINDOW_TYPE, wholeSession } from '../functions/dates/time-window.ts'
import { allOf } from '../functions/operators/logic.ts'
import { asBoolean } from '../functions/operators/unify.ts'
import { notSupported } from '../syntax-error.ts'
import type { Expression, FunctionCall, Select } from '../tree/query.ts'
import { type BinderState, type BoundRelation, bindExpression, type ExpressionContext, type QueryContext } from './context.ts'
import { groupingKey } from './grouping.ts'
import { neutralName, placeOf, plainContext, selectOf } from './output.ts'
import { Scope, type ScopeColumn } from './scope.ts'

/** The rows of a SELECT that groups by session_window(), with the sessions that they are in; its WHERE is done. */
export interface SessionRows {
  readonly from: BoundRelation
  readonly select: Select
  readonly call: FunctionCall
  readonly column: ScopeColumn
}

const isSession = (expression: Expression): expression is FunctionCall => expression.kind === 'call' && expression.name === 'session_window'

/** Undefined where no key of GROUP BY is a session. */
export function sessionRows(select: Select, from: BoundRelation, context: QueryContext): SessionRows | undefined {
  const scope = new Scope(from.relations, undefined, from.merged)
  const base = plainContext(scope, context, 'GROUP BY')
  const written = (select.groupBy ?? []).flatMap((element) => (element.kind === 'expression' ? [element.expression] : []))
  const keys = written.map((expression) => groupingKey(expression, select.items, base))
  const call = keys.find(isSession)
  if (call === undefined) return undefined
  if (written.length < (select.groupBy ?? []).length)
    throw notSupported('session_window beside ROLLUP, CUBE or GROUPING SETS', 'Compute the sessions in a subquery of FROM.')
  if (from.node === undefined) throw notSupported('session_window of a query without FROM')
  const values = call.arguments.map((value) => bindExpression(value, base))
  const where: ExpressionContext = { ...base, clause: 'WHERE', truth: 'filter' }
  const conditions = select.where === undefined ? [] : [asBoolean(bindExpression(select.where, where), 'WHERE').sql]
  const others = keys.filter((key) => !isSession(key)).map((key) => withoutNegativeZero(bindExpression(key, base)))
  const { relation, window } = withSessions(from, sessionOfRow(values), others, conditions, context.state)
  return {
    from: relation,
    select: { ...select, where: undefined },
    call,
    column: { name: 'session_window', type: WINDOW_TYPE, sql: window },
  }
}

/** Each step reads the values of the one before: a window function may not stand in another. */
function withSessions(
  from: BoundRelation,
  session: Session,
  others: readonly Sql[],
  conditions: readonly Sql[],
  state: BinderState,
): { readonly relation: BoundRelation; readonly window: Sql } {
  const whole = state.relationName()
  const columns: Sql[] = []
  const moved = (column: ScopeColumn): ScopeColumn => {
    columns.push(column.sql)
    return { ...column, sql: placeOf(whole, columns.length - 1) }
  }
  const relations = from.relations.map((one) => ({ ...one, columns: one.columns.map(moved) }))
  const merged = from.merged.map(moved)
  const firstKey = columns.length
  const start = firstKey + others.length
  const end = start + 1
  const outputs = [...columns, ...others, session.start, session.end].map((sql, index) => ({ sql, name: neutralName(index) }))
  let query: QueryNode = { ...selectOf(outputs, from.node), where: allOf([session.exists, ...conditions]) }
  let count = outputs.length
  const add = (made: (at: (index: number) => Sql, keys: readonly Sql[]) => Sql): SelectNode => {
    const relation = state.relationName()
    const at = (index: number): Sql => placeOf(relation, index)
    const keys = others.map((_, index) => at(firstKey + index))
    const all = [...Array.from({ length: count }, (_, index) => at(index)), made(at, keys)]
    count += 1
    return selectOf(
      all.map((sql, index) => ({ sql, name: neutralName(index) })),
      { kind: 'query', query, relation, columnNames: undefined, isLateral: false },
    )
  }
  query = add((at, keys) => beginsSession(keys, at(start), at(end)))
  query = add((at, keys) => sessionNumber(keys, at(start), at(end + 1)))
  query = add((at, keys) => wholeSession([...keys, at(end + 2)], at(start), at(end)))
  const node = { kind: 'query', query, relation: whole, columnNames: undefined, isLateral: false } as const
  return { relation: { ...from, node, relations, merged, isOnePartition: false }, window: placeOf(whole, end + 3) }
}
