import { BOOLEAN, type Bound, compose } from '../bound/bound.ts'
import type { QueryNode, Sql } from '../bound/sql.ts'
import { withoutNegativeZero } from '../functions/aggregates/grouping.ts'
import { castBound } from '../functions/operators/cast.ts'
import { bindComparison } from '../functions/operators/comparison.ts'
import { bracketed } from '../functions/operators/logic.ts'
import { existsQuery, inQuery, inRowsOf, rowInQuery, rowValue, scalarQuery, unknownAs } from '../functions/operators/subquery.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Query } from '../tree/query.ts'
import { commonType } from '../types/coercion.ts'
import { hasOrder } from '../types/has-order.ts'
import { type BoundQuery, bindExpression, bindQuery, type ExpressionContext, type Truth } from './context.ts'
import { checkOneValue, refuseOuter } from './correlation.ts'
import { countsOfQuery } from './counts.ts'
import { valueOfOneRow } from './every-row.ts'
import { inTypes, placeOf, selectOf } from './output.ts'
import type { Correlation } from './row-bound.ts'
import { writtenForm } from './written-form.ts'

function subquery(query: Query, context: ExpressionContext, correlation: Correlation): BoundQuery {
  const { state, scope, commonTables, lift: aggregatesAround } = context
  const bound = bindQuery(query, { state, outer: scope, correlation, commonTables, aggregatesAround, naming: 'neutral' })
  const { countsAround } = context
  // Spark takes it for the one of the groups around.
  if (
    countsAround !== undefined &&
    countsAround.size > 0 &&
    bound.outerUses.length > 0 &&
    countsOfQuery(query).some((count) => countsAround.has(count))
  )
    throw semanticError(
      'An aggregate without columns, as count(*), in a subquery of HAVING that reads columns around it is one of the groups to Spark, which have it as well',
      'Count a column of the subquery.',
    )
  return bound
}

/** A grouping column may be read inside a subquery too. */
const around = (bound: BoundQuery, context: ExpressionContext): Pick<Bound, 'uses' | 'hasAggregate' | 'hasWindow'> => ({
  uses: bound.outerUses.filter(
    (use) => use.scopeId !== context.scope.id || !context.groupingKeys.has(context.state.identities.of(use.sql)),
  ),
  hasAggregate: false,
  hasWindow: false,
})

/** A query as a condition stands in WHERE, HAVING and ON only; those of an outer join's ON read no column around them. */
function checkPredicate(bound: BoundQuery, context: ExpressionContext): void {
  const isCondition = CONDITIONS.has(context.clause) && !context.isInAggregate
  if (!isCondition)
    throw semanticError(
      `IN (SELECT …) and EXISTS may not stand in ${context.isInAggregate ? 'an aggregate' : context.clause}`,
      'They stand in WHERE, HAVING and ON. Join with the query instead, or count its rows in a subquery: (SELECT count(*) …) > 0.',
    )
  if (isOuterOn(context.clause) && bound.outerUses.length > 0)
    throw semanticError(
      'IN (SELECT …) and EXISTS in ON of an outer join may read no column around them',
      'Compute the condition in a subquery of the side that it reads.',
    )
}

/** The clause of a join that keeps the rows of a side which match nothing. */
export const OUTER_ON = 'ON of an outer join'
/** There Spark makes no join of a query. */
export const FULL_ON = 'ON of a full join'
const isOuterOn = (clause: string): boolean => clause === OUTER_ON || clause === FULL_ON
const CONDITIONS: ReadonlySet<string> = new Set(['WHERE', 'HAVING', 'ON', OUTER_ON, FULL_ON])

export function bindScalarQuery(query: Query, context: ExpressionContext): Bound {
  const bound = subquery(query, context, 'value')
  if (UNCORRELATED.has(context.clause)) refuseOuter(bound.outerUses, `A subquery in ${context.clause}`)
  if (bound.outerUses.length > 0 && (context.clause === 'ON' || isOuterOn(context.clause)))
    throw semanticError('A subquery that stands for a value in ON may read no column around it', 'Compute it in a subquery of one side.')
  const [column] = bound.columns
  if (column === undefined || bound.columns.length > 1)
    throw semanticError(`A subquery that stands for a value has one column; this one has ${bound.columns.length}`)
  checkOneValue(bound.rows, bound.outerUses)
  // Of the columns that groups have, too: Spark has no such query beside GROUP BY, unless it is one of its keys.
  const value = valueOfOneRow(query)
  const name = `scalarsubquery(${readNames(bound)})`
  if (value !== undefined) return { ...bindExpression(value, context), name }
  const isOfGroups = context.clause === 'SELECT' && context.groupingKeys.size > 0
  const uses = bound.outerUses.map((use) => ({ ...use, isOfQuery: true as const }))
  return {
    ...around(bound, context),
    ...(isOfGroups ? { uses } : {}),
    sql: sharedWithGrouping(query, scalarQuery(bound.node), context),
    type: column.type,
    name,
  }
}

/** A query that is written as one of GROUP BY is that one: two that are bound are the same as nothing else. */
function sharedWithGrouping(query: Query, sql: Sql, { state, scope, clause }: ExpressionContext): Sql {
  const written = (): string => writtenForm(query)
  const known = state.groupingQueries.get(scope)
  // What is only looked at reads nothing that the statement has.
  if (clause !== 'GROUP BY' || state.isTrial) return known?.get(written()) ?? sql
  const queries = known ?? new Map<string, Sql>()
  const shared = queries.get(written()) ?? sql
  queries.set(written(), shared)
  state.groupingQueries.set(scope, queries)
  return shared
}

/** The columns around a query that it reads, as often as it does. */
const readNames = (bound: BoundQuery): string => bound.outerNames.join(', ')

const UNCORRELATED: ReadonlySet<string> = new Set(['ORDER BY', 'ORDER BY of SELECT DISTINCT', 'DISTRIBUTE BY', 'LATERAL VIEW'])

export function bindExists(query: Query, context: ExpressionContext): Bound {
  const bound = subquery(query, context, 'condition')
  checkPredicate(bound, context)
  return {
    ...around(bound, context),
    sql: existsQuery(bound.node),
    type: BOOLEAN,
    name: `exists(${readNames(bound)})`,
  }
}

/** isNeverNull: what is asked for is never NULL. */
export function bindInQuery(operand: Bound, query: Query, isNegated: boolean, isNeverNull: boolean, context: ExpressionContext): Bound {
  const bound = subquery(query, context, 'condition')
  checkPredicate(bound, context)
  const [column] = bound.columns
  if (bound.columns.length > 1) throw wrongCount(1, bound.columns.length)
  // The engine takes a struct apart, and NULL in one is NULL in the other then.
  const isLookedUp = isLookUp(bound, context)
  if (operand.type.kind === 'struct' && !isLookedUp) return rowInRows([operand], operand.name, bound, isNegated, context)
  if (operand.type.kind === 'struct')
    throw notSupported(`IN (SELECT …) of a struct in ${context.clause}`, 'Compute the condition in a subquery of one side.')
  if (column === undefined) throw semanticError('The subquery of IN has no column')
  const type = commonType(operand.type, column.type)
  if (type === undefined || !hasOrder(type))
    throw semanticError(`${operand.name} cannot be compared with the column ${column.name} of the subquery`)
  const relation = context.state.relationName()
  const listed = inTypes(bound.node, relation, [column], [{ name: column.name, type }])
  const value = castBound(operand, type).sql
  const found = isLookedUp ? inRowsOf(value, listed, isNegated) : inTruth(inQuery(value, listed, isNegated), context.truth)
  const sql = isLookedUp && isNeverNull ? unknownAs(found, isNegated) : found
  const name = `(${operand.name} IN (listquery()))`
  return {
    sql,
    type: BOOLEAN,
    name: isNegated ? `(NOT ${name})` : name,
    uses: [...operand.uses, ...around(bound, context).uses],
    hasAggregate: operand.hasAggregate,
    hasWindow: operand.hasWindow,
  }
}

/** Whether Spark looks the value up in the rows of the query: it overlooks NULL among those where the value is none. */
const isLookUp = (bound: BoundQuery, { clause, staysInJoin }: ExpressionContext): boolean =>
  clause === FULL_ON || (staysInJoin === true && bound.outerUses.length === 0)

/** NULL in a value is FALSE, for Spark has a join there that knows a match or none; where Spark brings a NOT inside, it is FALSE of that. */
function inTruth(found: Sql, truth: Truth): Sql {
  if (truth === 'filter' || truth === 'logic') return found
  return unknownAs(found, truth === 'denied')
}

const wrongCount = (wanted: number, found: number): Error =>
  semanticError(`IN compares ${wanted} value${wanted === 1 ? '' : 's'} with a subquery of ${found} column${found === 1 ? '' : 's'}`)

/** (a, b) IN (SELECT x, y …): each with each. */
export function bindRowInQuery(values: readonly Bound[], query: Query, isNegated: boolean, context: ExpressionContext): Bound {
  const bound = subquery(query, context, 'condition')
  checkPredicate(bound, context)
  if (bound.columns.length !== values.length) throw wrongCount(values.length, bound.columns.length)
  if (isLookUp(bound, context)) return rowAmongRows(values, bound, isNegated, context)
  return rowInRows(values, `named_struct(${values.map((value) => value.name).join(', ')})`, bound, isNegated, context)
}

/** What a row that may be there counts as. */
const unknownOf = (truth: Truth, isNegated: boolean): 'match' | 'none' | 'unknown' => {
  if (truth === 'logic') return 'unknown'
  return (truth === 'denied') === isNegated ? 'none' : 'match'
}

function rowInRows(values: readonly Bound[], printed: string, bound: BoundQuery, isNegated: boolean, context: ExpressionContext): Bound {
  const relation = context.state.relationName()
  const tests = values.map((value, index) => {
    const { name, type } = bound.columns[index] ?? { name: '', type: value.type }
    const listed: Bound = { sql: placeOf(relation, index), type, name, uses: [], hasAggregate: false, hasWindow: false }
    return bindComparison('=', value, listed).sql
  })
  const from = { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false } as const
  const rowsWhere = (where: Sql): QueryNode => ({ ...selectOf([{ sql: placeOf(relation, 0), name: 'c0' }], from), where })
  const name = `(${printed} IN (listquery()))`
  return {
    ...compose(values, {
      sql: rowInQuery(bracketed(tests), rowsWhere, isNegated, unknownOf(context.truth, isNegated)),
      type: BOOLEAN,
      name: isNegated ? `(NOT ${name})` : name,
    }),
    uses: [...values.flatMap((value) => value.uses), ...around(bound, context).uses],
  }
}

/** As Spark computes it where no join of its own does: rows are compared whole, and NULL in one is NULL in the other. */
function rowAmongRows(values: readonly Bound[], bound: BoundQuery, isNegated: boolean, context: ExpressionContext): Bound {
  const types = values.map((value, index) => {
    const column = bound.columns[index]
    const type = column && commonType(value.type, column.type)
    if (column === undefined || type === undefined)
      throw semanticError(`${value.name} cannot be compared with the column ${column?.name ?? ''} of the subquery`)
    return { name: column.name, type }
  })
  const [listed, rows] = [context.state.relationName(), context.state.relationName()]
  const from = {
    kind: 'query',
    query: inTypes(bound.node, listed, bound.columns, types),
    relation: rows,
    columnNames: undefined,
    isLateral: false,
  } as const
  const cells = types.map(({ type }, index) => withoutNegativeZero({ sql: placeOf(rows, index), type }))
  const all = selectOf([{ sql: rowValue(cells), name: 'c0' }], from)
  const row = values.map((value, index) => withoutNegativeZero(castBound(value, types[index]?.type ?? value.type)))
  const name = `(named_struct(${values.map((value) => value.name).join(', ')}) IN (listquery()))`
  return {
    ...compose(values, { sql: inQuery(rowValue(row), all, isNegated), type: BOOLEAN, name: isNegated ? `(NOT ${name})` : name }),
    uses: [...values.flatMap((value) => value.uses), ...around(bound, context).uses],
  }
}
