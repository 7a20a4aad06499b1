import { notSupported } from '../syntax-error.ts'
import type { CommonTable, Insert, Query, Statement } from '../tree.ts'
import { beginsDirectory, readDirectory } from './directory.ts'
import { readFrom } from './from-clause.ts'
import { beginsQuery } from './keywords.ts'
import { isName, readNameList, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readPartition } from './partitions.ts'
import { readBehindFrom, readSelectOf } from './queries.ts'
import type { TokenReader } from './token-reader.ts'

/** INSERT INTO | OVERWRITE t … query */
export function readInsert(parser: Parser, ctes: readonly CommonTable[]): Statement {
  if (beginsDirectory(parser.reader)) return readDirectory(parser, ctes)
  const head = readHead(parser)
  const query = parser.query()
  return { kind: 'insert', ...head, query: { ...query, ctes: [...ctes, ...query.ctes] } }
}

/** FROM … SELECT …, a query; or FROM … INSERT INTO a SELECT … INSERT INTO b SELECT …. */
export function readFromStatement(parser: Parser, ctes: readonly CommonTable[]): Statement {
  const { reader } = parser
  reader.expectWord('FROM')
  const from = readFrom(parser)
  const within = (query: Query): Query => ({ ...query, ctes: [...ctes, ...query.ctes] })
  if (!reader.isWord('INSERT')) return { kind: 'query', query: within(parser.queryFrom(readBehindFrom(parser, from))) }
  const inserts: Insert[] = []
  while (reader.isWord('INSERT')) {
    if (beginsDirectory(reader))
      throw notSupported('FROM … INSERT OVERWRITE DIRECTORY', 'Write INSERT OVERWRITE DIRECTORY … SELECT … FROM ….')
    inserts.push({ ...readHead(parser), query: within(readSelectOf(parser, from)) })
  }
  const [only, ...others] = inserts
  return only !== undefined && others.length === 0 ? { kind: 'insert', ...only } : { kind: 'multi-insert', inserts }
}

function readHead(parser: Parser): Omit<Insert, 'query'> {
  const { reader } = parser
  reader.expectWord('INSERT')
  const mode = reader.takeWord('OVERWRITE') ? 'overwrite' : 'append'
  if (mode === 'append') reader.expectWord('INTO')
  if (isName(reader, 1)) reader.takeWord('TABLE')
  const table = readTableName(reader)
  if (reader.isWord('REPLACE')) throw notSupported('INSERT INTO … REPLACE WHERE')
  if (reader.isWord('BY', 'NAME')) throw notSupported('INSERT BY NAME', 'List the columns: INSERT INTO t (a, b) SELECT ….')
  const partition = reader.isWord('PARTITION') ? readPartition(parser) : []
  const ifNotExists = reader.takeWord('IF', 'NOT', 'EXISTS')
  const columnNames = reader.isSymbol('(') && !beginsBracketedQuery(reader) ? readNameList(reader) : undefined
  return { table, mode, partition, ifNotExists, columnNames }
}

function beginsBracketedQuery(reader: TokenReader): boolean {
  let ahead = 0
  while (reader.isSymbol('(', ahead)) ahead += 1
  return beginsQuery(reader, ahead)
}
