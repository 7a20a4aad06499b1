import type { ExpressionContext, QueryColumn, QueryContext } from './bind-context.ts'
import { comparable } from './bind-operator.ts'
import type { Bound } from './bound.ts'
import { Scope } from './scope.ts'
import { quoteIdentifier } from './sql-text.ts'
import { semanticError } from './syntax-error.ts'
import type { SortItem } from './tree.ts'

/** ORDER BY, LIMIT and OFFSET of a query, which its SELECT takes in. */
export interface Organization {
  readonly order: readonly SortItem[]
  readonly limitText: string
}

/** The columns under the names of an alias list, which must be as long. */
export function renamed<T extends QueryColumn>(columns: readonly T[], names: readonly string[], what: string): readonly T[] {
  if (names.length === 0) return columns
  if (names.length !== columns.length) throw semanticError(`${what} has ${columns.length} columns, and ${names.length} names are given`)
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}

export function plainContext(scope: Scope, context: QueryContext, clause: string): ExpressionContext {
  return {
    state: context.state,
    scope,
    commonTables: context.commonTables,
    clause,
    allowsAggregates: false,
    allowsWindows: false,
    isInAggregate: false,
    groupingKeys: new Set(),
    windows: new Map(),
    aliases: new Map(),
    aliasesFirst: false,
    lambdaParameters: new Map(),
  }
}

export function outputScope(relation: string, columns: readonly QueryColumn[], outer: Scope | undefined): Scope {
  return new Scope(
    [{ alias: undefined, database: undefined, columns: columns.map((column, index) => ({ ...column, sql: `${relation}."c${index}"` })) }],
    outer,
  )
}

export function outputName(name: string, index: number, context: QueryContext): string {
  return quoteIdentifier(context.naming === 'real' ? name : `c${index}`)
}

/** A constant sorts nothing, and the engine would read a number as a place. */
export function sortable(bound: Bound): Bound {
  comparable(bound.type, 'ORDER BY')
  return bound.constant === undefined ? bound : { ...bound, sql: '(NULL)' }
}

/** The place from 0 that an integer literal in ORDER BY or GROUP BY stands for. */
export function ordinalOf(expression: SortItem['expression'], count: number, clause: string): number | undefined {
  if (expression.kind !== 'number' || expression.type !== 'integer') return undefined
  const place = Number(expression.text)
  if (!(place >= 1 && place <= count)) throw semanticError(`${clause} ${expression.text}: the select list has ${count} columns`)
  return place - 1
}

/** ` ORDER BY`'s text for these items, each bound already. */
export function sortText(items: readonly { readonly sql: string; readonly item: SortItem }[]): string {
  return items.map(({ sql, item }) => `${sql} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`).join(', ')
}
