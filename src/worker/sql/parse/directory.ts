import { notSupported, semanticError } from '../syntax-error.ts'
import type { CommonTable, Query } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { WrittenDirectory } from '../tree/written-parts.ts'
import { unreadFormat } from '../unread-format.ts'
import { readParts } from './names.ts'
import { readOptions } from './new-table.ts'
import type { Parser } from './parser.ts'
import { readRowFormat, readStored, storedProvider } from './row-format.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

export const beginsDirectory = (reader: TokenReader): boolean =>
  reader.isWord('INSERT', 'OVERWRITE', 'DIRECTORY') || reader.isWord('INSERT', 'OVERWRITE', 'LOCAL', 'DIRECTORY')

/** INSERT OVERWRITE DIRECTORY ['obs://…'] USING format [OPTIONS (…)] query, or Hive's form: 'obs://…' [STORED AS format] query */
export function readDirectory(parser: Parser, ctes: readonly CommonTable[]): Statement {
  const written = readWrittenDirectory(parser.reader, () => parser.query())
  return { kind: 'write-directory', ...written, query: { ...written.query, ctes: [...ctes, ...written.query.ctes] } }
}

export function readWrittenDirectory(reader: TokenReader, readQuery: () => Query): WrittenDirectory {
  reader.expectWord('INSERT')
  reader.expectWord('OVERWRITE')
  if (reader.takeWord('LOCAL'))
    throw notSupported(
      'INSERT OVERWRITE LOCAL DIRECTORY',
      "A queue has no files of its own: write INSERT OVERWRITE DIRECTORY 'obs://bucket/folder'.",
    )
  reader.expectWord('DIRECTORY')
  const place = reader.peek().kind === 'string' ? readSingleString(reader) : undefined
  const options = new Map<string, string>()
  const provider = readFormat(reader, options)
  const path = options.get('path')
  if ((place === undefined) === (path === undefined))
    throw semanticError(
      'INSERT OVERWRITE DIRECTORY has one place: behind DIRECTORY, or the option path',
      "Write INSERT OVERWRITE DIRECTORY 'obs://bucket/folder' USING csv SELECT ….",
    )
  options.delete('path')
  return { location: place ?? path ?? '', provider, options, query: readQuery() }
}

function readFormat(reader: TokenReader, options: Map<string, string>): string {
  if (reader.takeWord('USING')) {
    const provider = readParts(reader).join('.').toLowerCase()
    if (reader.takeWord('OPTIONS')) readOptions(reader, options)
    return provider
  }
  const rowFormat = readRowFormat(reader)
  const stored = reader.takeWord('STORED', 'AS') ? readStored(reader) : undefined
  for (const [name, value] of rowFormat?.options ?? []) options.set(name, value)
  const provider = storedProvider(stored, rowFormat) ?? 'hive'
  if (provider === 'parquet' || provider === 'hive') return provider
  throw unreadFormat(
    `INSERT OVERWRITE DIRECTORY as Hive's ${stored ?? provider}`,
    stored ?? provider,
    'Write USING csv, USING json, USING text or USING parquet behind the directory.',
  )
}
