import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NumberType } from '../tree.ts'
import type { Token } from './lexer.ts'
import type { TokenReader } from './token-reader.ts'

const SUFFIXES: readonly (readonly [RegExp, NumberType, number])[] = [
  [/bd$/i, 'big-decimal', 2],
  [/l$/i, 'bigint', 1],
  [/s$/i, 'smallint', 1],
  [/y$/i, 'tinyint', 1],
  [/d$/i, 'double', 1],
  [/f$/i, 'float', 1],
  [/e/i, 'exponent', 0],
  [/\./, 'decimal', 0],
]

/** A number, with its sign where one stands before it. */
export function readNumber(reader: TokenReader): Expression {
  const sign = reader.takeSymbol('-') ? '-' : ''
  const { text } = reader.next()
  const [, type, suffixLength] = SUFFIXES.find(([pattern]) => pattern.test(text)) ?? [/$/, 'integer' as const, 0]
  return { kind: 'number', type, text: sign + (suffixLength === 0 ? text : text.slice(0, -suffixLength)) }
}

/** Adjacent literals are one string; 'it''s' has a quote in it, as in Spark 4. */
export function readString(reader: TokenReader): string {
  let text = ''
  let previousEnd = -1
  do {
    const token = reader.peek()
    if (token.kind !== 'string') throw reader.unexpected('a string')
    reader.next()
    text += (token.start === previousEnd ? "'" : '') + stringText(token)
    previousEnd = token.end
  } while (reader.peek().kind === 'string')
  return text
}

/** One string alone: what LOCATION, COMMENT and the like have. */
export function readSingleString(reader: TokenReader): string {
  const token = reader.peek()
  if (token.kind !== 'string') throw reader.unexpected('a string')
  reader.next()
  return stringText(token)
}

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001A', '%': '\\%', _: '\\_' }

/** The text of a string literal: quotes off, escapes resolved as Spark does. */
function stringText(token: Token): string {
  const raw = token.text
  if (raw[0] === 'r' || raw[0] === 'R') return raw.slice(2, -1)
  const body = raw.slice(1, -1)
  return body.replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-1][0-7]{2})|([\s\S]))/g, (_all, short, long, octal, other) => {
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16))
    if (long !== undefined) return codePoint(Number.parseInt(long, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    return ESCAPES[other] ?? other
  })
}

function codePoint(code: number): string {
  if (code > 0x10_ffff) throw semanticError(`\\U${code.toString(16)} is not a Unicode character`)
  return String.fromCodePoint(code)
}

/** DATE '2020-01-01' and the like: a word and the one string behind it. */
export function readTypedLiteral(reader: TokenReader, intervalOfText: (text: string) => Expression): Expression {
  const type = reader.next().text.toLowerCase()
  const value = readSingleString(reader)
  if (reader.peek().kind === 'string') throw semanticError('A typed literal has one string')
  switch (type) {
    case 'date':
      return { kind: 'typed-literal', type: 'date', value }
    case 'timestamp':
    case 'timestamp_ltz':
      return { kind: 'typed-literal', type: 'timestamp', value }
    case 'x':
      if (!/^[0-9a-fA-F]*$/.test(value)) throw semanticError(`X'${value.slice(0, 40)}' is not a hexadecimal literal`)
      return { kind: 'typed-literal', type: 'binary', value: value.length % 2 === 0 ? value : `0${value}` }
    case 'interval':
      return intervalOfText(value)
    default:
      throw notSupported(`The literal type ${type}`)
  }
}
