import { type DeclaredType, INTERVAL_FIELDS, parseDeclaredType, type SparkType, valueType } from '../../../base/spark-type.ts'
import { notSupported } from '../syntax-error.ts'
import type { Token } from './lexer.ts'
import { isName, readName } from './names.ts'
import type { TokenReader } from './token-reader.ts'

/** Throws sql-semantics for a name that is no Spark type, not-supported for one that Causeway does not have. */
export const readType = (reader: TokenReader): SparkType => valueType(readDeclaredType(reader))

/** As readType, of a column: char(n) and varchar(n) keep their lengths. */
export function readDeclaredType(reader: TokenReader): DeclaredType {
  const first = reader.peek()
  return placedType(reader, first, readTypeText(reader))
}

function placedType(reader: TokenReader, token: Token, text: string): DeclaredType {
  try {
    return parseDeclaredType(text)
  } catch (error) {
    throw reader.placed(error, token)
  }
}

/** Spark 3.3 reads none of them in a statement, though it has a type like each. */
const UNREAD_TYPES: ReadonlySet<string> = new Set(['timestamp_ntz', 'null'])

function readTypeText(reader: TokenReader): string {
  return reader.deeper(() => {
    const token = reader.peek()
    if (!isName(reader)) throw reader.unexpected('a type')
    const written = readName(reader)
    const name = written.toLowerCase()
    if (UNREAD_TYPES.has(name)) throw notSupported(`The type ${name}`, name === 'null' ? undefined : 'Write timestamp.')
    if ((name === 'array' || name === 'map') && reader.isSymbol('<'))
      return `${name}<${angled(reader, () => reader.list(() => readTypeText(reader))).join(',')}>`
    if (name === 'struct' && reader.isSymbol('<')) return `struct<${angled(reader, () => readFields(reader)).join(',')}>`
    // struct<> is one token of two signs.
    if (name === 'struct' && reader.takeSymbol('<>')) return 'struct<>'
    if (name === 'interval') return readIntervalText(reader, token)
    if (!reader.takeSymbol('(')) {
      // Each name by itself, so that the mistake in an array<strng> is told at strng.
      placedType(reader, token, written)
      return written
    }
    const parameters = reader.list(() => readParameter(reader))
    reader.expectSymbol(')')
    return `${written}(${parameters.join(',')})`
  })
}

/** INTERVAL alone, of a field, or of one TO another. */
function readIntervalText(reader: TokenReader, first: Token): string {
  const takenField = (): string | undefined => INTERVAL_FIELDS.find((field) => reader.takeWord(field.toUpperCase()))
  const from = takenField()
  if (from === undefined) return 'interval'
  if (!reader.takeWord('TO')) return `interval ${from}`
  const text = `interval ${from} to ${takenField() ?? ''}`
  placedType(reader, first, text)
  return text
}

function readParameter(reader: TokenReader): string {
  const token = reader.peek()
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw reader.unexpected('a whole number')
  reader.next()
  return token.text
}

function readFields(reader: TokenReader): string[] {
  if (reader.isSymbol('>')) return []
  return reader.list(() => {
    const token = reader.peek()
    if (token.kind !== 'word' && token.kind !== 'quoted-name') throw reader.unexpected('the name of a field')
    reader.next()
    reader.takeSymbol(':')
    const type = readTypeText(reader)
    reader.takeWord('NOT', 'NULL')
    if (reader.takeWord('COMMENT')) reader.next()
    return `${token.text}:${type}`
  })
}

function angled(reader: TokenReader, read: () => string[]): string[] {
  reader.expectSymbol('<')
  const inner = read()
  reader.expectSymbol('>')
  return inner
}
