import { lookup } from '../lookup.ts'
import { notSupportedPattern, type Piece, piecesOf, shownPattern, unknownLetters } from './pieces.ts'

/** What one run of letters reads: a group of the regular expression, and of which field. */
export interface Reading {
  readonly field:
    | 'year'
    | 'shortyear'
    | 'month'
    | 'monthname'
    | 'day'
    | 'dayofyear'
    | Hour
    | 'minute'
    | 'second'
    | 'fraction'
    | 'half'
    | 'zone'
    | 'zonename'
    | 'zoneid'
    | 'milliseconds'
  readonly shape: string
  /** Whether it takes as many digits as come. */
  readonly isOpen: boolean
}
type Hour = 'hour' | 'hour12' | 'hour24' | 'hour11'

const fixed = (field: Reading['field'], shape: string): Reading => ({ field, shape, isOpen: false })
const open = (field: Reading['field'], shape: string): Reading => ({ field, shape, isOpen: true })

const SHORT_MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'
const ONE_OR_MORE = '\\d{1,9}'

/** Letters of which one reads any number of digits and two read two. */
const PLAIN: Readonly<Record<string, Reading['field']>> = lookup({
  M: 'month',
  L: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour12',
  k: 'hour24',
  K: 'hour11',
  m: 'minute',
  s: 'second',
})

/** @throws CausewayError not-supported for letters that are not read. */
function readingOf(letter: string, count: number, isBeforeNumber: boolean, pattern: string): Reading {
  const plain = PLAIN[letter]
  if (plain !== undefined && count === 1) return open(plain, ONE_OR_MORE)
  if (plain !== undefined && count === 2) return fixed(plain, '\\d{2}')
  switch (letter) {
    case 'M':
    case 'L':
      if (count === 3) return fixed('monthname', SHORT_MONTHS)
      if (count === 4) return fixed('monthname', MONTHS)
      break
    case 'y':
      if (count === 1) return open('year', '-?\\d{1,6}')
      if (count === 2) return fixed('shortyear', '\\d{2}')
      if (count === 3) return open('year', '-?\\d{3,6}')
      if (count <= 6) return fixed('year', `\\d{${count}}|-\\d{${count},9}|\\+\\d{${count + 1},9}`)
      break
    case 'D':
      if (count === 1) return open('dayofyear', ONE_OR_MORE)
      if (count === 2) return open('dayofyear', '\\d{2,3}')
      if (count === 3) return fixed('dayofyear', '\\d{3}')
      break
    case 'S':
      // It takes as many digits as it may, and leaves those behind to the next number.
      if (count <= 9) return fixed('fraction', isBeforeNumber ? `\\d{${count}}` : `\\d{1,${count}}`)
      break
    case 'a':
      if (count === 1) return fixed('half', 'AM|PM')
      break
    case 'V':
      if (count === 2) return fixed('zoneid', ZONE_ID)
      break
    case 'z':
      if (count <= 3) return fixed('zonename', '[A-Za-z]+')
      break
    default: {
      const zone = ZONES[`${letter}${count}`]
      if (zone !== undefined) return fixed('zone', zone)
    }
  }
  throw unknownLetters(letter.repeat(count), pattern)
}

/** An offset of hours and minutes, or a word: which words are zones is looked up behind. */
const ZONE_ID = '(?:UTC|GMT|UT)?[+-]\\d{2}:\\d{2}(?::\\d{2})?|[A-Za-z][A-Za-z0-9~/._+-]*'
const COLON_OFFSET = '[+-]\\d{2}:\\d{2}'
const SECONDS_OFFSET = '[+-]\\d{4}(?:\\d{2})?'
const COLON_SECONDS_OFFSET = `${COLON_OFFSET}(?::\\d{2})?`
const GMT_OFFSET = 'GMT(?:[+-]\\d{1,2}(?::\\d{2}(?::\\d{2})?)?)?'
const WIDE_GMT_OFFSET = `GMT(?:${COLON_SECONDS_OFFSET})?`
const ZONES: Readonly<Record<string, string>> = lookup({
  X1: 'Z|[+-]\\d{2}(?:\\d{2})?',
  X2: 'Z|[+-]\\d{4}',
  X3: `Z|${COLON_OFFSET}`,
  X4: `Z|${SECONDS_OFFSET}`,
  X5: `Z|${COLON_SECONDS_OFFSET}`,
  x1: '[+-]\\d{2}(?:\\d{2})?',
  x2: '[+-]\\d{4}',
  x3: COLON_OFFSET,
  x4: SECONDS_OFFSET,
  x5: COLON_SECONDS_OFFSET,
  Z1: '[+-]\\d{4}',
  Z2: '[+-]\\d{4}',
  Z3: '[+-]\\d{4}',
  Z4: WIDE_GMT_OFFSET,
  Z5: `Z|${COLON_SECONDS_OFFSET}`,
  O1: GMT_OFFSET,
  O4: WIDE_GMT_OFFSET,
})

/** A run of letters as the pattern reads it, under a name of its own where the field stands twice. */
export interface Group {
  readonly field: Reading['field']
  readonly name: string
}

export interface TextShape {
  /** A regular expression with a group for each of the fields in their order. */
  readonly shape: string
  readonly groups: readonly Group[]
  /** Whether the expression looks ahead, or finds words that must mean the same, which not every engine of them can. */
  readonly looksAhead: boolean
}

const isNumber = (piece: Piece | undefined): boolean =>
  piece?.kind === 'letters' && ((piece.count <= 2 && piece.letter in PLAIN) || 'ySD'.includes(piece.letter))

const escaped = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')

/** What the whole text must match. @throws CausewayError not-supported for what is not read. */
export function shapeOf(pattern: string): TextShape {
  const pieces = piecesOf(pattern)
  refuseSlow(pieces, pattern)
  const groups: Group[] = []
  let shape = ''
  const open: OpenSection[] = []
  let taken = 0
  const close = (): void => {
    const section = open.pop()
    if (section === undefined) return
    const inner = shape.slice(section.at)
    shape = `${shape.slice(0, section.at)}(?:${inner}${section.isTaken ? `|(?!${withoutGroups(inner)})` : ''})${section.isTaken ? '' : '?'}`
  }
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'text') shape += escaped(piece.text)
    else if (piece.kind === 'optional') {
      if (piece.isOpened) {
        const isTaken = isMistakable(pieces, index)
        if (isTaken) taken += 1
        open.push({ at: shape.length, isTaken })
      } else close()
    } else {
      const isBeforeNumber = isNumber(pieces[index + 1])
      const reading = readingOf(piece.letter, piece.count, isBeforeNumber, pattern)
      if (reading.isOpen && isBeforeNumber && !isFixedRun(pieces, index + 1))
        throw notSupportedPattern(
          `The pattern ${shownPattern(pattern)}, in which a number of any length is before a number,`,
          'Write two letters for two digits.',
        )
      if (reading.field === 'zoneid' && pieces[index + 1]?.kind === 'letters')
        throw notSupportedPattern(`The pattern ${shownPattern(pattern)}, in which letters follow VV,`, 'Write a sign between them.')
      if (isGreedyYear(piece) && isNumber(pieces[endOfFixedRun(pieces, index + 1)])) shape += NOTHING
      if (isNumber(piece) && isBehindYear(pieces, index)) shape += BEHIND_NO_DIGIT
      groups.push(groupOf(reading.field, groups))
      shape += `(${reading.shape})`
    }
  }
  // An open section at the end ends with the pattern.
  while (open.length > 0) close()
  if (taken > TAKEN_MAX) throw tooManyWays(pattern)
  checkFields(
    groups.map(({ field }) => field),
    pattern,
  )
  return { shape, groups, looksAhead: taken > 0 || hasSeveralWords(groups) }
}

/** A section in brackets, where its shape begins. */
interface OpenSection {
  readonly at: number
  /** Java takes a section that matches, and never looks back: what stands behind does not get its text. */
  readonly isTaken: boolean
}

const withoutGroups = (shape: string): string => shape.replaceAll(/(?<!\\)((?:\\\\)*)\((?!\?)/g, '$1(?:')

/** Whether what stands behind a section may begin as the section does. */
function isMistakable(pieces: readonly Piece[], from: number): boolean {
  const own = beginnings(pieces, from + 1, true)
  const behind = beginnings(pieces, endOfSection(pieces, from) + 1)
  return [...own].some((sign) => behind.has(sign))
}

/** What the text may begin with that the pieces from here on read: signs, and kinds of them. */
function beginnings(pieces: readonly Piece[], from: number, isWithin = false): ReadonlySet<string> {
  const found = new Set<string>()
  for (let at = from; at < pieces.length; at += 1) {
    const piece = pieces[at]
    if (piece === undefined) break
    if (piece.kind === 'text') {
      for (const kind of kindsOfSign(piece.text[0] ?? '')) found.add(kind)
      if (piece.text !== '') break
    } else if (piece.kind === 'letters') {
      for (const kind of isNumber(piece) ? ['digit', 'sign'] : ['letter', 'sign']) found.add(kind)
      break
    } else if (piece.isOpened) {
      for (const kind of beginnings(pieces, at + 1, true)) found.add(kind)
      at = endOfSection(pieces, at)
    } else if (isWithin) break
  }
  return found
}

function kindsOfSign(sign: string): readonly string[] {
  if (/\d/.test(sign)) return ['digit']
  if (/\p{L}/u.test(sign)) return ['letter']
  return sign === '+' || sign === '-' ? ['sign'] : [sign]
}

/** Each is written twice, and so are those in it. */
const TAKEN_MAX = 4
const SECTIONS_MAX = 16
const LOOSE_MAX = 3
const PATTERN_MAX = 1_000

/** A text that fits in none of many ways would be tried in all of them, and patterns come with rows, too. */
function refuseSlow(pieces: readonly Piece[], pattern: string): void {
  // What is longer is more than an engine of expressions takes.
  if (pattern.length > PATTERN_MAX)
    throw notSupportedPattern(`The pattern ${shownPattern(pattern)}, which is longer than ${PATTERN_MAX} characters,`)
  const sections = pieces.filter((piece) => piece.kind === 'optional' && piece.isOpened).length
  if (sections > SECTIONS_MAX) throw tooManyWays(pattern)
  const loose = pieces.filter((piece, index) => isOpenNumber(piece) && meetsNumber(pieces, index + 1)).length
  if (loose > LOOSE_MAX) throw tooManyWays(pattern)
}

const tooManyWays = (pattern: string): Error =>
  notSupportedPattern(
    `The pattern ${shownPattern(pattern)}, by which a text can be read in too many ways,`,
    'Write fewer sections in brackets, and signs between numbers.',
  )

const isOpenNumber = (piece: Piece): boolean => isNumber(piece) && !isFixedNumber(piece) && !isGreedyYear(piece)

/** Whether digits may stand here, where sections are left out or not. */
function meetsNumber(pieces: readonly Piece[], from: number, isSection = false): boolean {
  for (let at = from; ; at += 1) {
    const piece = pieces[at]
    if (piece === undefined) return false
    if (piece.kind === 'text') return /^\d/.test(piece.text)
    if (piece.kind === 'letters') return isNumber(piece)
    if (!piece.isOpened && isSection) return false
    if (!piece.isOpened) continue
    if (meetsNumber(pieces, at + 1, true)) return true
    at = endOfSection(pieces, at)
  }
}

/** Of one that begins there: where it is closed, or the last piece. */
function endOfSection(pieces: readonly Piece[], from: number): number {
  let depth = 0
  for (let at = from; at < pieces.length; at += 1) {
    const piece = pieces[at]
    if (piece?.kind === 'optional') depth += piece.isOpened ? 1 : -1
    if (depth === 0) return at
  }
  return pieces.length
}

/** Matches nowhere. A year takes all digits that numbers of a fixed length behind it do not need, and fails with more than its own: before others, always. */
const NOTHING = '\\b\\B'
/** Before a digit. */
const BEHIND_NO_DIGIT = '\\b'

/** Whether the numbers from here on have a fixed length: they leave the other digits to the one before them. */
const isFixedRun = (pieces: readonly Piece[], from: number): boolean => !isNumber(pieces[endOfFixedRun(pieces, from)])

function endOfFixedRun(pieces: readonly Piece[], from: number): number {
  let end = from
  while (isFixedNumber(pieces[end])) end += 1
  return end
}

const isFixedNumber = (piece: Piece | undefined): boolean =>
  piece?.kind === 'letters' &&
  ((piece.count === 2 && piece.letter in PLAIN) ||
    (piece.letter === 'D' && piece.count === 3) ||
    (piece.letter === 'S' && piece.count === 1))

const isGreedyYear = (piece: Piece | undefined): boolean => piece?.kind === 'letters' && piece.letter === 'y' && piece.count >= 4

/** Whether the number is in another section than a year before it, with nothing between them: where that year stands, it takes the number's digits. */
function isBehindYear(pieces: readonly Piece[], index: number): boolean {
  const before = pieces.slice(0, index).findLastIndex((piece) => piece.kind !== 'optional' && !isFixedNumber(piece))
  return isGreedyYear(pieces[before]) && pieces.slice(before, index).some(({ kind }) => kind === 'optional')
}

function groupOf(field: Reading['field'], before: readonly Group[]): Group {
  const count = before.filter((group) => group.field === field).length
  return { field, name: count === 0 ? field : `${field}${count}` }
}

/** [MMMM][MMM], [XXX][X], [XXX][VV]: of each text one of them, or both, which then say the same. */
const hasSeveralWords = (groups: readonly Group[]): boolean =>
  groups.filter(({ field }) => field === 'monthname').length > 1 ||
  groups.filter(({ field }) => field === 'zone' || field === 'zoneid').length > 1

/** Fields that tell the same by other numbers are not compared. */
function checkFields(fields: readonly Reading['field'][], pattern: string): void {
  const groups: readonly (readonly Reading['field'][])[] = [
    ['year', 'shortyear'],
    ['month', 'monthname'],
    ['hour', 'hour12', 'hour24', 'hour11'],
    ['zone', 'zonename'],
    ['zonename', 'zoneid'],
  ]
  for (const group of groups)
    if (group.filter((field) => fields.includes(field)).length > 1)
      throw notSupportedPattern(`The pattern ${shownPattern(pattern)}, which has ${group.join(' and ')},`)
  for (const field of ['zonename', 'zoneid', 'half', 'shortyear'] as const)
    if (fields.filter((one) => one === field).length > 1)
      throw notSupportedPattern(`The pattern ${shownPattern(pattern)}, which has a ${field} twice,`)
}

const NAMES = `${MONTHS}|${SHORT_MONTHS}`
/** No longer than the longest word that is a zone: where words follow one another each may end at every letter. */
const GENERAL_ZONE = 'GMT[+-]\\d{1,2}:?\\d{2}|[+-]\\d{4}|[A-Za-z]{1,40}'
/** What Spark's parser before 3.0 has of each letter, beside numbers. */
const OLDER: Readonly<Record<string, { readonly field: Reading['field']; readonly shape: string }>> = lookup({
  a: { field: 'half', shape: 'AM|PM' },
  z: { field: 'zone', shape: GENERAL_ZONE },
  Z: { field: 'zone', shape: GENERAL_ZONE },
})

/** Behind X, XX and XXX. */
const OLDER_OFFSETS: readonly string[] = ['[+-]\\d{2}', '[+-]\\d{4}', COLON_OFFSET]

/**
 * What the parser before 3.0 (Java's SimpleDateFormat) reads by the pattern: numbers of any length behind spaces, and anything behind all. Undefined: it
 * knows no such pattern.
 */
export function olderShapeOf(pattern: string): TextShape | undefined {
  const pieces = piecesOf(pattern)
  refuseSlow(pieces, pattern)
  if (pieces.filter((piece) => piece.kind === 'letters' && 'zZ'.includes(piece.letter)).length > LOOSE_MAX) throw tooManyWays(pattern)
  const groups: Group[] = []
  let shape = ''
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'text') shape += escaped(piece.text)
    else if (piece.kind === 'optional') shape += piece.isOpened ? '\\[' : '\\]'
    else if (piece.letter === 'G') shape += '(?:Anno Domini|Before Christ|AD|BC)'
    else {
      const read = olderReading(piece.letter, piece.count, pieces[index + 1]?.kind === 'letters')
      if (read === undefined) return undefined
      groups.push(groupOf(read.field, groups))
      shape += read.field === 'half' || read.field === 'monthname' || read.field === 'zone' ? `(${read.shape})` : `[ \\t]*(${read.shape})`
    }
  }
  // It fails where it has read nothing.
  return shape === '' ? undefined : { shape, groups, looksAhead: false }
}

function olderReading(letter: string, count: number, isBeforeLetters: boolean): Pick<Reading, 'field' | 'shape'> | undefined {
  const other = OLDER[letter]
  if (other !== undefined) return other
  const offset = OLDER_OFFSETS[count - 1]
  if (letter === 'X') return offset === undefined ? undefined : { field: 'zone', shape: `Z|${offset}` }
  if ((letter === 'M' || letter === 'L') && count >= 3) return { field: 'monthname', shape: NAMES }
  const field = letter === 'y' ? 'year' : letter === 'D' ? 'dayofyear' : letter === 'S' ? 'milliseconds' : PLAIN[letter]
  return field === undefined ? undefined : { field, shape: isBeforeLetters ? `\\d{${count}}` : '\\d{1,9}' }
}
