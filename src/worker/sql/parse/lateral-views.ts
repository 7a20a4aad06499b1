import { notSupported } from '../syntax-error.ts'
import type { LateralView } from '../tree/query.ts'
import { beginsClause } from './keywords.ts'
import { isName, readName, readParts } from './names.ts'
import type { Parser } from './parser.ts'

/** LATERAL VIEW OUTER explode(x) t AS c, one behind the other. */
export function readLateralViews(parser: Parser): readonly LateralView[] {
  const views: LateralView[] = []
  while (parser.reader.isWord('LATERAL', 'VIEW')) views.push(readLateralView(parser))
  return views
}

function readLateralView(parser: Parser): LateralView {
  const { reader } = parser
  reader.expectWord('LATERAL', 'VIEW')
  const isOuter = reader.isWord('OUTER') && !reader.isSymbol('(', 1) && reader.takeWord('OUTER')
  const first = reader.peek()
  const name = readParts(reader)
  const [functionName] = name
  if (functionName === undefined || name.length > 1) throw notSupported(`The function ${name.join('.')} in LATERAL VIEW`)
  const values = reader.bracketed(() => (reader.isSymbol(')') ? [] : reader.list(() => parser.expression())))
  const alias = reader.isWord('AS') ? undefined : readName(reader)
  const columnNames =
    reader.takeWord('AS') || (isName(reader) && !beginsClause(reader) && !ENDS_VIEW.has(reader.peek().word))
      ? reader.list(() => readName(reader))
      : []
  return reader.named(first, { isOuter, functionName: functionName.toLowerCase(), arguments: values, alias, columnNames })
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
