/**
 * What computes a value: a tree of templates. A template is engine text with holes, and a hole holds another tree, so a value that stands in two
 * holes is one object and the renderer can compute it once. Nothing but the renderer (render/duckdb) makes text of it.
 */

import type { DeclaredType, SparkType } from '../../../base/spark-type.ts'
import type { JoinKind } from '../tree/query.ts'
import type { Retyped } from './retyped.ts'

export type Sql = Template | ColumnSql | Parameter | Lambda | Subquery

export interface Template {
  readonly kind: 'template'
  /** One more than parts: the text before, between and behind the holes. */
  readonly texts: readonly string[]
  readonly parts: readonly Sql[]
  /** Computed anew at each place where it stands, as rand() is. */
  readonly isVolatile: boolean
  /**
   * What stands in the holes is computed for each row of a group or a frame (an aggregate, a window function), or makes rows: it may not be computed
   * outside of this template.
   */
  readonly isOverRows: boolean
  /** What comes between a value and the template that takes it in, as a cast: it may be computed once and named, as the value may. */
  readonly isStep: boolean
  /** Names the operation whose operands may change places; two such templates are the same value in either order. */
  readonly commutes: string | undefined
}

/** A column of a relation of the FROM clause, under the engine's names. */
export interface ColumnSql {
  readonly kind: 'column'
  readonly relation: string
  readonly column: string
}

/** What a lambda function is given: its name in the engine. */
export interface Parameter {
  readonly kind: 'parameter'
  readonly name: string
}

/** A function of the engine's lambda parameters; printed where it stands, for its body is no value. */
export interface Lambda {
  readonly kind: 'lambda'
  readonly parameters: readonly string[]
  readonly body: Sql
}

/** A query in brackets. */
interface Subquery {
  readonly kind: 'query'
  readonly query: QueryNode
}

/** A query with its names resolved: every relation has a name of its own, every column is a tree over them. */
export type QueryNode = SelectNode | SetOperationNode | ValuesNode | WithNode

/** A value under the name that the column has in the engine. */
export interface OutputNode {
  readonly sql: Sql
  readonly name: string
}

export interface SortNode {
  /** A number is a place in the select list, from 1. */
  readonly by: Sql | number
  readonly isDescending: boolean
  readonly nullsFirst: boolean
}

export interface SelectNode {
  readonly kind: 'select'
  readonly isDistinct: boolean
  readonly outputs: readonly OutputNode[]
  readonly from: FromNode | undefined
  readonly where: Sql | undefined
  /** No elements: one group of all rows. */
  readonly groupBy: readonly GroupingNode[] | undefined
  readonly having: Sql | undefined
  readonly order: readonly SortNode[]
  readonly limit: RowCount | undefined
  readonly offset: RowCount | undefined
}

/** How many rows: a number that is known, or what computes one of constants. */
export type RowCount = bigint | Sql

export type GroupingNode =
  | { readonly kind: 'key'; readonly key: Sql }
  | { readonly kind: 'rollup' | 'cube' | 'grouping-sets'; readonly sets: readonly (readonly Sql[])[] }

interface SetOperationNode {
  readonly kind: 'set-operation'
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
  readonly isAll: boolean
  readonly branches: readonly QueryNode[]
}

/** A void value is one of the column's type. */
export interface ValuesNode {
  readonly kind: 'values'
  readonly rows: readonly (readonly Sql[])[]
}

interface WithNode {
  readonly kind: 'with'
  readonly tables: readonly { readonly relation: string; readonly query: QueryNode }[]
  readonly query: QueryNode
}

export type FromNode =
  /** A scan or a common table; columnNames rename its columns. */
  | { readonly kind: 'table'; readonly table: string; readonly relation: string; readonly columnNames: readonly string[] | undefined }
  | {
      readonly kind: 'query'
      readonly query: QueryNode
      readonly relation: string
      readonly columnNames: readonly string[] | undefined
      readonly isLateral: boolean
    }
  | { readonly kind: 'range'; readonly start: Sql; readonly end: Sql; readonly step: Sql; readonly relation: string }
  /** The columns of each row of what is before it, as rows of their own. */
  | { readonly kind: 'rows-of'; readonly left: FromNode; readonly outputs: readonly OutputNode[]; readonly relation: string }
  /** on: undefined joins each with each. */
  | { readonly kind: 'join'; readonly join: JoinKind; readonly left: FromNode; readonly right: FromNode; readonly on: Sql | undefined }

export interface QueryColumn {
  readonly name: string
  readonly type: SparkType
  /** Of a table's column that is declared with char(n) or varchar(n), by whatever name a query has it. */
  readonly declared?: DeclaredType
  /** Spark knows that NULL is never in it. */
  readonly isNeverNull?: true
  /** Of a table's column, by whatever name a query has it. */
  readonly comment?: string
  /** See Bound. */
  readonly retyped?: Retyped
}

export const column = (relation: string, name: string): ColumnSql => ({ kind: 'column', relation, column: name })
export const parameter = (name: string): Parameter => ({ kind: 'parameter', name })

export const NULL_SQL: Template = {
  kind: 'template',
  texts: ['NULL'],
  parts: [],
  isVolatile: false,
  isOverRows: false,
  isStep: false,
  commutes: undefined,
}

const volatiles = new WeakMap<Sql, boolean>()

/** Whether any part of it is computed anew at each place where it stands. */
export function isVolatile(sql: Sql): boolean {
  const before = volatiles.get(sql)
  if (before !== undefined) return before
  const found =
    sql.kind === 'template' ? sql.isVolatile || sql.parts.some(isVolatile) : sql.kind === 'lambda' ? isVolatile(sql.body) : false
  volatiles.set(sql, found)
  return found
}
