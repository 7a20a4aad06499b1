/** format_string, as Java's Formatter makes it of what Spark has inside: a date is its day, a timestamp its microsecond. */

import { type Directive, type FormatKind, formatPieces, takes } from '../../../base/java/format/format-pieces.ts'
import { javaDoubleText, javaFloatText } from '../../../base/java/java-double-text.ts'
import { keptByText } from '../../../base/kept-by-text.ts'
import type { Compute } from './compute.ts'
import { floatText, groupedDigits } from './format-float.ts'
import { timeText } from './format-time.ts'
import { javaHash } from './java-hash.ts'

const piecesOf = keptByText(formatPieces)

/** A format, the kinds of the values with spaces between, and the values as texts. */
export const formatString: Compute = (format, kinds, values) => {
  const kindsOf = String(kinds).split(' ')
  const given = Array.isArray(values) ? values : []
  return piecesOf(String(format))
    .map((piece) => {
      if (typeof piece === 'string') return piece
      if (piece.place === undefined) return piece.conversion === 'n' && !piece.isTime ? '\n' : justified('%', piece)
      if (piece.place >= given.length) throw new Error(`The format has no value for ${piece.written}`)
      return directiveText(piece, given[piece.place] ?? undefined, asKind(kindsOf[piece.place]))
    })
    .join('')
    .replaceAll(/\p{Surrogate}/gu, '?')
}

const KINDS: readonly FormatKind[] = ['text', 'byte', 'short', 'int', 'long', 'float', 'double', 'boolean', 'decimal']
const asKind = (kind: string | undefined): FormatKind => KINDS.find((known) => known === kind) ?? 'opaque'

function justified(text: string, { width, flags }: Directive): string {
  return width === undefined ? text : flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function directiveText(directive: Directive, value: string | undefined, kind: FormatKind): string {
  const { conversion, isUpper, precision } = directive
  const cased = (text: string): string => (isUpper ? text.toUpperCase() : text)
  const general = (text: string): string => justified(cased(text.slice(0, precision)), directive)
  if (value === undefined) return general(conversion === 'b' ? 'false' : 'null')
  if (!takes(directive, kind)) throw new Error(`${directive.written} of a format does not take a value of its type (${kind})`)
  if (directive.isTime) return justified(cased(timeText(conversion, BigInt(value))), directive)
  switch (conversion) {
    case 'b':
      return general(kind === 'boolean' ? value : 'true')
    case 's':
      return general(plainText(value, kind, directive))
    case 'h':
      return general(hashText(value, kind, directive))
    case 'c':
      return justified(cased(characterOf(Number(value), directive)), directive)
    case 'd':
      return justified(decimalText(value, directive), directive)
    case 'o':
    case 'x':
      return justified(cased(bitsText(BigInt(value), kind, directive)), directive)
    default:
      return justified(cased(floatText(doubleOf(value), directive)), directive)
  }
}

const unserved = ({ written }: Directive, kind: FormatKind): Error =>
  new Error(`${written} of a format is not supported for a value of its type (${kind}); write CAST(… AS string)`)

function plainText(value: string, kind: FormatKind, directive: Directive): string {
  if (kind === 'opaque') throw unserved(directive, kind)
  if (kind === 'double') return javaDoubleText(doubleOf(value))
  return kind === 'float' ? javaFloatText(doubleOf(value)) : value
}

/** From the engine's text of a double. */
const doubleOf = (text: string): number => Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'))

function hashText(value: string, kind: FormatKind, directive: Directive): string {
  const hash = javaHash(kind === 'double' || kind === 'float' ? doubleOf(value) : value, kind)
  if (hash === undefined) throw unserved(directive, kind)
  return (hash >>> 0).toString(16)
}

function characterOf(code: number, { written }: Directive): string {
  if (code < 0 || code > 0x10ffff) throw new Error(`${written} of a format: ${code} is no character`)
  return String.fromCodePoint(code)
}

const BITS: Readonly<Partial<Record<FormatKind, number>>> = { byte: 8, short: 16, int: 32, long: 64 }

/** Of a number below 0 the bits that its type has. */
function bitsText(value: bigint, kind: FormatKind, { conversion, flags, width = 0 }: Directive): string {
  const isHex = conversion === 'x'
  const digits = BigInt.asUintN(BITS[kind] ?? 64, value).toString(isHex ? 16 : 8)
  const mark = flags.includes('#') ? (isHex ? '0x' : '0') : ''
  return mark + (flags.includes('0') ? digits.padStart(width - mark.length, '0') : digits)
}

function decimalText(value: string, directive: Directive): string {
  const isNegative = value.startsWith('-')
  const digits = isNegative ? value.slice(1) : value
  return signed(digits, isNegative, directive)
}

function signed(digits: string, isNegative: boolean, directive: Directive): string {
  return groupedDigits({ digits, isNegative, flags: directive.flags, width: directive.width ?? 0 })
}
