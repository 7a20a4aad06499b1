import type {
  BooleanExpressionContext,
  ExpressionContext,
  NamedExpressionContext,
  QueryContext,
  SortItemContext,
  ValueExpressionContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import type { Expression, NamedExpression, Query, SortItem } from './tree.ts'

/** The ways back up in the grammar: an expression holds expressions and queries, a query holds both. */
export interface Builders {
  readonly expression: (context: ExpressionContext) => Expression
  readonly condition: (context: BooleanExpressionContext) => Expression
  readonly value: (context: ValueExpressionContext) => Expression
  readonly named: (context: NamedExpressionContext) => NamedExpression
  readonly sortItem: (context: SortItemContext) => SortItem
  readonly query: (context: QueryContext) => Query
}

let connected: Builders | undefined

/** Called once, by the file that knows all builders: so no two of them import each other. */
export function connectBuilders(builders: Builders): void {
  connected = builders
}

function builders(): Builders {
  if (connected === undefined) throw new Error('the builders are not connected')
  return connected
}

export const buildExpression: Builders['expression'] = (context) => builders().expression(context)
export const buildBoolean: Builders['condition'] = (context) => builders().condition(context)
export const buildValue: Builders['value'] = (context) => builders().value(context)
export const buildNamed: Builders['named'] = (context) => builders().named(context)
export const buildSortItem: Builders['sortItem'] = (context) => builders().sortItem(context)
export const buildQuery: Builders['query'] = (context) => builders().query(context)
