import { notSupported, semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { SessionStatement } from '../tree/session-statement.ts'
import type { ViewColumn, WrittenQuery } from '../tree/written-parts.ts'
import { readCreateFunction, readDropFunction } from './function-statements.ts'
import { beginsQuery } from './keywords.ts'
import { functionName, isName, readDatabaseName, readName, readNameList, readParts, readTableName } from './names.ts'
import { readNewColumns, readOptions } from './new-table.ts'
import type { Parser } from './parser.ts'
import { readPartition } from './partitions.ts'
import { readProperties, readPropertyKeys } from './properties.ts'
import { readComment, readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** The statement that is next when it is one of those of a session; undefined, and nothing read, when it is not. */
export function readSessionStatement(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  switch (reader.peek().word) {
    case 'CREATE':
      return readCreateView(parser) ?? readCreateFunction(parser)
    case 'ALTER':
      return readAlterView(parser)
    case 'DROP':
      return reader.takeWord('DROP', 'VIEW')
        ? { kind: 'drop-view', ifExists: takeIfExists(reader), view: readTableName(reader) }
        : readDropFunction(parser)
    case 'USE':
      return readUse(reader)
    case 'DESC':
    case 'DESCRIBE':
      return readDescribe(parser)
    case 'SHOW':
      return readShow(reader)
    default:
      return readUpkeep(parser)
  }
}

/** What Spark's caches, files and statistics are told. */
function readUpkeep(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  if (reader.takeWord('CACHE', 'LAZY', 'TABLE') || reader.takeWord('CACHE', 'TABLE')) return readCache(parser)
  if (reader.takeWord('UNCACHE', 'TABLE')) return { kind: 'uncache-table', ifExists: takeIfExists(reader), table: readTableName(reader) }
  if (reader.takeWord('CLEAR', 'CACHE')) return { kind: 'clear-cache' }
  if (reader.isWord('REFRESH')) return readRefresh(reader)
  if (reader.isWord('ANALYZE', 'TABLE') || reader.isWord('ANALYZE', 'TABLES')) return readAnalyze(parser)
  return undefined
}

const takeIfExists = (reader: TokenReader): boolean => reader.takeWord('IF', 'EXISTS')
const takeIn = (reader: TokenReader): boolean => reader.takeWord('FROM') || reader.takeWord('IN')

function readWritten(parser: Parser): WrittenQuery {
  const first = parser.reader.peek()
  const query = parser.query()
  return { query, text: parser.reader.textFrom(first) }
}

/** CREATE [OR REPLACE] [[GLOBAL] TEMP[ORARY]] VIEW */
function readCreateView(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  let ahead = reader.peek(1).word === 'OR' && reader.peek(2).word === 'REPLACE' ? 3 : 1
  const isReplacing = ahead === 3
  const isGlobal = reader.peek(ahead).word === 'GLOBAL'
  if (isGlobal) ahead += 1
  if (ahead < 4 && !isGlobal && reader.peek(ahead).word === 'VIEW') return readCatalogView(parser, isReplacing)
  if (!['TEMP', 'TEMPORARY'].includes(reader.peek(ahead).word) || reader.peek(ahead + 1).word !== 'VIEW') return undefined
  for (let read = 0; read < ahead + 2; read += 1) reader.next()
  if (reader.takeWord('IF', 'NOT', 'EXISTS')) {
    throw semanticError('A temporary view cannot be made with IF NOT EXISTS', 'Write CREATE OR REPLACE TEMPORARY VIEW.')
  }
  const view = readTableName(reader)
  if (beginsTypedColumns(reader) || reader.isWord('USING')) return readSourceView(parser, { view, isGlobal, isReplacing })
  const columns = reader.isSymbol('(') && isName(reader, 1) ? readViewColumns(reader) : undefined
  const comment = readViewClauses(reader)
  reader.expectWord('AS')
  return { kind: 'create-view', view, isGlobal, isReplacing, columns, comment, written: readWritten(parser) }
}

/** (a INT, …): only a view with USING has types in its list. */
function beginsTypedColumns(reader: TokenReader): boolean {
  return reader.isSymbol('(') && isName(reader, 1) && isName(reader, 2) && reader.peek(2).word !== 'COMMENT'
}

function readSourceView(
  parser: Parser,
  head: { readonly view: TableName; readonly isGlobal: boolean; readonly isReplacing: boolean },
): SessionStatement {
  const { reader } = parser
  const columns = reader.isSymbol('(') ? readNewColumns(reader) : undefined
  reader.expectWord('USING')
  const provider = readParts(reader).join('.').toLowerCase()
  const options = new Map<string, string>()
  if (reader.takeWord('OPTIONS')) readOptions(reader, options)
  return { kind: 'create-source-view', ...head, columns, provider, options }
}

function readViewColumns(reader: TokenReader): readonly ViewColumn[] {
  return reader.bracketed(() =>
    reader.list(() => ({ name: readName(reader), comment: reader.takeWord('COMMENT') ? readComment(reader) : undefined })),
  )
}

/** COMMENT and the like, in any order. */
function readViewClauses(reader: TokenReader): string | undefined {
  let comment: string | undefined
  for (;;) {
    if (reader.takeWord('COMMENT')) comment = readComment(reader)
    else if (reader.isWord('TBLPROPERTIES')) {
      throw semanticError('A temporary view has no TBLPROPERTIES', 'Leave them out.')
    } else if (reader.isWord('PARTITIONED', 'ON')) throw notSupported('PARTITIONED ON', 'Leave it out.')
    else return comment
  }
}

function readCatalogView(parser: Parser, isReplacing: boolean): SessionStatement {
  const { reader } = parser
  reader.expectWord('CREATE')
  reader.takeWord('OR', 'REPLACE')
  reader.expectWord('VIEW')
  const ifNotExists = reader.takeWord('IF', 'NOT', 'EXISTS')
  if (ifNotExists && isReplacing) throw semanticError('A view is made with OR REPLACE or with IF NOT EXISTS, not both')
  const view = readTableName(reader)
  const columns = reader.isSymbol('(') && isName(reader, 1) ? readViewColumns(reader) : undefined
  let comment: string | undefined
  let properties: ReadonlyMap<string, string> | undefined
  for (;;) {
    if (reader.isWord('COMMENT')) {
      if (comment !== undefined) throw semanticError('COMMENT is given twice')
      reader.next()
      comment = readComment(reader)
    } else if (reader.isWord('TBLPROPERTIES')) {
      if (properties !== undefined) throw semanticError('TBLPROPERTIES is given twice')
      reader.next()
      properties = readProperties(reader)
    } else if (reader.isWord('PARTITIONED', 'ON')) throw notSupported('PARTITIONED ON', 'Leave it out.')
    else break
  }
  reader.expectWord('AS')
  const written = readWritten(parser)
  return { kind: 'create-catalog-view', view, isReplacing, ifNotExists, columns, comment, properties: properties ?? new Map(), written }
}

function readAlterView(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  if (!reader.isWord('ALTER', 'VIEW')) return undefined
  reader.next()
  reader.next()
  const view = readTableName(reader)
  if (reader.takeWord('RENAME', 'TO')) return { kind: 'rename-view', view, newName: readTableName(reader) }
  if (reader.takeWord('SET', 'TBLPROPERTIES')) {
    return { kind: 'change-view-properties', view, set: readProperties(reader), unset: [], ifExists: false }
  }
  if (reader.takeWord('UNSET', 'TBLPROPERTIES')) {
    const ifExists = takeIfExists(reader)
    return { kind: 'change-view-properties', view, set: new Map(), unset: readPropertyKeys(reader), ifExists }
  }
  reader.takeWord('AS')
  return { kind: 'alter-view', view, written: readWritten(parser) }
}

function readUse(reader: TokenReader): SessionStatement {
  reader.expectWord('USE')
  if (isName(reader, 1)) for (const word of ['DATABASE', 'SCHEMA', 'NAMESPACE']) if (reader.takeWord(word)) break
  return { kind: 'use', database: readDatabaseName(reader) }
}

function readDescribe(parser: Parser): SessionStatement | undefined {
  const { reader } = parser
  const { word } = reader.peek(1)
  const follows = reader.peek(2).kind
  if (word === 'FUNCTION' && follows !== 'end' && !reader.isSymbol('.', 2) && !reader.isSymbol(';', 2)) {
    reader.next()
    reader.next()
    const isExtended = reader.peek(1).kind !== 'end' && reader.takeWord('EXTENDED')
    return { kind: 'describe-function', ...readFunctionName(reader), isExtended }
  }
  if (word === 'QUERY' && (beginsQuery(reader, 2) || reader.isSymbol('(', 2))) {
    reader.next()
    reader.next()
    return { kind: 'describe-query', query: parser.query() }
  }
  if (!reader.isSymbol('(', 1) && (!beginsQuery(reader, 1) || word === 'TABLE')) return undefined
  reader.next()
  return { kind: 'describe-query', query: parser.query() }
}

/** A name, a string or an operator. */
function readFunctionName(reader: TokenReader): ReturnType<typeof functionName> {
  if (isName(reader)) return functionName(readParts(reader))
  if (reader.peek().kind === 'string') return functionName([readSingleString(reader)])
  if (reader.peek().kind !== 'symbol') throw reader.unexpected('the name of a function')
  return { database: undefined, name: reader.next().text }
}

function readShow(reader: TokenReader): SessionStatement | undefined {
  if (reader.takeWord('SHOW', 'VIEWS')) {
    const database = takeIn(reader) ? readDatabaseName(reader) : undefined
    return { kind: 'show-views', database, pattern: readPattern(reader) }
  }
  if (['NAMESPACE', 'DATABASE', 'SCHEMA'].some((word) => reader.takeWord('SHOW', 'CURRENT', word))) return { kind: 'show-current-database' }
  const scope = SCOPES.get(reader.peek(1).word)
  if (reader.takeWord('SHOW', 'FUNCTIONS') || (scope !== undefined && reader.takeWord('SHOW', reader.peek(1).word, 'FUNCTIONS'))) {
    const shown = { kind: 'show-functions', scope: scope ?? 'all' } as const
    if (takeIn(reader)) return { ...shown, database: readDatabaseName(reader), pattern: readPattern(reader) }
    const pattern = readPattern(reader)
    if (pattern !== undefined || !isName(reader)) return { ...shown, database: undefined, pattern }
    const { database, name } = functionName(readParts(reader))
    return { ...shown, database, pattern: name }
  }
  return undefined
}

const SCOPES: ReadonlyMap<string, 'all' | 'system' | 'user'> = new Map([
  ['ALL', 'all'],
  ['SYSTEM', 'system'],
  ['USER', 'user'],
])

function readPattern(reader: TokenReader): string | undefined {
  const isLike = reader.takeWord('LIKE')
  return (isLike && !isName(reader)) || reader.peek().kind === 'string' ? readSingleString(reader) : undefined
}

function readCache(parser: Parser): SessionStatement {
  const { reader } = parser
  const table = readTableName(reader)
  if (reader.takeWord('OPTIONS')) readOptions(reader, new Map())
  const hasQuery = reader.takeWord('AS') || reader.isSymbol('(') || beginsQuery(reader)
  return { kind: 'cache-table', table, written: hasQuery ? readWritten(parser) : undefined }
}

function readRefresh(reader: TokenReader): SessionStatement {
  reader.expectWord('REFRESH')
  if (reader.peek().kind === 'string') {
    readSingleString(reader)
    return { kind: 'refresh-path' }
  }
  if (isName(reader, 1) && reader.takeWord('FUNCTION')) return { kind: 'refresh-function', ...functionName(readParts(reader)) }
  if (isName(reader, 1)) reader.takeWord('TABLE')
  return { kind: 'refresh-table', table: readTableName(reader) }
}

function readAnalyze(parser: Parser): SessionStatement {
  const { reader } = parser
  if (reader.takeWord('ANALYZE', 'TABLES')) {
    const database = takeIn(reader) ? readDatabaseName(reader) : undefined
    reader.expectWord('COMPUTE', 'STATISTICS')
    reader.takeWord('NOSCAN')
    return { kind: 'analyze-tables', database }
  }
  reader.expectWord('ANALYZE', 'TABLE')
  const table = readTableName(reader)
  const partition = reader.isWord('PARTITION') ? readPartition(parser) : []
  reader.expectWord('COMPUTE', 'STATISTICS')
  const isOfColumns = reader.takeWord('FOR', 'COLUMNS')
  if (!isOfColumns && !reader.takeWord('FOR', 'ALL', 'COLUMNS')) reader.takeWord('NOSCAN')
  if (partition.length > 0 && isOfColumns) throw semanticError('FOR COLUMNS is of a whole table', 'Leave PARTITION out.')
  return { kind: 'analyze-table', table, columnNames: isOfColumns ? readColumnNames(reader) : partition.map(({ column }) => column) }
}

const readColumnNames = (reader: TokenReader): readonly string[] =>
  reader.isSymbol('(') ? readNameList(reader) : reader.list(() => readName(reader))
