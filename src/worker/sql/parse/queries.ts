import { notSupported, semanticError } from '../syntax-error.ts'
import type { CommonTable, Query, QueryBody, Select, Window } from '../tree/query.ts'
import { readFrom } from './from-clause.ts'
import { beginsQuery, SET_OPERATORS } from './keywords.ts'
import { isName, readName, readNameList, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readRows, readTableAlias } from './relations.ts'
import { readSelect } from './select.ts'
import type { TokenReader } from './token-reader.ts'
import { transformRefused } from './transform-refused.ts'
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
  return { ctes: [], body, ...readOrganization(parser), rules: parser.rules }
}

export function readCommonTables(parser: Parser): readonly CommonTable[] {
  const { reader } = parser
  if (!reader.isWord('WITH') || !isName(reader, 1)) return []
  reader.next()
  const names = new Set<string>()
  return reader.list(() => {
    const name = readName(reader)
    // As in Spark one of other capitals takes the place of the one before.
    if (names.has(name)) throw semanticError(`WITH defines ${name} twice`)
    names.add(name)
    const columnNames = reader.isSymbol('(') && isName(reader, 1) && !beginsQuery(reader, 1) ? readNameList(reader) : []
    reader.takeWord('AS')
    return { name, columnNames, query: reader.bracketed(() => parser.query()) }
  })
}

function readBody(parser: Parser, tightest: number): QueryBody {
  return readSetOperations(parser, readTerm(parser), tightest)
}

/** INTERSECT binds tighter, unless a setting makes them equal; all lean to the left, and a chain may be long. */
function readSetOperations(parser: Parser, first: QueryBody, tightest: number): QueryBody {
  const { reader } = parser
  let left = first
  for (;;) {
    const [operator, usualTightness] = SET_OPERATORS.get(reader.peek().word) ?? [undefined, 0]
    const tightness = parser.rules.equalSetOperators ? 0 : usualTightness
    if (operator === undefined || tightness < tightest) return left
    const word = reader.next()
    const isAll = reader.takeWord('ALL')
    const hasQuantifier = isAll || reader.takeWord('DISTINCT')
    const next = reader.peek()
    const isAlias = !hasQuantifier && endsUnnamed(left)
    const right = readBody(parser, tightness + 1)
    if (isAlias && beginsWithoutFrom(right))
      throw reader.unexpectedAt(
        next,
        `Spark reads ${word.word} as the name of the column before it: write ${word.word} ALL or ${word.word} DISTINCT, or name the column with AS.`,
      )
    left = { kind: 'set-operation', operator, isAll, left, right }
  }
}

/**
 * SELECT 1 UNION SELECT 2 is a mistake in Spark 3.3: where a name may still follow (an item of a SELECT that ends there, or a lateral view without names), UNION is
 * that name, as long as the SELECT behind it has no FROM either. With the FROM no reading but the set operation is left.
 */
function endsUnnamed(ending: QueryBody): boolean {
  let body = ending
  while (body.kind === 'set-operation') body = body.right
  if (
    body.kind !== 'select' ||
    body.where !== undefined ||
    body.groupBy !== undefined ||
    body.having !== undefined ||
    body.windows.size > 0
  )
    return false
  const view = body.lateralViews.at(-1)
  if (view !== undefined) return view.columnNames.length === 0
  const item = body.items.at(-1)
  return body.from.length === 0 && item?.alias === undefined && item?.aliases.length === 0
}

function beginsWithoutFrom(beginning: QueryBody): boolean {
  let body = beginning
  while (body.kind === 'set-operation') body = body.left
  return body.kind === 'select' && body.from.length === 0
}

function readTerm(parser: Parser): QueryBody {
  const { reader } = parser
  if (reader.isSymbol('(')) return { kind: 'nested', query: reader.bracketed(() => parser.query()) }
  if (reader.isWord('FROM')) return readFromFirst(parser)
  if (reader.takeWord('TABLE')) return { kind: 'table', name: readTableName(reader) }
  if (reader.takeWord('VALUES')) {
    const rows = readRows(parser)
    return { kind: 'values', rows, columnNames: readTableAlias(reader).columnNames }
  }
  if (reader.isWord('SELECT')) return readSelect(parser)
  refuseTransform(reader)
  throw reader.unexpected('a query')
}

function readOrganization(parser: Parser): Pick<Query, 'order' | 'distribution' | 'limit' | 'offset' | 'windows'> {
  const { reader } = parser
  const { order, distribution } = readOrder(parser)
  const windows = reader.isWord('WINDOW') ? readWindowClause(parser) : NO_WINDOWS
  const limit = reader.takeWord('LIMIT') && !reader.takeWord('ALL') ? parser.expression() : undefined
  const offset = reader.takeWord('OFFSET') ? parser.expression() : undefined
  return { order, distribution, limit, offset, windows }
}

export type FromClause = Pick<Select, 'from' | 'lateralViews'>

/** Inserts that share a FROM clause are a statement, and no query. */
function readFromFirst(parser: Parser): QueryBody {
  const { reader } = parser
  reader.expectWord('FROM')
  const from = readFrom(parser)
  if (reader.isWord('INSERT')) throw notSupported('An insert within a query', 'Write it as a statement of its own.')
  return readBehindFrom(parser, from)
}

/** SELECT …, with its own order and limit, of a FROM clause that was read already. */
export function readSelectOf(parser: Parser, from: FromClause): Query {
  refuseTransform(parser.reader)
  return { ctes: [], body: readSelect(parser, from), ...readOrganization(parser), rules: parser.rules }
}

/** FROM t SELECT a WHERE b ORDER BY c SELECT d: one query or several over the same tables, each with its own order and limit, and all of their rows. */
export function readBehindFrom(parser: Parser, from: FromClause): QueryBody {
  const { reader } = parser
  const readOne = (): QueryBody => {
    const query = readSelectOf(parser, from)
    const { body, order, distribution, windows, limit, offset } = query
    const isPlain = order.length + distribution.length + windows.size === 0 && limit === undefined && offset === undefined
    return isPlain ? body : { kind: 'nested', query }
  }
  let body = readOne()
  while (reader.isWord('SELECT')) body = { kind: 'set-operation', operator: 'UNION', isAll: true, left: body, right: readOne() }
  return body
}

/** MAP and REDUCE are Hive's other words for SELECT TRANSFORM. */
function refuseTransform(reader: TokenReader): void {
  if (reader.isWord('MAP') || reader.isWord('REDUCE')) throw transformRefused()
}

/** ORDER BY; or DISTRIBUTE BY, SORT BY or both; or CLUSTER BY, which is both by the same. */
function readOrder(parser: Parser): Pick<Query, 'order' | 'distribution'> {
  const { reader } = parser
  if (reader.takeWord('ORDER', 'BY')) return { order: reader.list(() => parser.sortItem()), distribution: [] }
  if (reader.takeWord('CLUSTER', 'BY')) {
    const keys = reader.list(() => parser.expression())
    return { order: keys.map((expression) => ({ expression, isDescending: false, nullsFirst: true })), distribution: [] }
  }
  const distribution = reader.takeWord('DISTRIBUTE', 'BY') ? reader.list(() => parser.expression()) : []
  return { order: reader.takeWord('SORT', 'BY') ? reader.list(() => parser.sortItem()) : [], distribution }
}
