import { notSupported, semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { NewColumn } from '../tree/written-parts.ts'
import { readBuckets } from './buckets.ts'
import { beginsQuery } from './keywords.ts'
import { readName, readParts, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readProperties } from './properties.ts'
import { readRowFormat, readStored, storedProvider } from './row-format.ts'
import type { RowFormat } from './serde-names.ts'
import { readComment, readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'
import { readDeclaredType } from './types.ts'

/** CREATE TABLE with its columns, its clauses in any order, and its query. */
export function readNewTable(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('CREATE')
  if (reader.isWord('TEMPORARY') || reader.isWord('TEMP')) throw notSupported('CREATE TEMPORARY TABLE', 'Write CREATE TEMPORARY VIEW.')
  const isExternal = reader.takeWord('EXTERNAL')
  reader.expectWord('TABLE')
  const ifNotExists = reader.takeWord('IF', 'NOT', 'EXISTS')
  const table = readTableName(reader)
  if (reader.takeWord('LIKE')) return readTableLike(reader, table, ifNotExists)
  const columns = reader.isSymbol('(') && !beginsQuery(reader, 1) ? readNewColumns(reader) : undefined
  const clauses = readClauses(reader)
  const hasAs = reader.takeWord('AS')
  const query = hasAs || reader.isSymbol('(') || beginsQuery(reader) ? parser.query() : undefined
  return { kind: 'create-table', table, ifNotExists, isExternal, columns, ...clauses, query }
}

function readTableLike(reader: TokenReader, table: TableName, ifNotExists: boolean): Statement {
  const like = readTableName(reader)
  const clauses = readClauses(reader, LIKE_CLAUSES)
  return { kind: 'create-table-like', table, ifNotExists, like, ...clauses }
}

/** (a INT COMMENT '…', b STRING) */
export const readNewColumns = (reader: TokenReader): readonly NewColumn[] => reader.bracketed(() => reader.list(() => readColumn(reader)))

function readColumn(reader: TokenReader): NewColumn {
  const name = readName(reader)
  const type = readDeclaredType(reader)
  // Of files, whose values it says nothing about, Spark forgets it.
  reader.takeWord('NOT', 'NULL')
  let comment: string | undefined
  for (;;) {
    if (reader.takeWord('COMMENT')) comment = readComment(reader)
    else if (reader.isSymbol(',') || reader.isSymbol(')')) return { name, type, comment }
    else {
      const { word, text } = reader.peek()
      if (word === '') throw reader.unexpected('a comma or a closing bracket')
      throw notSupported(word === 'NOT' ? 'NOT NULL behind COMMENT' : text.slice(0, 40), 'A column has a name, a type and a comment.')
    }
  }
}

type Clauses = Pick<
  Extract<Statement, { kind: 'create-table' }>,
  'provider' | 'options' | 'location' | 'isHive' | 'comment' | 'partitionedBy' | 'buckets' | 'properties'
>

const REFUSED: readonly (readonly [readonly string[], string, string | undefined])[] = [
  [['SKEWED', 'BY'], 'SKEWED BY', undefined],
  [['LIFECYCLE'], 'LIFECYCLE', undefined],
]

/** Spark knows no others behind LIKE. */
const LIKE_CLAUSES = ['USING', 'STORED', 'ROW', 'LOCATION', 'TBLPROPERTIES']

function readClauses(reader: TokenReader, allowed?: readonly string[]): Clauses {
  let using: string | undefined
  let stored: string | undefined
  let location: string | undefined
  let comment: string | undefined
  let partitionedBy: Clauses['partitionedBy']
  let buckets: Clauses['buckets']
  let properties: Clauses['properties'] | undefined
  const options = new Map<string, string>()
  let rowFormat: RowFormat | undefined
  while (allowed === undefined || allowed.some((word) => reader.isWord(word))) {
    const refused = REFUSED.find(([words]) => reader.isWord(...words))
    if (refused !== undefined) throw notSupported(refused[1], refused[2])
    if (using === undefined && reader.takeWord('USING')) using = readParts(reader).join('.').toLowerCase()
    else if (reader.takeWord('OPTIONS')) readOptions(reader, options)
    else if (rowFormat === undefined && reader.isWord('ROW', 'FORMAT')) rowFormat = readRowFormat(reader)
    else if (reader.isWord('STORED', 'BY')) throw storedOtherwise()
    else if (stored === undefined && reader.takeWord('STORED', 'AS')) stored = readStored(reader)
    else if (reader.takeWord('LOCATION')) location = once(location, 'LOCATION', readSingleString(reader))
    else if (reader.takeWord('COMMENT')) comment = once(comment, 'COMMENT', readComment(reader))
    else if (reader.isWord('TBLPROPERTIES')) {
      if (properties !== undefined) throw semanticError('TBLPROPERTIES is given twice')
      reader.next()
      properties = readProperties(reader)
    } else if (reader.takeWord('PARTITIONED', 'BY')) {
      if (partitionedBy !== undefined) throw semanticError('PARTITIONED BY is given twice')
      partitionedBy = reader.bracketed(() => reader.list(() => readPartitionColumn(reader)))
    } else if (reader.isWord('CLUSTERED', 'BY')) {
      if (buckets !== undefined) throw semanticError('CLUSTERED BY is given twice')
      buckets = readBuckets(reader)
    } else break
  }
  if (using !== undefined && (stored !== undefined || rowFormat !== undefined))
    throw semanticError('A table has USING or STORED AS and ROW FORMAT, not both', 'Write what the row format says as OPTIONS.')
  for (const [name, value] of rowFormat?.options ?? []) options.set(name, value)
  return {
    provider: using ?? storedProvider(stored, rowFormat),
    options,
    location,
    isHive: stored !== undefined || rowFormat !== undefined,
    comment,
    partitionedBy,
    buckets,
    properties: properties ?? new Map(),
  }
}

/** A name, or a new column. */
function readPartitionColumn(reader: TokenReader): string | NewColumn {
  if (reader.isSymbol('(', 1)) throw notSupported('PARTITIONED BY of an expression', 'Name columns.')
  return reader.isSymbol(',', 1) || reader.isSymbol(')', 1) ? readName(reader) : readColumn(reader)
}

const storedOtherwise = () => notSupported('STORED BY', 'Write STORED AS PARQUET or USING parquet.')

function once(before: string | undefined, clause: string, text: string): string {
  if (before !== undefined) throw semanticError(`${clause} is given twice`)
  return text
}

/** ('key' = 'value', key.part 1): names in lower case. */
export function readOptions(reader: TokenReader, options: Map<string, string>): void {
  reader.bracketed(() => {
    reader.list(() => {
      const name = (reader.peek().kind === 'string' ? readSingleString(reader) : readParts(reader).join('.')).toLowerCase()
      if (options.has(name)) throw semanticError(`The option '${name}' is given twice`)
      reader.takeSymbol('=')
      options.set(name, readOptionValue(reader, name))
    })
  })
}

function readOptionValue(reader: TokenReader, name: string): string {
  if (reader.peek().kind === 'string') return readSingleString(reader)
  const sign = reader.takeSymbol('-') ? '-' : ''
  const token = reader.peek()
  if (token.kind === 'number') return sign + reader.next().text
  if (sign === '' && (reader.isWord('TRUE') || reader.isWord('FALSE'))) return reader.next().text.toLowerCase()
  if (reader.isSymbol(',') || reader.isSymbol(')')) throw semanticError(`The option '${name}' has no value`)
  if (token.kind === 'end') throw reader.unexpected('the value of the option')
  throw notSupported(`The value of the option '${name}'`, 'Write a string.')
}
