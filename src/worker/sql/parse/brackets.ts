import type { Expression, NamedExpression } from '../tree.ts'
import { beginsQuery, continuesQuery } from './keywords.ts'
import { beginsLambda } from './names.ts'
import type { BracketContent, Parser } from './parser.ts'
import { readAlias } from './select-items.ts'

/**
 * ( … ): a query, an expression, or a row. Which one it is stands behind any number of brackets, ((SELECT 1) UNION …) and ((SELECT 1) + 1), so what was read is
 * handed on as the beginning of either, and nothing is read twice.
 */
export function readBracketContent(parser: Parser): BracketContent {
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
      const inner = readBracketContent(parser)
      if (inner.kind === 'query' && (reader.isSymbol(')') || continuesQuery(reader))) {
        const query = parser.queryFrom({ kind: 'nested', query: inner.query })
        reader.expectSymbol(')')
        return { kind: 'query', query }
      }
      seed = inner.kind === 'query' ? { kind: 'scalar-query', query: inner.query } : inner.expression
    }
    const first = readAlias(parser, parser.expression(seed))
    const items: NamedExpression[] = [first]
    while (reader.takeSymbol(',')) items.push(parser.named())
    reader.expectSymbol(')')
    const isPlain = items.length === 1 && first.alias === undefined && first.aliases.length === 0
    return { kind: 'expression', expression: isPlain ? first.expression : { kind: 'row', items } }
  })
}
