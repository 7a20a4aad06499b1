import { CausewayError } from '../../../base/errors.ts'
import type { Expression, GroupingElement } from '../tree/query.ts'
import type { Parser } from './parser.ts'
import type { TokenReader } from './token-reader.ts'

type GroupingSet = readonly Expression[]

/** Every set is computed by itself: CUBE of many columns is refused before it is written out. */
const SETS_MAX = 4096

/** GROUP BY a, ROLLUP (b, (c, d)), GROUPING SETS (…) · GROUP BY a, b WITH CUBE · GROUP BY a, b GROUPING SETS (…) */
export function readGrouping(parser: Parser): readonly GroupingElement[] {
  const { reader } = parser
  const elements = reader.list(() => readGroupingElement(parser))
  const keys = elements.flatMap((element) => (element.kind === 'expression' ? [element.expression] : []))
  const isPlain = keys.length === elements.length
  if (isPlain && (reader.isWord('WITH', 'ROLLUP') || reader.isWord('WITH', 'CUBE'))) {
    reader.next()
    const kind = reader.next().word === 'CUBE' ? 'cube' : 'rollup'
    return [{ kind, sets: keys.map((key) => [key]) }]
  }
  // Hive's way to write the sets: the expressions before them are the columns, and the sets alone group.
  if (isPlain && reader.takeWord('GROUPING', 'SETS')) return [{ kind: 'grouping-sets', sets: readSets(parser, readGroupingSet), keys }]
  return elements
}

function readGroupingElement(parser: Parser): GroupingElement {
  const { reader } = parser
  if (reader.takeWord('GROUPING', 'SETS')) {
    const sets = readSets(parser, (inner) => readNestedSets(inner) ?? readGroupingSet(inner))
    return { kind: 'grouping-sets', sets, keys: [] }
  }
  const kind = analyticKind(reader)
  if (kind === undefined) return { kind: 'expression', expression: parser.expression() }
  return { kind, sets: readCombinedSets(parser) }
}

/** ROLLUP and CUBE without a bracket behind them are columns. */
const analyticKind = (reader: TokenReader): 'rollup' | 'cube' | undefined =>
  !reader.isSymbol('(', 1) ? undefined : reader.isWord('ROLLUP') ? 'rollup' : reader.isWord('CUBE') ? 'cube' : undefined

/** The sets of a ROLLUP, CUBE or GROUPING SETS that stands in GROUPING SETS, written out: they are sets among the others. */
function readNestedSets(parser: Parser): readonly GroupingSet[] | undefined {
  const { reader } = parser
  if (reader.isWord('GROUPING', 'SETS')) {
    const element = reader.deeper(() => readGroupingElement(parser))
    return element.kind === 'grouping-sets' ? element.sets : []
  }
  const kind = analyticKind(reader)
  if (kind === undefined) return undefined
  const sets = readCombinedSets(parser)
  if (kind === 'rollup') return Array.from({ length: sets.length + 1 }, (_, dropped) => sets.slice(0, sets.length - dropped).flat())
  if (2 ** sets.length > SETS_MAX) throw tooManySets()
  return cubeOf(sets)
}

/** Every choice of the sets, those with the first before those without. */
function cubeOf([first, ...others]: readonly GroupingSet[]): readonly GroupingSet[] {
  if (first === undefined) return [[]]
  const without = cubeOf(others)
  return [...without.map((set) => [...first, ...set]), ...without]
}

/** What ROLLUP and CUBE combine: an empty set is nothing to combine. */
function readCombinedSets(parser: Parser): readonly GroupingSet[] {
  const { reader } = parser
  const named = reader.next().word
  const first = reader.peek(1)
  const sets = readSets(parser, readGroupingSet)
  if (sets.some((set) => set.length === 0)) throw reader.semanticError(first, `an empty set in ${named} is nothing to group by`)
  return sets
}

function readSets(parser: Parser, read: (parser: Parser) => readonly GroupingSet[]): readonly GroupingSet[] {
  const sets = parser.reader.bracketed(() => parser.reader.list(() => read(parser))).flat()
  if (sets.length > SETS_MAX) throw tooManySets()
  return sets
}

const tooManySets = () => new CausewayError('limit-exceeded', `GROUP BY has more than ${SETS_MAX} grouping sets`)

/** (a, b) reads as a row, (a) as a bracket, () as nothing. */
function readGroupingSet(parser: Parser): readonly [GroupingSet] {
  const { reader } = parser
  if (reader.isSymbol('(') && reader.isSymbol(')', 1)) {
    reader.next()
    reader.next()
    return [[]]
  }
  const expression = parser.expression()
  return [expression.kind === 'row' ? expression.items.map((inner) => inner.expression) : [expression]]
}
