import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, JoinKind, Query, Relation, TableAlias } from '../tree/query.ts'
import { beginsQuery, canAliasTable, continuesQuery, isStrictWord } from './keywords.ts'
import { isName, readName, readNameList, readParts, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readSample } from './samples.ts'
import type { TokenReader } from './token-reader.ts'
import { readVersion } from './versions.ts'

const NO_ALIAS: TableAlias = { name: undefined, columnNames: [] }

export function readRelation(parser: Parser): Relation {
  return readJoins(parser, readRelationPrimary(parser))
}

function readJoins(parser: Parser, first: Relation): Relation {
  const { reader } = parser
  let left = first
  for (;;) {
    const isNatural = reader.takeWord('NATURAL')
    const join = readJoinKind(reader)
    if (join === undefined) {
      if (isNatural) throw reader.unexpected('JOIN')
      return left
    }
    if (isNatural && WITHOUT_NATURAL.has(join))
      throw semanticError(`NATURAL ${join.toUpperCase()} JOIN is no join`, 'Write it with ON or USING.')
    left = readJoin(parser, left, join, isNatural)
  }
}

const JOINS: readonly (readonly [readonly string[], JoinKind])[] = [
  [['JOIN'], 'inner'],
  [['INNER', 'JOIN'], 'inner'],
  [['CROSS', 'JOIN'], 'cross'],
  [['LEFT', 'JOIN'], 'left'],
  [['LEFT', 'OUTER', 'JOIN'], 'left'],
  [['LEFT', 'SEMI', 'JOIN'], 'semi'],
  [['SEMI', 'JOIN'], 'semi'],
  [['LEFT', 'ANTI', 'JOIN'], 'anti'],
  [['ANTI', 'JOIN'], 'anti'],
  [['RIGHT', 'JOIN'], 'right'],
  [['RIGHT', 'OUTER', 'JOIN'], 'right'],
  [['FULL', 'JOIN'], 'full'],
  [['FULL', 'OUTER', 'JOIN'], 'full'],
]

const WITHOUT_NATURAL: ReadonlySet<JoinKind> = new Set(['cross', 'semi', 'anti'])

const readJoinKind = (reader: TokenReader): JoinKind | undefined => JOINS.find(([words]) => reader.takeWord(...words))?.[1]

function readJoin(parser: Parser, left: Relation, join: JoinKind, isNatural: boolean): Relation {
  const { reader } = parser
  const right = readRelationPrimary(parser)
  const on = reader.takeWord('ON') ? parser.expression() : undefined
  const using = on === undefined && reader.takeWord('USING') ? readNameList(reader) : undefined
  if (right.kind === 'query' && right.isLateral && (isNatural || using !== undefined))
    throw notSupported('A LATERAL join with NATURAL or USING', 'Write ON.')
  if (right.kind === 'query' && right.isLateral && join !== 'inner' && join !== 'cross' && join !== 'left')
    throw semanticError('LATERAL stands behind JOIN, CROSS JOIN and LEFT JOIN only', 'Turn the sides of the join around.')
  if (isNatural && (on !== undefined || using !== undefined)) throw semanticError('NATURAL JOIN has neither ON nor USING')
  return { kind: 'join', join, isNatural, left, right, on, using }
}

function readRelationPrimary(parser: Parser): Relation {
  const { reader } = parser
  const isLateral = reader.isWord('LATERAL') && !reader.isWord('LATERAL', 'VIEW') && reader.takeWord('LATERAL')
  if (reader.isSymbol('(')) {
    const content = readBracketedRelation(parser)
    if (isLateral && content.kind === 'relation') throw notSupported('LATERAL before anything but a subquery')
    return aliased(parser, content, isLateral)
  }
  if (isLateral) throw notSupported('LATERAL before anything but a subquery')
  if (reader.isWord('VALUES') && beginsQuery(reader)) {
    reader.next()
    return { kind: 'values', rows: readRows(parser), alias: readTableAlias(reader) }
  }
  if (!isName(reader) || reader.isWord('SELECT') || reader.isWord('WHERE')) throw reader.unexpected('a table')
  if (reader.isSymbol('(', 1)) {
    const begin = reader.peek()
    const name = readName(reader).toLowerCase()
    const values = reader.bracketed(() => (reader.isSymbol(')') ? [] : reader.list(() => parser.expression())))
    return reader.named(begin, { kind: 'function', name, arguments: values, alias: readTableAlias(reader) })
  }
  const first = reader.peek()
  const name = beginsFunction(reader) ? refuseFunction(reader) : readTableName(reader)
  const was = beginsVersion(reader) ? readVersion(reader) : undefined
  if (reader.isSymbol('(')) throw notSupported(`The function ${reader.textFrom(first)} of a database`, "Use Spark SQL's own functions.")
  return readSampled(parser, (alias) => ({ kind: 'table', name, alias, ...(was === undefined ? {} : { was }) }))
}

const beginsFunction = (reader: TokenReader): boolean => reader.isSymbol('.', 1) && reader.isSymbol('(', 3)

function refuseFunction(reader: TokenReader): never {
  throw notSupported(`The function ${readParts(reader).join('.')} of a database`, "Use Spark SQL's own functions.")
}

type BracketedRelation = { readonly kind: 'query'; readonly query: Query } | { readonly kind: 'relation'; readonly relation: Relation }

/** ( … ) is a query or a relation; which one may stand behind more brackets, so nothing is read twice. */
function readBracketedRelation(parser: Parser): BracketedRelation {
  const { reader } = parser
  return reader.deeper((): BracketedRelation => {
    reader.expectSymbol('(')
    let content: BracketedRelation
    if (reader.isWord('VALUES') && beginsQuery(reader)) content = readBracketedValues(parser)
    else if (beginsQuery(reader)) content = { kind: 'query', query: parser.query() }
    else if (reader.isSymbol('(')) {
      const inner = readBracketedRelation(parser)
      content =
        inner.kind === 'query' && (reader.isSymbol(')') || continuesQuery(reader))
          ? { kind: 'query', query: parser.queryFrom({ kind: 'nested', query: inner.query }) }
          : { kind: 'relation', relation: readJoins(parser, aliased(parser, inner, false)) }
    } else content = { kind: 'relation', relation: readRelation(parser) }
    reader.expectSymbol(')')
    return content
  })
}

/** (VALUES … AS v(a) JOIN …) is a relation; (VALUES …) and (VALUES … ORDER BY a) are queries. */
function readBracketedValues(parser: Parser): BracketedRelation {
  const { reader } = parser
  reader.expectWord('VALUES')
  const rows = readRows(parser)
  const alias = readTableAlias(reader)
  const isQuery = reader.isSymbol(')') || continuesQuery(reader)
  if (isQuery) return { kind: 'query', query: parser.queryFrom({ kind: 'values', rows, columnNames: alias.columnNames }) }
  return { kind: 'relation', relation: readJoins(parser, { kind: 'values', rows, alias }) }
}

const aliased = (parser: Parser, content: BracketedRelation, isLateral: boolean): Relation =>
  readSampled(parser, (alias) =>
    content.kind === 'query'
      ? { kind: 'query', query: content.query, alias, isLateral }
      : { kind: 'nested', relation: content.relation, alias },
  )

/** TABLESAMPLE stands before the alias, and the rows that it leaves have it. */
function readSampled(parser: Parser, make: (alias: TableAlias) => Relation): Relation {
  const sample = readSample(parser)
  const relation = make(readTableAlias(parser.reader))
  if (parser.reader.isWord('UNPIVOT')) throw notSupported('UNPIVOT', 'Write a stack(…), or one SELECT for each column and UNION ALL.')
  return sample === undefined ? relation : { kind: 'sample', relation, ...sample }
}

function beginsVersion(reader: TokenReader): boolean {
  const ahead = reader.isWord('FOR') ? 1 : 0
  const [word = '', ...next] = [0, 1, 2].map((index) => reader.peek(ahead + index).word)
  return ['VERSION', 'SYSTEM_VERSION', 'TIMESTAMP', 'SYSTEM_TIME'].includes(word) && next.join(' ') === 'AS OF'
}

/** t, AS t, AS t (a, b); no alias when none is there. AS (a, b) is an alias that is called AS, as in Spark. */
export function readTableAlias(reader: TokenReader): TableAlias {
  const isCalledAs = reader.isWord('AS') && reader.isSymbol('(', 1)
  const hasName = isCalledAs || reader.takeWord('AS') || canAliasTable(reader)
  if (!hasName) return NO_ALIAS
  if (!isCalledAs && isStrictWord(reader))
    throw reader.unexpected('a name that is no word of joins and set operations; such a name stands in backticks')
  const name = readName(reader)
  return { name, columnNames: reader.isSymbol('(') ? readNameList(reader) : [] }
}

/** VALUES (1, 'a'), (2, 'b') or VALUES 1, 2: the rows. */
export function readRows(parser: Parser): readonly (readonly Expression[])[] {
  return parser.reader.list(() => {
    const expression = parser.expression()
    if (expression.kind === 'row') return expression.items.map((inner) => inner.expression)
    if (expression.kind === 'call' && expression.name === 'struct') {
      const [row] = expression.arguments
      if (row?.kind === 'row') return row.items.map((inner) => inner.expression)
    }
    return [expression]
  })
}
