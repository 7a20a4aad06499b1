import { everyColumn, item, queryOf, selectItems } from '../select-tree.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { CommonTable, Query, Relation, TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import { keepWritten, nameWritten } from '../tree/written.ts'
import type { MatchedClause, UnmatchedClause } from '../tree/written-parts.ts'
import { readNamesAs, readParts, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readTableAlias } from './relations.ts'
import { columnOf, readAssignments } from './row-changes.ts'
import type { TokenReader } from './token-reader.ts'

/** MERGE INTO t [AS a] USING s | (query) [AS b] ON … WHEN MATCHED … WHEN NOT MATCHED …, in this order, as in Spark 3.3. */
export function readMerge(parser: Parser, ctes: readonly CommonTable[]): Statement {
  const { reader } = parser
  reader.expectWord('MERGE')
  reader.expectWord('INTO')
  const table = readTableName(reader)
  const alias = readPlainAlias(reader)
  reader.expectWord('USING')
  const source = reader.isSymbol('(') ? undefined : readTableName(reader)
  const relation = source === undefined ? reader.bracketed(() => parser.query()) : source
  const sourceAlias = readPlainAlias(reader)
  reader.expectWord('ON')
  const on = parser.expression()
  const names = [alias, table.table]
  const matched: MatchedClause[] = []
  while (reader.takeWord('WHEN', 'MATCHED')) matched.push(readMatched(parser, names))
  const unmatched: UnmatchedClause[] = []
  while (reader.takeWord('WHEN', 'NOT', 'MATCHED')) unmatched.push(readUnmatched(parser, names))
  if (matched.length + unmatched.length === 0) throw reader.unexpected('WHEN MATCHED or WHEN NOT MATCHED')
  checkConditions('MATCHED', matched)
  checkConditions('NOT MATCHED', unmatched)
  const query = allOf(relation, parser.rules)
  return {
    kind: 'merge-rows',
    table,
    alias,
    query: { ...query, ctes },
    source,
    sourceAlias,
    on,
    matched,
    unmatched,
    rules: parser.rules,
  }
}

function readPlainAlias(reader: TokenReader): string | undefined {
  const { name, columnNames } = readTableAlias(reader)
  if (columnNames.length > 0) throw semanticError('The names of MERGE INTO and USING have no list of columns', 'Name them in the query.')
  return name
}

const readCondition = (parser: Parser) => (parser.reader.takeWord('AND') ? parser.expression() : undefined)

function readMatched(parser: Parser, names: readonly (string | undefined)[]): MatchedClause {
  const { reader } = parser
  const condition = readCondition(parser)
  reader.expectWord('THEN')
  if (reader.takeWord('DELETE')) return { condition, action: { kind: 'delete' } }
  reader.expectWord('UPDATE')
  reader.expectWord('SET')
  const assignments = reader.takeSymbol('*') ? 'all' : readAssignments(parser, names)
  return { condition, action: { kind: 'update', assignments } }
}

function readUnmatched(parser: Parser, names: readonly (string | undefined)[]): UnmatchedClause {
  const { reader } = parser
  if (reader.isWord('BY'))
    throw notSupported(
      `WHEN NOT MATCHED BY ${reader.peek(1).word}`,
      'Spark 3.3 has WHEN NOT MATCHED, for rows of the source. Rows of the table that the source lacks go by DELETE … WHERE NOT EXISTS (SELECT …).',
    )
  const condition = readCondition(parser)
  reader.expectWord('THEN')
  reader.expectWord('INSERT')
  if (reader.takeSymbol('*')) return { condition, assignments: 'all' }
  const columns = readNamesAs(reader, () => columnOf(readParts(reader), names))
  reader.expectWord('VALUES')
  const values = reader.bracketed(() => reader.list(() => parser.expression()))
  if (columns.length !== values.length)
    throw semanticError(`INSERT names ${columns.length} columns, and VALUES has ${values.length} values`)
  return {
    condition,
    assignments: values.map((value, index) => keepWritten({ column: columns[index] ?? '', value }, nameWritten(columns, index) ?? columns)),
  }
}

/** What stands behind a clause without a condition would never be done. */
function checkConditions(what: string, clauses: readonly (MatchedClause | UnmatchedClause)[]): void {
  if (clauses.slice(0, -1).every(({ condition }) => condition !== undefined)) return
  throw semanticError(`Only the last WHEN ${what} may be without a condition`, 'Put it behind the others, or write AND with a condition.')
}

/** SELECT * FROM the source. */
function allOf(source: TableName | Query, rules: Query['rules']): Query {
  const alias = { name: undefined, columnNames: [] }
  const from: Relation =
    'table' in source ? { kind: 'table', name: source, alias } : { kind: 'query', query: source, alias, isLateral: false }
  return queryOf(selectItems([item(everyColumn)], from), rules)
}
