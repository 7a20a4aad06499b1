import type { Expression, FunctionCall, SortItem } from '../tree/query.ts'
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
  // IGNORE NULLS within the brackets is a form of first and last, which has no clause behind it.
  const ignoresInside = (name === 'first' || name === 'last') && values.length === 1 && !isDistinct && reader.takeWord('IGNORE', 'NULLS')
  reader.expectSymbol(')')
  if (ignoresInside) return { ...call(name, ...values), ignoresNulls: true }
  const withinGroup = PERCENTILES.has(name) ? readWithinGroup(parser) : undefined
  if (withinGroup !== undefined) return { ...call(name, ...values), withinGroup, over: readOver(parser) }
  return { ...call(name, ...values), isDistinct, ...readCallClauses(parser) }
}

/** The functions that have WITHIN GROUP, and no FILTER with it. */
const PERCENTILES: ReadonlySet<string> = new Set(['percentile_cont', 'percentile_disc'])

function readWithinGroup(parser: Parser): SortItem | undefined {
  const { reader } = parser
  if (!reader.takeWord('WITHIN', 'GROUP')) return undefined
  return reader.bracketed(() => {
    reader.expectWord('ORDER', 'BY')
    return parser.sortItem()
  })
}

const readOver = (parser: Parser): FunctionCall['over'] => (parser.reader.takeWord('OVER') ? readWindowReference(parser) : undefined)

/** What may follow the arguments of any function. */
function readCallClauses(parser: Parser): Pick<FunctionCall, 'filter' | 'ignoresNulls' | 'over'> {
  const { reader } = parser
  let filter: Expression | undefined
  if (reader.isWord('FILTER') && reader.isSymbol('(', 1)) {
    reader.next()
    filter = reader.bracketed(() => {
      reader.expectWord('WHERE')
      return parser.expression()
    })
  }
  const ignoresNulls = readNullsOption(reader)
  return { filter, ignoresNulls, over: readOver(parser) }
}

/** IGNORE NULLS; RESPECT NULLS is what holds without it. */
function readNullsOption(reader: TokenReader): boolean {
  if (reader.takeWord('IGNORE', 'NULLS')) return true
  reader.takeWord('RESPECT', 'NULLS')
  return false
}
