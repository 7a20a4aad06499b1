import { notSupported, semanticError } from '../syntax-error.ts'
import type { CommonTable, Query, QueryBody, Window } from '../tree.ts'
import { beginsQuery, SET_OPERATORS } from './keywords.ts'
import { isName, readName, readNameList, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readRows, readTableAlias } from './relations.ts'
import { readSelect } from './select.ts'
import type { TokenReader } from './token-reader.ts'
import { readWindowClause } from './windows.ts'

const NO_WINDOWS: ReadonlyMap<string, Window> = new Map()

/** WITH …, a term, ORDER BY, WINDOW, LIMIT, OFFSET. */
export function readQuery(parser: Parser): Query {
  return parser.reader.deeper(() => {
    const ctes = readCommonTables(parser)
    return { ...readQueryFrom(parser, readTerm(parser)), ctes }
  })
}

/** The query that goes on behind a body that was read already. */
export function readQueryFrom(parser: Parser, first: QueryBody): Query {
  const body = readSetOperations(parser, first, 0)
  return { ctes: [], body, ...readOrganization(parser) }
}

export function readCommonTables(parser: Parser): readonly CommonTable[] {
  const { reader } = parser
  if (!reader.isWord('WITH') || !isName(reader, 1)) return []
  reader.next()
  const names = new Set<string>()
  return reader.list(() => {
    const name = readName(reader)
    if (names.has(name.toLowerCase())) throw semanticError(`WITH defines ${name} twice`)
    names.add(name.toLowerCase())
    const columnNames = reader.isSymbol('(') && isName(reader, 1) && !beginsQuery(reader, 1) ? readNameList(reader) : []
    reader.takeWord('AS')
    return { name, columnNames, query: reader.bracketed(() => parser.query()) }
  })
}

function readBody(parser: Parser, tightest: number): QueryBody {
  return readSetOperations(parser, readTerm(parser), tightest)
}

/** INTERSECT binds tighter; all lean to the left, and a chain may be long. */
function readSetOperations(parser: Parser, first: QueryBody, tightest: number): QueryBody {
  const { reader } = parser
  let left = first
  for (;;) {
    const [operator, tightness] = SET_OPERATORS.get(reader.peek().word) ?? [undefined, 0]
    if (operator === undefined || tightness < tightest) return left
    reader.next()
    const isAll = reader.takeWord('ALL')
    if (!isAll) reader.takeWord('DISTINCT')
    left = { kind: 'set-operation', operator, isAll, left, right: readBody(parser, tightness + 1) }
  }
}

function readTerm(parser: Parser): QueryBody {
  const { reader } = parser
  if (reader.isSymbol('(')) return { kind: 'nested', query: reader.bracketed(() => parser.query()) }
  if (reader.isWord('FROM')) throw notSupported('A query that begins with FROM', 'Begin it with SELECT.')
  if (reader.takeWord('TABLE')) return { kind: 'table', name: readTableName(reader) }
  if (reader.takeWord('VALUES')) {
    const rows = readRows(parser)
    return { kind: 'values', rows, columnNames: readTableAlias(reader).columnNames }
  }
  if (reader.isWord('SELECT')) return readSelect(parser)
  if (reader.isWord('MAP') || reader.isWord('REDUCE')) throw notSupported('TRANSFORM')
  throw reader.unexpected('a query')
}

function readOrganization(parser: Parser): Pick<Query, 'order' | 'limit' | 'offset' | 'windows'> {
  const { reader } = parser
  refuseDistribution(reader)
  const isSorted = reader.takeWord('ORDER', 'BY') || reader.takeWord('SORT', 'BY')
  const order = isSorted ? reader.list(() => parser.sortItem()) : []
  const windows = reader.isWord('WINDOW') ? readWindowClause(parser) : NO_WINDOWS
  const limit = reader.takeWord('LIMIT') && !reader.takeWord('ALL') ? parser.expression() : undefined
  const offset = reader.takeWord('OFFSET') ? parser.expression() : undefined
  return { order, limit, offset, windows }
}

function refuseDistribution(reader: TokenReader): void {
  if (!reader.isWord('CLUSTER', 'BY') && !reader.isWord('DISTRIBUTE', 'BY')) return
  throw notSupported(
    `${reader.peek().word} BY`,
    'A query runs in one process, so rows are not distributed: leave the clause out, or write ORDER BY.',
  )
}
