import type { ReadingRules } from '../reading-rules.ts'
import type { Expression, NamedExpression, Query, QueryBody, SortItem } from '../tree/query.ts'
import type { TokenReader } from './token-reader.ts'

/** The ways back up in the grammar: an expression holds queries, a query holds expressions. Each file has its part of it and gets the rest by this. */
export interface Parser {
  readonly reader: TokenReader
  readonly rules: ReadingRules
  /** `seed` is a bracketed query or expression that was read already: the expression goes on behind it. */
  expression(seed?: Expression): Expression
  /** Without AND, OR, NOT and predicates: what BETWEEN has at both sides of its AND. */
  value(): Expression
  named(): NamedExpression
  /** Whether a name in backticks that is more than a word is a pattern here: within an item of a select list, while the setting is on. */
  takesPatterns(): boolean
  sortItem(): SortItem
  query(): Query
  /** The query that goes on behind a part of it which was read already. */
  queryFrom(body: QueryBody): Query
  /** The query in ( … ), or the items; the opening bracket is next. `mayName`: items may have aliases, as those of a row. */
  bracketContent(mayName: boolean): BracketContent
}

export type BracketContent =
  | { readonly kind: 'query'; readonly query: Query }
  /** Everything up to the closing bracket; one item alone has no alias. */
  | { readonly kind: 'items'; readonly items: readonly NamedExpression[] }
