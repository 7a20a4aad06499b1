import { notSupported } from '../syntax-error.ts'
import type { CommonTable, Query } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { Insert, WrittenDirectory } from '../tree/written-parts.ts'
import { beginsDirectory, readDirectory, readWrittenDirectory } from './directory.ts'
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

/** FROM … SELECT …, a query; or FROM … INSERT INTO a SELECT … INSERT INTO b SELECT …, or the same into directories. */
export function readFromStatement(parser: Parser, ctes: readonly CommonTable[]): Statement {
  const { reader } = parser
  reader.expectWord('FROM')
  const from = readFrom(parser)
  const within = (query: Query): Query => ({ ...query, ctes: [...ctes, ...query.ctes] })
  if (!reader.isWord('INSERT')) return { kind: 'query', query: within(parser.queryFrom(readBehindFrom(parser, from))) }
  const inserts: Insert[] = []
  const directories: WrittenDirectory[] = []
  while (reader.isWord('INSERT')) {
    const query = (): Query => within(readSelectOf(parser, from))
    if (beginsDirectory(reader)) directories.push(readWrittenDirectory(reader, query))
    else inserts.push({ ...readHead(parser), query: query() })
  }
  if (directories.length > 0 && inserts.length > 0)
    throw notSupported(
      'FROM … INSERT into tables and directories',
      'Write those of directories in a statement of their own: tables are changed all at once, and folders are not.',
    )
  const [directory, ...otherDirectories] = directories
  if (directory !== undefined)
    return otherDirectories.length === 0 ? { kind: 'write-directory', ...directory } : { kind: 'write-directories', directories }
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
