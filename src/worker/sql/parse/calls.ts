import type { Expression, FunctionCall } from '../tree.ts'
import { readName } from './names.ts'
import type { Parser } from './parser.ts'
import type { TokenReader } from './token-reader.ts'
import { readWindowReference } from './windows.ts'

/** In lower case. */
export const readFunctionName = (reader: TokenReader): string => readName(reader).toLowerCase()

export function call(name: string, ...values: readonly Expression[]): FunctionCall {
  return {
    kind: 'call',
    name,
    arguments: values,
    isDistinct: false,
    ignoresNulls: false,
    filter: undefined,
    withinGroup: undefined,
    over: undefined,
  }
}

/** f(DISTINCT a, b) WITHIN GROUP (ORDER BY c) FILTER (WHERE d) IGNORE NULLS OVER w: what stands behind the name. */
export function readCall(parser: Parser, name: string): FunctionCall {
  const { reader } = parser
  reader.expectSymbol('(')
  // DISTINCT and ALL alone are columns.
  const isQuantified = !reader.isSymbol(')', 1) && !reader.isSymbol(',', 1) && !reader.isSymbol('.', 1)
  const isDistinct = isQuantified && reader.takeWord('DISTINCT')
  if (isQuantified && !isDistinct) reader.takeWord('ALL')
  const values = reader.isSymbol(')') ? [] : reader.list(() => parser.expression())
  const ignoresInside = readNullsOption(reader)
  reader.expectSymbol(')')
  return { ...call(name, ...values), isDistinct, ...readCallClauses(parser, ignoresInside) }
}

/** What may follow the arguments of any function. */
function readCallClauses(parser: Parser, ignoresInside = false): Pick<FunctionCall, 'filter' | 'ignoresNulls' | 'over' | 'withinGroup'> {
  const { reader } = parser
  let withinGroup: FunctionCall['withinGroup']
  if (reader.isWord('WITHIN', 'GROUP')) {
    reader.expectWord('WITHIN', 'GROUP')
    withinGroup = reader.bracketed(() => {
      reader.expectWord('ORDER', 'BY')
      return parser.sortItem()
    })
  }
  let filter: Expression | undefined
  if (reader.isWord('FILTER') && reader.isSymbol('(', 1)) {
    reader.next()
    filter = reader.bracketed(() => {
      reader.expectWord('WHERE')
      return parser.expression()
    })
  }
  const ignoresNulls = readNullsOption(reader) || ignoresInside
  const over = reader.takeWord('OVER') ? readWindowReference(parser) : undefined
  return { filter, ignoresNulls, over, withinGroup }
}

/** IGNORE NULLS; RESPECT NULLS is what holds without it. */
function readNullsOption(reader: TokenReader): boolean {
  if (reader.takeWord('IGNORE', 'NULLS')) return true
  reader.takeWord('RESPECT', 'NULLS')
  return false
}
