import { sameSparkType } from '../../../base/spark-type.ts'
import { type Bound, type ColumnUse, VOID } from '../bound/bound.ts'
import {
  column,
  type FromNode,
  NULL_SQL,
  type OutputNode,
  type QueryColumn,
  type QueryNode,
  type RowCount,
  type SelectNode,
  type SortNode,
  type Sql,
} from '../bound/sql.ts'
import { withoutNegativeZero } from '../functions/aggregates/grouping.ts'
import { NO_ORDER } from '../functions/literals.ts'
import { castSql } from '../functions/operators/cast.ts'
import { comparable } from '../functions/operators/comparison.ts'
import { rowKey, sortedBy } from '../functions/operators/sort-key.ts'
import type { ReadingRules } from '../reading-rules.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, SortItem } from '../tree/query.ts'
import { holdsMap } from '../types/holds-map.ts'
import type { BinderState, ExpressionContext, QueryContext } from './context.ts'
import { refuseCorrelated } from './correlation.ts'
import { Scope } from './scope.ts'

/** ORDER BY, LIMIT and OFFSET of a query, which its SELECT takes in. */
export interface Organization {
  readonly order: readonly SortItem[]
  /** DISTRIBUTE BY: resolved, and nothing else. */
  readonly distribution: readonly Expression[]
  readonly limit: RowCount | undefined
  readonly offset: RowCount | undefined
}

/** The columns under the names of an alias list, which must be as long. */
export function renamed<T extends QueryColumn>(columns: readonly T[], names: readonly string[], what: string): readonly T[] {
  if (names.length === 0) return columns
  if (names.length !== columns.length) throw semanticError(`${what} has ${columns.length} columns, and ${names.length} names are given`)
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}

/** The column where NULL may be in it that was not before. */
export function mayBeNull<T extends { readonly isNeverNull?: true }>(column: T): Omit<T, 'isNeverNull'> {
  const { isNeverNull: _isNeverNull, ...rest } = column
  return rest
}

/** Where an expression stands that may name the columns in sight, and contain nothing that is more than a value of them. */
export const VALUES_ALONE = {
  allowsAggregates: false,
  allowsWindows: false,
  allowsGenerators: false,
  allowsStars: false,
  isInAggregate: false,
  groupingKeys: new Map(),
  groupingColumns: undefined,
  windows: new Map(),
  aliases: new Map(),
  aliasesFirst: false,
  truth: 'value',
  lift: undefined,
  everyRow: { calls: new Set(), isOnePartition: false, isCounted: false },
  timeWindows: undefined,
} as const satisfies Partial<ExpressionContext>

export function plainContext(scope: Scope, context: QueryContext, clause: string): ExpressionContext {
  const { state, commonTables, rules, correlation, aggregatesAround } = context
  return { ...VALUES_ALONE, state, scope, commonTables, rules, correlation, clause, lambdaParameters: new Map(), aggregatesAround }
}

/** The column at this place of a relation whose columns have neutral names. */
export const placeOf = (relation: string, index: number): Sql => column(relation, neutralName(index))

export const neutralName = (index: number): string => `c${index}`

/** The columns of a relation whose engine names are c0, c1 …, under their own names. */
export function placed(relation: string, columns: readonly QueryColumn[]): readonly (QueryColumn & { readonly sql: Sql })[] {
  return columns.map((made, index) => ({ ...made, sql: placeOf(relation, index) }))
}

export function outputScope(relation: string, columns: readonly QueryColumn[], outer: Scope | undefined): Scope {
  return new Scope([{ alias: undefined, database: undefined, columns: placed(relation, columns) }], outer)
}

export function outputName(name: string, index: number, context: QueryContext): string {
  return context.naming === 'real' ? name : neutralName(index)
}

/** A column of the query around prints as outer(t.a), and is named a; a field of a column prints as s.f, of a map as m[f], and is named f. */
export function columnName(printed: string, expression: Expression): string {
  const last = lastName(expression)
  return last !== undefined && (printed.startsWith('outer(') || printed.endsWith(`.${last}`) || printed.endsWith(`[${last}]`))
    ? last
    : printed
}

/** Of a column, and of a field of one, also where it stands in brackets: (s).f. */
function lastName(expression: Expression): string | undefined {
  if (expression.kind === 'column') return expression.parts.at(-1)
  return expression.kind === 'field' && lastName(expression.operand) !== undefined ? expression.name : undefined
}

/** The query with its columns in these types. */
export function inTypes(query: QueryNode, relation: string, columns: readonly QueryColumn[], wanted: readonly QueryColumn[]): QueryNode {
  if (columns.every((made, index) => sameSparkType(made.type, wanted[index]?.type ?? made.type))) return query
  const outputs = columns.map((made, index) => ({
    sql: castSql(placeOf(relation, index), made.type, wanted[index]?.type ?? made.type),
    name: neutralName(index),
  }))
  return selectOf(outputs, { kind: 'query', query, relation, columnNames: undefined, isLateral: false })
}

/** Of rows that are compared as a whole: 0 stands for -0, too. */
export function asKeys(query: QueryNode, relation: string, columns: readonly QueryColumn[]): QueryNode {
  const cells = columns.map(({ type }, index) => {
    const cell = placeOf(relation, index)
    return { cell, key: withoutNegativeZero({ sql: cell, type }) }
  })
  if (cells.every(({ cell, key }) => cell === key)) return query
  const outputs = cells.map(({ key }, index) => ({ sql: key, name: neutralName(index) }))
  return selectOf(outputs, { kind: 'query', query, relation, columnNames: undefined, isLateral: false })
}

/** A SELECT of these outputs, and nothing else. */
export const selectOf = (outputs: readonly OutputNode[], from: FromNode | undefined): SelectNode => ({
  kind: 'select',
  isDistinct: false,
  outputs,
  from,
  where: undefined,
  groupBy: undefined,
  having: undefined,
  order: [],
  limit: undefined,
  offset: undefined,
})

/** What there is to read where a query has no FROM. */
export function oneRow(state: BinderState): FromNode {
  const query = { kind: 'values', rows: [[NULL_SQL]] } as const
  return { kind: 'query', query, relation: state.relationName(), columnNames: undefined, isLateral: false }
}

/** Throws sql-semantics for a column whose values cannot be told to be the same. */
export function checkComparable(columns: readonly QueryColumn[], what: string): void {
  const map = columns.find((made) => holdsMap(made.type))
  if (map !== undefined)
    throw semanticError(`${what} cannot compare the column ${map.name}, which holds maps`, 'Compare map_entries(…) of it.')
}

/** A constant sorts nothing, and the engine would read a number as a place. */
export function sortable(bound: Bound): Bound {
  comparable(bound.type, 'ORDER BY')
  return bound.constant === undefined ? sortedBy(bound) : { ...bound, sql: NO_ORDER }
}

/** What sorts by the column at this place. */
export function placeToSort(relation: string, columns: readonly QueryColumn[], index: number): Sql {
  const type = columns[index]?.type ?? VOID
  comparable(type, 'ORDER BY')
  return rowKey(placeOf(relation, index), type)
}

/** The place from 0 that an item of ORDER BY stands for, where it is a number. */
export const orderPlace = (expression: Expression, count: number, rules: ReadingRules): number | undefined =>
  rules.orderByOrdinal ? ordinalOf(expression, count, 'ORDER BY') : undefined

/** The place from 0 that an integer literal in ORDER BY or GROUP BY stands for. */
export function ordinalOf(expression: SortItem['expression'], count: number, clause: string): number | undefined {
  if (expression.kind !== 'number' || expression.type !== 'integer') return undefined
  const place = Number(expression.text)
  if (!(place >= 1 && place <= count)) throw semanticError(`${clause} ${expression.text}: the select list has ${count} columns`)
  return place - 1
}

/** Throws sql-semantics for ORDER BY that reads columns of the query around (`names`), and LIMIT and OFFSET of what reads them (`uses`). */
export function refuseOrganized(uses: readonly ColumnUse[], { limit, offset }: Organization, [name]: readonly string[]): void {
  if (name !== undefined) throw semanticError(`ORDER BY may not read ${name}, a column of the query around it`)
  if (limit !== undefined) refuseCorrelated(uses, 'LIMIT')
  if (offset !== undefined) refuseCorrelated(uses, 'OFFSET')
}

export const sortNode = (by: SortNode['by'], item: SortItem): SortNode => ({
  by,
  isDescending: item.isDescending,
  nullsFirst: item.nullsFirst,
})
