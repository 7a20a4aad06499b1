import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { readTableChange } from './alter-table.ts'
import { DATABASE_WORDS, readCommentOn, readDatabaseProperties, readTableProperties } from './annotations.ts'
import { readFromStatement, readInsert } from './insert.ts'
import { beginsQuery } from './keywords.ts'
import { readLoadData } from './load-data.ts'
import { readMerge } from './merge.ts'
import { isName, readDatabaseName, readParts, readTableName } from './names.ts'
import { readNewTable, readOptions } from './new-table.ts'
import type { Parser } from './parser.ts'
import { readPartition, readPartitionChange } from './partitions.ts'
import { readProperties, readPropertyKey } from './properties.ts'
import { readCommonTables } from './queries.ts'
import { refuseStatement } from './refused-statements.ts'
import { readDelete, readUpdate } from './row-changes.ts'
import { readSessionStatement } from './session-statements.ts'
import { readComment, readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'
import { readHistory, readOptimize, readRestore, readVacuum } from './versions.ts'

/** One statement up to its end. What is not read here is refused by its own first words, with a hint where there is another way. */
export function readStatement(parser: Parser): Statement {
  const { reader } = parser
  if (reader.isWord('WITH') && isName(reader, 1)) return readWithStatement(parser)
  if (reader.isWord('FROM') && beginsQuery(reader)) return readFromStatement(parser, [])
  if (reader.isSymbol('(') || beginsQuery(reader)) return { kind: 'query', query: parser.query() }
  const ofSession = readSessionStatement(parser)
  if (ofSession !== undefined) return ofSession
  switch (reader.peek().word) {
    case 'EXPLAIN':
      return readExplain(parser)
    case 'INSERT':
      return readInsert(parser, [])
    case 'LOAD':
      return readLoadData(parser)
    case 'CREATE':
      return readCreate(parser)
    case 'DROP':
      return readDrop(reader)
    case 'ALTER':
    case 'MSCK':
      return readTableProperties(reader) ?? readDatabaseProperties(reader) ?? readTableChange(parser) ?? readPartitionChange(parser)
    case 'COMMENT':
      return readCommentOn(reader)
    case 'DELETE':
      return readDelete(parser)
    case 'UPDATE':
      return readUpdate(parser)
    case 'MERGE':
      return readMerge(parser, [])
    case 'RESTORE':
      return readRestore(reader)
    case 'OPTIMIZE':
      return readOptimize(reader)
    case 'VACUUM':
      return readVacuum(reader)
    case 'TRUNCATE':
      return readTruncate(parser)
    case 'DESC':
    case 'DESCRIBE':
      return readDescribe(parser)
    case 'SHOW':
      return readShow(parser)
    default:
      return refuseStatement(reader)
  }
}

function readExplain(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('EXPLAIN')
  for (const word of ['EXTENDED', 'FORMATTED', 'COST', 'CODEGEN', 'LOGICAL']) if (reader.takeWord(word)) break
  return { kind: 'explain', statement: reader.deeper(() => readStatement(parser)) }
}

/** WITH … SELECT, or WITH … INSERT INTO. */
function readWithStatement(parser: Parser): Statement {
  const { reader } = parser
  const ctes = readCommonTables(parser)
  if (reader.isWord('INSERT')) return readInsert(parser, ctes)
  if (reader.isWord('MERGE')) return readMerge(parser, ctes)
  if (reader.isWord('FROM')) return readFromStatement(parser, ctes)
  if (!reader.isSymbol('(') && !beginsQuery(reader)) return refuseStatement(reader)
  const query = parser.query()
  return { kind: 'query', query: { ...query, ctes: [...ctes, ...query.ctes] } }
}

function readCreate(parser: Parser): Statement {
  const { reader } = parser
  const tableAt = ['TEMPORARY', 'TEMP', 'EXTERNAL'].includes(reader.peek(1).word) ? 2 : 1
  if (reader.peek(tableAt).word === 'TABLE') return readNewTable(parser)
  if (!DATABASE_WORDS.some((word) => reader.isWord('CREATE', word))) return refuseStatement(reader)
  reader.next()
  reader.next()
  const ifNotExists = reader.takeWord('IF', 'NOT', 'EXISTS')
  const database = readDatabaseName(reader)
  let comment: string | undefined
  let properties: ReadonlyMap<string, string> | undefined
  let connection: Map<string, string> | undefined
  for (;;) {
    if (reader.takeWord('COMMENT')) {
      comment = readComment(reader)
    } else if (reader.takeWord('WITH', 'DBPROPERTIES') || reader.takeWord('WITH', 'PROPERTIES')) {
      if (properties !== undefined) throw semanticError('WITH DBPROPERTIES is given twice')
      properties = readProperties(reader)
    } else if (reader.takeWord('FROM', 'CONNECTION')) {
      if (connection !== undefined) throw semanticError('FROM CONNECTION is given twice')
      connection = new Map()
      reader.expectWord('OPTIONS')
      readOptions(reader, connection)
    } else if (reader.isWord('LOCATION')) {
      throw notSupported('CREATE DATABASE with a location')
    } else {
      return { kind: 'create-database', database, ifNotExists, comment, properties: properties ?? new Map(), connection }
    }
  }
}

function readDrop(reader: TokenReader): Statement {
  if (reader.takeWord('DROP', 'TABLE')) {
    const ifExists = reader.takeWord('IF', 'EXISTS')
    const table = readTableName(reader)
    reader.takeWord('PURGE')
    return { kind: 'drop-table', table, ifExists }
  }
  if (!DATABASE_WORDS.some((word) => reader.isWord('DROP', word))) return refuseStatement(reader)
  reader.next()
  reader.next()
  const ifExists = reader.takeWord('IF', 'EXISTS')
  const database = readDatabaseName(reader)
  const cascade = reader.takeWord('CASCADE')
  if (!cascade) reader.takeWord('RESTRICT')
  return { kind: 'drop-database', database, ifExists, cascade }
}

function readTruncate(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('TRUNCATE')
  reader.expectWord('TABLE')
  const table = readTableName(reader)
  return { kind: 'truncate-table', table, partition: reader.isWord('PARTITION') ? readPartition(parser) : [] }
}

function readDescribe(parser: Parser): Statement {
  const { reader } = parser
  const { word } = reader.peek(1)
  const isNamed = reader.peek(2).kind === 'word' || reader.peek(2).kind === 'quoted-name'
  reader.next()
  if (isNamed && DATABASE_WORDS.some((one) => one === word)) {
    reader.next()
    const extended = isName(reader, 1) && reader.takeWord('EXTENDED')
    return { kind: 'describe-database', database: readDatabaseName(reader), extended }
  }
  if (isNamed && word === 'HISTORY') {
    reader.next()
    return readHistory(reader)
  }
  if (isNamed) reader.takeWord('TABLE')
  const extended = isName(reader, 1) && (reader.takeWord('EXTENDED') || reader.takeWord('FORMATTED'))
  const table = readTableName(reader)
  const partition = reader.isWord('PARTITION') && reader.isSymbol('(', 1) ? readPartition(parser) : undefined
  if (partition !== undefined && isName(reader)) throw semanticError('A column is described without PARTITION', 'Leave PARTITION out.')
  if (isName(reader)) return { kind: 'describe-column', table, column: readParts(reader), extended }
  return { kind: 'describe-table', table, extended, partition }
}

function readShow(parser: Parser): Statement {
  const { reader } = parser
  if (reader.takeWord('SHOW', 'PARTITIONS')) {
    const table = readTableName(reader)
    return { kind: 'show-partitions', table, partition: reader.isWord('PARTITION') ? readPartition(parser) : [] }
  }
  if (reader.takeWord('SHOW', 'CATALOGS')) return { kind: 'show-catalogs', pattern: readPattern(reader) }
  if (['DATABASES', 'SCHEMAS', 'NAMESPACES'].some((word) => reader.takeWord('SHOW', word))) {
    if (reader.isWord('FROM') || reader.isWord('IN')) throw notSupported('SHOW DATABASES in a catalog')
    return { kind: 'show-databases', pattern: readPattern(reader) }
  }
  if (reader.takeWord('SHOW', 'TABLES')) {
    const database = takeIn(reader) ? readDatabaseName(reader) : undefined
    return { kind: 'show-tables', database, pattern: readPattern(reader) }
  }
  if (reader.takeWord('SHOW', 'TABLE', 'EXTENDED')) {
    const database = takeIn(reader) ? readDatabaseName(reader) : undefined
    reader.expectWord('LIKE')
    const pattern = readSingleString(reader)
    return { kind: 'show-table-extended', database, pattern, partition: reader.isWord('PARTITION') ? readPartition(parser) : undefined }
  }
  if (reader.takeWord('SHOW', 'TBLPROPERTIES')) {
    const table = readTableName(reader)
    return { kind: 'show-properties', table, key: reader.isSymbol('(') ? reader.bracketed(() => readPropertyKey(reader)) : undefined }
  }
  if (reader.takeWord('SHOW', 'COLUMNS')) {
    if (!takeIn(reader)) throw reader.unexpected('FROM or IN')
    const table = readTableName(reader)
    return { kind: 'show-columns', table: takeIn(reader) ? { database: readDatabaseName(reader), table: table.table } : table }
  }
  if (reader.takeWord('SHOW', 'CREATE', 'TABLE')) {
    const table = readTableName(reader)
    if (reader.isWord('AS', 'SERDE')) throw notSupported('SHOW CREATE TABLE AS SERDE')
    return { kind: 'show-create-table', table }
  }
  return refuseStatement(reader)
}

const takeIn = (reader: TokenReader): boolean => reader.takeWord('FROM') || reader.takeWord('IN')

function readPattern(reader: TokenReader): string | undefined {
  const isLike = reader.takeWord('LIKE')
  return isLike || reader.peek().kind === 'string' ? readSingleString(reader) : undefined
}
