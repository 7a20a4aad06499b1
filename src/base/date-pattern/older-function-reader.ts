import { asciiDigits } from '../ascii-digits.ts'
import { zoneWordLength } from '../time-zones/zone-name-at.ts'
import { isOlderMoment, type OlderField } from './older-moment.ts'
import { type OlderPiece, olderPiecesOf } from './older-pieces.ts'
import { smallLetters } from './small-letters.ts'
import { MONTH_NAMES } from './text-elements.ts'

interface Reading {
  readonly text: string
  readonly small: string
  /** With digits of ASCII for those of every script. */
  readonly plain: string
  /** In the order in which they were last read. */
  readonly fields: Map<OlderField, number>
}

type Letters = Extract<OlderPiece, { kind: 'letters' }>

const FAILED = -1

/**
 * Whether the parser of Spark's functions before 3.0 (Java's SimpleDateFormat, not lenient, which takes anything behind all) reads a text by the pattern as a
 * moment: what it alone reads stops the job. Undefined: it knows no such pattern.
 */
export function olderFunctionReader(pattern: string): ((text: string) => boolean) | undefined {
  const pieces = olderPiecesOf(pattern)
  if (pieces === undefined || !pieces.every(isKnown)) return undefined
  return (text) => {
    const reading: Reading = { text, small: smallLetters(text), plain: asciiDigits(text), fields: new Map() }
    let at = 0
    for (const [index, piece] of pieces.entries()) {
      at = piece.kind === 'letters' ? readField(piece, reading, at, isNumber(pieces[index + 1])) : readLiteral(piece.text, text, at)
      if (at === FAILED) return false
    }
    // It fails where it has read nothing.
    return at > 0 && isOlderMoment(reading.fields)
  }
}

const readLiteral = (literal: string, text: string, at: number): number => (text.startsWith(literal, at) ? at + literal.length : FAILED)

const NUMBERS: ReadonlyMap<string, OlderField> = new Map([
  ['y', 'year'],
  ['M', 'month'],
  ['L', 'month'],
  ['d', 'day'],
  ['D', 'dayOfYear'],
  ['H', 'hour'],
  ['k', 'hour'],
  ['K', 'hourOfHalf'],
  ['h', 'hourOfHalf'],
  ['m', 'minute'],
  ['s', 'second'],
  ['S', 'millisecond'],
])

const isKnown = (piece: OlderPiece): boolean =>
  piece.kind === 'text' || NUMBERS.has(piece.letter) || 'GazZ'.includes(piece.letter) || (piece.letter === 'X' && piece.count <= 3)

const isNumber = (piece: OlderPiece | undefined): boolean => piece?.kind === 'letters' && NUMBERS.has(piece.letter) && !isMonthName(piece)

const isMonthName = ({ letter, count }: Letters): boolean => 'ML'.includes(letter) && count > 2

const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((name, index): readonly [string, number][] => [
    [name, index + 1],
    [name.slice(0, 3), index + 1],
  ]),
)
const HALVES: ReadonlyMap<string, number> = new Map([
  ['am', 0],
  ['pm', 1],
])
const ERAS: ReadonlyMap<string, number> = new Map([
  ['before christ', 0],
  ['anno domini', 1],
  ['bc', 0],
  ['ad', 1],
])

function readField(piece: Letters, reading: Reading, from: number, isBeforeNumber: boolean): number {
  const { letter, count } = piece
  let at = from
  while (reading.text[at] === ' ' || reading.text[at] === '\t') at += 1
  if (at >= reading.text.length) return FAILED
  switch (letter) {
    // Words stand where the field begins, with no blanks before them.
    case 'G':
      return readWord(ERAS, 'era', reading, from)
    case 'a':
      return readWord(HALVES, 'half', reading, from)
    case 'z':
    case 'Z':
      return readGeneralZone(reading, from, at)
    case 'X':
      if (reading.text[at] === 'Z') return setField(reading, 'zone', 0, at + 1)
      return readOffset(reading, at, count === 3, count === 1, false)
    default:
      if (isMonthName(piece)) return readWord(MONTHS, 'month', reading, from)
      return readNumber(letter, count, reading, at, isBeforeNumber ? from + count : undefined)
  }
}

function setField({ fields }: Reading, field: OlderField, value: number, end: number): number {
  fields.delete(field)
  fields.set(field, value)
  return end
}

function readWord(words: ReadonlyMap<string, number>, field: OlderField, reading: Reading, at: number): number {
  let longest = ''
  for (const word of words.keys()) if (word.length > longest.length && reading.small.startsWith(word, at)) longest = word
  const value = words.get(longest)
  return value === undefined ? FAILED : setField(reading, field, value, at + longest.length)
}

function readGeneralZone(reading: Reading, from: number, at: number): number {
  const sign = reading.text[at]
  if (sign === '+' || sign === '-') return readOffset(reading, at, false, false, false)
  if (reading.small.startsWith('gmt', from) && at === from) {
    const next = reading.text[at + 3]
    if (next === '+' || next === '-') return readOffset(reading, at + 3, true, false, true)
    return setField(reading, 'zone', 0, at + 3)
  }
  const length = zoneWordLength('functions', reading.small, at)
  if (length === undefined) return FAILED
  reading.fields.delete('zone')
  return at + length
}

/** A sign, hours and, unless they are all, minutes. */
function readOffset(reading: Reading, at: number, hasColon: boolean, isOfHours: boolean, mayHaveOneDigit: boolean): number {
  const minutes = isOfHours ? '' : `${hasColon ? ':' : ''}([0-5][0-9])`
  const expression = new RegExp(`([+-])([0-1][0-9]|2[0-3]${mayHaveOneDigit ? '|[0-9](?=:)' : ''})${minutes}`, 'y')
  expression.lastIndex = at
  const found = expression.exec(reading.text)
  if (found === null) return FAILED
  const size = Number(found[2]) * 60 + Number(found[3] ?? 0)
  return setField(reading, 'zone', found[1] === '-' ? -size : size, expression.lastIndex)
}

/** limit: a number right before another one ends there. */
function readNumber(letter: string, count: number, reading: Reading, at: number, limit: number | undefined): number {
  if (limit !== undefined && limit > reading.text.length) return FAILED
  const number = integerAt(limit === undefined ? reading.plain : reading.plain.slice(0, limit), at)
  const field = NUMBERS.get(letter)
  if (number === undefined || field === undefined) return FAILED
  const { value, end } = number
  const set = (of: number): number => setField(reading, field, of, end)
  switch (letter) {
    case 'y':
      return set(count <= 2 && /^\d\d$/.test(reading.plain.slice(at, end)) ? 2000 + value : value)
    case 'k':
      return value < 1 || value > 24 ? FAILED : set(value % 24)
    case 'h':
      return value < 1 || value > 12 ? FAILED : set(value % 12)
    default:
      return set(value)
  }
}

const INT_MAX = 2_147_483_647
const LONG_DIGITS = 18

/** As Java's NumberFormat reads whole numbers: NaN and exponents, too; of what is too long it keeps the last 32 bits. */
function integerAt(plain: string, at: number): { readonly value: number; readonly end: number } | undefined {
  const expression = /NaN|-?∞|(-?\d+)(E-?\d+)?/y
  expression.lastIndex = at
  const found = expression.exec(plain)
  if (found === null) return undefined
  const end = expression.lastIndex
  const [all, digits, exponent] = found
  if (digits === undefined) return { value: all === 'NaN' ? 0 : INT_MAX, end }
  if (exponent === undefined && digits.length <= LONG_DIGITS + 1) return { value: Number(BigInt.asIntN(32, BigInt(digits))), end }
  const value = Math.trunc(Number(all))
  if (Math.abs(value) < Number.MAX_SAFE_INTEGER) return { value: Number(BigInt.asIntN(32, BigInt(value))), end }
  return { value: value < 0 ? -INT_MAX - 1 : INT_MAX, end }
}
