import { notSupported, semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { AlteredColumns, NewColumnPlace, PlacedColumn } from '../tree/written-parts.ts'
import { readName, readParts, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readPartition } from './partitions.ts'
import { readComment, readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'
import { readDeclaredType } from './types.ts'

/** What ALTER TABLE says of columns and names; undefined, and nothing read, for what else is altered. */
export function readTableChange(parser: Parser): Statement | undefined {
  const { reader } = parser
  if (!reader.isWord('ALTER', 'TABLE')) return undefined
  let ahead = 3
  while (reader.isSymbol('.', ahead)) ahead += 2
  const words = [0, 1, 2, 3].map((index) => reader.peek(ahead + index).word).join(' ')
  const read = READERS.find(([pattern]) => pattern.test(words))?.[1]
  if (read === undefined) return undefined
  reader.next()
  reader.next()
  return read(parser, readTableName(reader))
}

type Read = (parser: Parser, table: TableName) => Statement

const READERS: readonly (readonly [RegExp, Read])[] = [
  [/^ADD COLUMNS?\b/, readAdd],
  [/^DROP (IF EXISTS )?COLUMNS?\b/, readDrop],
  [/^RENAME COLUMN\b/, readRename],
  [/^RENAME TO\b/, readRenameTable],
  [/^(ALTER|CHANGE)\b/, readAlter],
  [/^REPLACE COLUMNS\b/, readReplace],
  [/^PARTITION\b/, readOfPartition],
]

const ofColumns = (table: TableName, change: AlteredColumns): Statement => ({ kind: 'alter-columns', table, change })

function readAdd({ reader }: Parser, table: TableName): Statement {
  reader.expectWord('ADD')
  if (!reader.takeWord('COLUMNS')) reader.expectWord('COLUMN')
  return ofColumns(table, { kind: 'add', columns: readColumns(reader) })
}

/** In brackets or without. */
function readColumns(reader: TokenReader): readonly PlacedColumn[] {
  const list = () => reader.list(() => readPlacedColumn(reader))
  return reader.isSymbol('(') ? reader.bracketed(list) : list()
}

function readPlacedColumn(reader: TokenReader): PlacedColumn {
  const name = readColumnName(reader)
  const type = readDeclaredType(reader)
  refuseNotNull(reader)
  const comment = reader.takeWord('COMMENT') ? readComment(reader) : undefined
  return { name, type, comment, place: readPlace(reader) }
}

function readColumnName(reader: TokenReader): string {
  const [name = '', ...fields] = readParts(reader)
  if (fields.length === 0) return name
  throw notSupported(`ALTER TABLE of a part of the column ${name}`, 'Make a new table: CREATE TABLE … AS SELECT with named_struct(…).')
}

function refuseNotNull(reader: TokenReader): void {
  if (reader.isWord('NOT', 'NULL')) throw notSupported('NOT NULL', 'Every column may be NULL.')
}

function readPlace(reader: TokenReader): NewColumnPlace | undefined {
  if (reader.takeWord('FIRST')) return 'first'
  return reader.takeWord('AFTER') ? { after: readColumnName(reader) } : undefined
}

function readDrop({ reader }: Parser, table: TableName): Statement {
  reader.expectWord('DROP')
  const ifExists = reader.takeWord('IF', 'EXISTS')
  if (!reader.takeWord('COLUMNS')) reader.expectWord('COLUMN')
  const list = () => reader.list(() => readColumnName(reader))
  return ofColumns(table, { kind: 'drop', columns: reader.isSymbol('(') ? reader.bracketed(list) : list(), ifExists })
}

function readRename({ reader }: Parser, table: TableName): Statement {
  reader.expectWord('RENAME')
  reader.expectWord('COLUMN')
  const column = readColumnName(reader)
  reader.expectWord('TO')
  return ofColumns(table, { kind: 'rename', column, name: readName(reader) })
}

function readRenameTable({ reader }: Parser, table: TableName): Statement {
  reader.expectWord('RENAME')
  reader.expectWord('TO')
  return { kind: 'rename-table', table, newName: readTableName(reader) }
}

/** ALTER | CHANGE [COLUMN] c TYPE t | COMMENT '…' | FIRST | AFTER d, or as Hive has it: CHANGE [COLUMN] c c t [COMMENT '…'] [FIRST | AFTER d]. */
function readAlter({ reader }: Parser, table: TableName): Statement {
  const isChange = reader.takeWord('CHANGE')
  if (!isChange) reader.expectWord('ALTER')
  reader.takeWord('COLUMN')
  const column = readColumnName(reader)
  if (reader.takeWord('TYPE')) return ofColumns(table, { kind: 'alter', column, type: readDeclaredType(reader) })
  if (reader.isWord('COMMENT') && reader.peek(1).kind === 'string') {
    reader.next()
    return { kind: 'annotate-table', table, annotation: { kind: 'column-comment', column, comment: readComment(reader) } }
  }
  if (reader.isWord('SET', 'NOT') || reader.isWord('DROP', 'NOT')) throw notSupported('NOT NULL', 'Every column may be NULL.')
  const place = readPlace(reader)
  if (place !== undefined) return ofColumns(table, { kind: 'alter', column, place })
  if (!isChange) throw reader.unexpected('TYPE, COMMENT, FIRST or AFTER')
  const { name, ...rest } = readPlacedColumn(reader)
  if (name.toLowerCase() !== column.toLowerCase())
    throw semanticError('CHANGE COLUMN does not rename a column', `Write ALTER TABLE … RENAME COLUMN ${column} TO ${name}.`)
  return ofColumns(table, { kind: 'alter', column, ...rest })
}

function readReplace({ reader }: Parser, table: TableName): Statement {
  reader.expectWord('REPLACE')
  reader.expectWord('COLUMNS')
  const columns = reader.bracketed(() => reader.list(() => readPlacedColumn(reader)))
  const moved = columns.find(({ place }) => place !== undefined)
  if (moved !== undefined)
    throw semanticError(`REPLACE COLUMNS has the column ${moved.name} where it is listed`, 'Leave out FIRST and AFTER.')
  return ofColumns(table, { kind: 'replace', columns })
}

function readOfPartition(parser: Parser, table: TableName): Statement {
  const { reader } = parser
  const from = readPartition(parser)
  if (reader.takeWord('SET', 'LOCATION')) return { kind: 'place-partition', table, partition: from, location: readSingleString(reader) }
  if (!reader.isWord('RENAME', 'TO', 'PARTITION'))
    throw notSupported(
      `ALTER TABLE … PARTITION … ${reader.peek().word}`,
      'There is PARTITION (…) RENAME TO PARTITION (…), and PARTITION (…) SET LOCATION.',
    )
  reader.expectWord('RENAME')
  reader.expectWord('TO')
  return { kind: 'rename-partition', table, from, to: readPartition(parser) }
}
