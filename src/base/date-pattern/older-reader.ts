import { asciiDigits } from '../ascii-digits.ts'
import { zoneWordLength } from '../time-zones/zone-name-at.ts'
import { olderPiecesOf } from './older-pieces.ts'
import { smallLetters } from './small-letters.ts'
import { MONTH_NAMES } from './text-elements.ts'

/** One step: the place behind what it has read, or FAILED. */
type Step = (text: OlderText, at: number) => number

interface OlderText {
  readonly text: string
  readonly small: string
}

interface Part {
  readonly step: (width: number) => Step
  readonly width: number
  readonly isNumber: boolean
}

const FAILED = -1
const INT_MAX = 2_147_483_647
/** Later years have no place in 32 bits of days or 64 of microseconds. */
const DATE_YEAR_MAX = 5_879_610
const TIMESTAMP_YEAR_MAX = 294_246
const NUMBERS = 'yMdDHhkKmsS'

/**
 * Whether the parser of files before Spark 3.0 (FastDateFormat of commons-lang3, which takes numbers of any size, and anything behind all) reads a text by the
 * pattern: what it alone reads stops the job. Undefined: it knows no such pattern.
 */
export function olderReader(pattern: string, kind: 'date' | 'timestamp'): ((text: string) => boolean) | undefined {
  const parts = partsOf(pattern, kind === 'date' ? DATE_YEAR_MAX : TIMESTAMP_YEAR_MAX)
  if (parts === undefined) return undefined
  const steps = parts.map(({ step, width, isNumber }, index) => step(isNumber && parts[index + 1]?.isNumber === true ? width : 0))
  return (text) => {
    const plain = asciiDigits(text)
    const given = { text: plain, small: smallLetters(plain) }
    let at = 0
    for (const step of steps) {
      at = step(given, at)
      if (at === FAILED) return false
    }
    return true
  }
}

function partsOf(pattern: string, yearMax: number): readonly Part[] | undefined {
  const parts: Part[] = []
  for (const piece of olderPiecesOf(pattern) ?? [undefined]) {
    const part = piece?.kind === 'letters' ? partOf(piece.letter, piece.count, yearMax) : piece && literal(piece.text)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts
}

const literal = (text: string): Part => ({
  step: () => (given, from) => (given.text.startsWith(text, from) ? from + text.length : FAILED),
  width: 0,
  isNumber: false,
})

function partOf(letter: string, count: number, yearMax: number): Part | undefined {
  const other = (step: Step): Part => ({ step: () => step, width: count, isNumber: false })
  if (letter === 'M' && count >= 3) return other(wordOf(MONTHS))
  if (NUMBERS.includes(letter)) return { step: numberOf(letter === 'y' ? yearMax : INT_MAX), width: count, isNumber: true }
  const offset = OFFSETS[count - 1]
  switch (letter) {
    case 'a':
      return other(wordOf(['am', 'pm', 'a', 'p']))
    case 'G':
      return other(wordOf(['before christ', 'anno domini', 'bc', 'ad', 'b', 'a']))
    case 'X':
      return offset === undefined ? undefined : other(matching(offset))
    case 'Z':
      return count === 2 ? other(matching(COLON_OFFSET)) : other(zoneAt)
    case 'z':
      return other(zoneAt)
    default:
      return undefined
  }
}

const MONTHS = [...MONTH_NAMES, ...MONTH_NAMES.map((name) => name.slice(0, 3))]
// Hours and minutes beyond those of a day are no zone to it, and end it.
const HOURS = '[+-](?:[01]\\d|2[0-3])'
const MINUTES = '[0-5]\\d'
const COLON_OFFSET = new RegExp(`Z|${HOURS}:${MINUTES}`, 'y')
const OFFSETS: readonly RegExp[] = [new RegExp(`Z|${HOURS}`, 'y'), new RegExp(`Z|${HOURS}${MINUTES}`, 'y'), COLON_OFFSET]
const GENERAL_ZONE = new RegExp(`${HOURS}${MINUTES}|GMT[+-](?:[01]?\\d|2[0-3]):${MINUTES}`, 'iy')

const wordOf =
  (words: readonly string[]): Step =>
  ({ small }, at) => {
    const word = words.find((one) => small.startsWith(one, at))
    return word === undefined ? FAILED : at + word.length
  }

const matching =
  (expression: RegExp): Step =>
  ({ text }, at) => {
    expression.lastIndex = at
    return expression.test(text) ? expression.lastIndex : FAILED
  }

const zoneAt: Step = (given, at) => {
  const end = matching(GENERAL_ZONE)(given, at)
  if (end !== FAILED) return end
  const length = zoneWordLength('files', given.small, at)
  return length === undefined ? FAILED : at + length
}

const numberOf =
  (max: number) =>
  /** width: of a number right before another one; else 0, and it has any length, behind blanks. */
  (width: number): Step =>
  ({ text }, at) => {
    let from = at
    if (width === 0) while (/\s/.test(text[from] ?? '')) from += 1
    let end = from
    while (/\d/.test(text[end] ?? '') && (width === 0 || end < from + width)) end += 1
    return end === from || Number(text.slice(from, end)) > max ? FAILED : end
  }
