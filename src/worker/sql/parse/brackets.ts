import type { Expression, NamedExpression } from '../tree/query.ts'
import { beginsQuery, continuesQuery } from './keywords.ts'
import { beginsLambda } from './names.ts'
import type { BracketContent, Parser } from './parser.ts'
import { readAlias } from './select-items.ts'

/**
 * ( … ): a query, an expression, or a row. Which one it is stands behind any number of brackets, ((SELECT 1) UNION …) and ((SELECT 1) + 1), so what was read is
 * handed on as the beginning of either, and nothing is read twice.
 */
export function readBracketContent(parser: Parser, mayName: boolean): BracketContent {
  const { reader } = parser
  return reader.deeper((): BracketContent => {
    reader.expectSymbol('(')
    if (beginsQuery(reader)) {
      const query = parser.query()
      reader.expectSymbol(')')
      return { kind: 'query', query }
    }
    let seed: Expression | undefined
    if (reader.isSymbol('(') && !beginsLambda(reader)) {
      const inner = readBracketContent(parser, true)
      if (inner.kind === 'query' && (reader.isSymbol(')') || continuesQuery(reader))) {
        const query = parser.queryFrom({ kind: 'nested', query: inner.query })
        reader.expectSymbol(')')
        return { kind: 'query', query }
      }
      seed = inner.kind === 'query' ? { kind: 'scalar-query', query: inner.query } : itemsAsExpression(inner.items)
    }
    const readItem = (expression: Expression): NamedExpression =>
      mayName ? readAlias(parser, expression) : { expression, alias: undefined, aliases: [] }
    const first = readItem(parser.expression(seed))
    const items: NamedExpression[] = [first]
    while (reader.takeSymbol(',')) items.push(readItem(parser.expression()))
    const isAliased = first.alias !== undefined || first.aliases.length > 0
    if (items.length === 1 && isAliased && reader.isSymbol(')')) throw reader.unexpected('a comma: only an item of a row has a name')
    reader.expectSymbol(')')
    return { kind: 'items', items }
  })
}

/** One item is an expression in brackets, several are a row. */
export function itemsAsExpression(items: readonly NamedExpression[]): Expression {
  const [first] = items
  return items.length === 1 && first !== undefined ? first.expression : { kind: 'row', items }
}
