import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, GroupingElement, LateralView, Relation, Select, Window } from '../tree.ts'
import { beginsClause } from './keywords.ts'
import { isName, readName, readParts } from './names.ts'
import type { Parser } from './parser.ts'
import { readRelation } from './relations.ts'
import { readWindowClause } from './windows.ts'

const NO_WINDOWS: ReadonlyMap<string, Window> = new Map()

export function readSelect(parser: Parser): Select {
  const { reader } = parser
  reader.expectWord('SELECT')
  while (reader.peek().kind === 'hint') reader.next()
  if (reader.isWord('TRANSFORM') && reader.isSymbol('(', 1)) throwUnlessFunction(parser)
  const isDistinct = isQuantifier(parser) && reader.takeWord('DISTINCT')
  if (!isDistinct && isQuantifier(parser)) reader.takeWord('ALL')
  const items = reader.list(() => parser.named())
  const from: Relation[] = []
  const lateralViews: LateralView[] = []
  if (reader.takeWord('FROM')) from.push(...reader.list(() => readRelation(parser)))
  while (reader.isWord('LATERAL', 'VIEW')) lateralViews.push(readLateralView(parser))
  if (reader.isWord('PIVOT')) throw notSupported('PIVOT', 'Write one aggregate with FILTER (WHERE …) for each value.')
  if (reader.isWord('UNPIVOT')) throw notSupported('UNPIVOT')
  const where = reader.takeWord('WHERE') ? parser.expression() : undefined
  const groupBy = reader.takeWord('GROUP', 'BY') ? readGrouping(parser) : undefined
  const having = reader.takeWord('HAVING') ? parser.expression() : undefined
  const windows = reader.isWord('WINDOW') && beginsClause(reader) ? readWindowClause(parser) : NO_WINDOWS
  return { kind: 'select', isDistinct, items, from, lateralViews, where, groupBy, having, windows }
}

/** DISTINCT and ALL are columns when nothing that could be one follows. */
const isQuantifier = ({ reader }: Parser): boolean => {
  const { kind, text, word } = reader.peek(1)
  return kind === 'symbol' ? text !== ',' && text !== '.' : kind !== 'end' && word !== 'FROM' && word !== 'AS'
}

/** SELECT TRANSFORM (a, b) USING 'script' is Hive's; transform(xs, x -> …) a function. */
function throwUnlessFunction({ reader }: Parser): void {
  let depth = 0
  for (let ahead = 1; reader.peek(ahead).kind !== 'end'; ahead += 1) {
    if (reader.isSymbol('(', ahead)) depth += 1
    if (reader.isSymbol(')', ahead)) depth -= 1
    if (depth > 0) continue
    if (['USING', 'ROW', 'RECORDWRITER'].includes(reader.peek(ahead + 1).word)) throw notSupported('TRANSFORM')
    return
  }
}

function readLateralView(parser: Parser): LateralView {
  const { reader } = parser
  reader.expectWord('LATERAL', 'VIEW')
  const isOuter = reader.isWord('OUTER') && !reader.isSymbol('(', 1) && reader.takeWord('OUTER')
  const name = readParts(reader)
  const [functionName] = name
  if (functionName === undefined || name.length > 1) throw notSupported(`The function ${name.join('.')} in LATERAL VIEW`)
  const values = reader.bracketed(() => (reader.isSymbol(')') ? [] : reader.list(() => parser.expression())))
  const alias = reader.isWord('AS') ? undefined : readName(reader)
  const columnNames =
    reader.takeWord('AS') || (isName(reader) && !beginsClause(reader) && !ENDS_VIEW.has(reader.peek().word))
      ? reader.list(() => readName(reader))
      : []
  return { isOuter, functionName: functionName.toLowerCase(), arguments: values, alias, columnNames }
}

const ENDS_VIEW: ReadonlySet<string> = new Set([
  'LATERAL',
  'WHERE',
  'HAVING',
  'UNION',
  'EXCEPT',
  'MINUS',
  'INTERSECT',
  'PIVOT',
  'UNPIVOT',
  'JOIN',
  'ON',
])

function readGrouping(parser: Parser): readonly GroupingElement[] {
  const { reader } = parser
  const elements = reader.list(() => readGroupingElement(parser))
  if (reader.isWord('WITH', 'ROLLUP') || reader.isWord('WITH', 'CUBE')) {
    reader.next()
    const kind = reader.next().word === 'CUBE' ? 'cube' : 'rollup'
    return [{ kind, sets: elements.flatMap((element) => (element.kind === 'expression' ? [[element.expression]] : [])) }]
  }
  // GROUP BY a, b GROUPING SETS (…): Hive's way to write the sets alone.
  return reader.isWord('GROUPING', 'SETS') ? [readGroupingElement(parser)] : elements
}

function readGroupingElement(parser: Parser): GroupingElement {
  const { reader } = parser
  if (reader.takeWord('GROUPING', 'SETS')) return { kind: 'grouping-sets', sets: readGroupingSets(parser) }
  const isAnalytic = reader.isSymbol('(', 1)
  if (isAnalytic && reader.takeWord('ROLLUP')) return { kind: 'rollup', sets: withoutEmpty(readGroupingSets(parser), 'ROLLUP') }
  if (isAnalytic && reader.takeWord('CUBE')) return { kind: 'cube', sets: withoutEmpty(readGroupingSets(parser), 'CUBE') }
  return { kind: 'expression', expression: parser.expression() }
}

const readGroupingSets = (parser: Parser): readonly (readonly Expression[])[] =>
  parser.reader.bracketed(() => parser.reader.list(() => readGroupingSet(parser)))

function withoutEmpty<T extends readonly (readonly Expression[])[]>(sets: T, what: string): T {
  if (sets.some((set) => set.length === 0)) throw semanticError(`An empty set in ${what} is nothing to group by`)
  return sets
}

/** (a, b) reads as a row, (a) as a bracket, () as nothing. */
function readGroupingSet(parser: Parser): readonly Expression[] {
  const { reader } = parser
  const isNested = reader.isWord('GROUPING', 'SETS') || ((reader.isWord('ROLLUP') || reader.isWord('CUBE')) && reader.isSymbol('(', 1))
  if (isNested) throw notSupported('GROUPING SETS with ROLLUP or CUBE inside')
  if (reader.isSymbol('(') && reader.isSymbol(')', 1)) {
    reader.next()
    reader.next()
    return []
  }
  const expression = parser.expression()
  return expression.kind === 'row' ? expression.items.map((inner) => inner.expression) : [expression]
}
