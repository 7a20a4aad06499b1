import type { Relation, Select, Window } from '../tree/query.ts'
import { readFrom } from './from-clause.ts'
import { readGrouping } from './grouping.ts'
import { beginsClause } from './keywords.ts'
import { readLateralViews } from './lateral-views.ts'
import type { Parser } from './parser.ts'
import { transformRefused } from './transform-refused.ts'
import { readWindowClause } from './windows.ts'

const NO_WINDOWS: ReadonlyMap<string, Window> = new Map()

/** SELECT … FROM …, or, behind FROM …, the SELECT alone. */
export function readSelect(parser: Parser, before?: Pick<Select, 'from' | 'lateralViews'>): Select {
  const { reader } = parser
  reader.expectWord('SELECT')
  while (reader.peek().kind === 'hint') {
    if (/^\/\*\+\s*\*\/$/.test(reader.peek().text)) throw reader.unexpected('a hint such as BROADCAST(t)')
    reader.next()
  }
  if (reader.isWord('TRANSFORM') && reader.isSymbol('(', 1)) throwUnlessFunction(parser)
  const isDistinct = isQuantifier(parser) && reader.takeWord('DISTINCT')
  if (!isDistinct && isQuantifier(parser)) reader.takeWord('ALL')
  const items = reader.list(() => parser.named())
  const { from, lateralViews: viewsOfFrom } = before ?? (reader.takeWord('FROM') ? readFrom(parser) : NOTHING)
  const lateralViews = [...viewsOfFrom, ...readLateralViews(parser)]
  const where = reader.takeWord('WHERE') ? parser.expression() : undefined
  const groupBy = reader.takeWord('GROUP', 'BY') ? readGrouping(parser) : undefined
  const having = reader.takeWord('HAVING') ? parser.expression() : undefined
  const windows = reader.isWord('WINDOW') && beginsClause(reader) ? readWindowClause(parser) : NO_WINDOWS
  return { kind: 'select', isDistinct, items, from, lateralViews, where, groupBy, having, windows }
}

const NOTHING = { from: [], lateralViews: [] } as const satisfies {
  readonly from: readonly Relation[]
  readonly lateralViews: Select['lateralViews']
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
    if (['USING', 'ROW', 'RECORDWRITER'].includes(reader.peek(ahead + 1).word)) throw transformRefused()
    return
  }
}
