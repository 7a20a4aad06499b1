import { lookup } from '../lookup.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { elementsOf } from './text-elements.ts'

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
  readonly shape: string
}
type Hour = 'hour' | 'hour12' | 'hour24' | 'hour11'

const reading = (field: Reading['field'], shape: string): Reading => ({ field, shape })

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

/** Undefined: letters that are not read here. */
function readingOf(letter: string, count: number, isBeforeNumber: boolean): Reading | undefined {
  const plain = PLAIN[letter]
  if (plain !== undefined && count === 1) return reading(plain, ONE_OR_MORE)
  if (plain !== undefined && count === 2) return reading(plain, '\\d{2}')
  switch (letter) {
    case 'M':
    case 'L':
      if (count === 3) return reading('monthname', SHORT_MONTHS)
      if (count === 4) return reading('monthname', MONTHS)
      break
    case 'y':
      if (count === 1) return reading('year', '-?\\d{1,6}')
      if (count === 2) return reading('shortyear', '\\d{2}')
      if (count === 3) return reading('year', '-?\\d{3,6}')
      if (count <= 6) return reading('year', `\\d{${count}}|-\\d{${count},9}|\\+\\d{${count + 1},9}`)
      break
    case 'D':
      if (count === 1) return reading('dayofyear', ONE_OR_MORE)
      if (count === 2) return reading('dayofyear', '\\d{2,3}')
      if (count === 3) return reading('dayofyear', '\\d{3}')
      break
    case 'S':
      // It takes as many digits as it may, and leaves those behind to the next number.
      if (count <= 9) return reading('fraction', isBeforeNumber ? `\\d{${count}}` : `\\d{1,${count}}`)
      break
    case 'a':
      if (count === 1) return reading('half', 'AM|PM')
      break
    default: {
      const zone = ZONES[`${letter}${count}`]
      if (zone !== undefined) return reading('zone', zone)
    }
  }
  return undefined
}

const ZONES: Readonly<Record<string, string>> = lookup({
  X1: 'Z|[+-]\\d{2}(?:\\d{2})?',
  X2: 'Z|[+-]\\d{4}',
  X3: 'Z|[+-]\\d{2}:\\d{2}',
  Z1: '[+-]\\d{4}',
  Z2: '[+-]\\d{4}',
  Z3: '[+-]\\d{4}',
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
}

const isNumber = (piece: Piece | undefined): boolean =>
  piece?.kind === 'letters' && ((piece.count <= 2 && piece.letter in PLAIN) || 'ySD'.includes(piece.letter))

const escaped = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')

/**
 * What the whole text must match, for an engine of expressions that looks ahead nowhere. Undefined: it would not say as Java does what the pattern reads, and
 * readText is to be asked: of names of zones, eras, days of a year beside those of a month, offsets of dates (which are of their own day), sections that a text
 * may be mistaken for.
 * @throws CausewayError for what is no pattern, or not one for reading.
 */
export function shapeOf(pattern: string, kind: 'date' | 'timestamp'): TextShape | undefined {
  elementsOf(pattern)
  // What is longer is more than an engine of expressions takes.
  if (pattern.length > PATTERN_MAX) return undefined
  const pieces = piecesOf(pattern)
  const letters = pieces.map((piece) => (piece.kind === 'letters' ? piece.letter : '')).join('')
  if (kind === 'date' && /[XZ]/.test(letters)) return undefined
  if (letters.includes('D') && !/^[^MLd]*y[^MLd]*$/.test(letters)) return undefined
  const groups: Group[] = []
  let shape = ''
  let open = 0
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'text') shape += escaped(piece.text)
    else if (piece.kind === 'optional') {
      if (piece.isOpened && isMistakable(pieces, index)) return undefined
      // A number takes its digits and gives none back for what may follow it.
      if (isNumber(pieces[index + 1])) return undefined
      shape += piece.isOpened ? '(?:' : ')?'
      open += piece.isOpened ? 1 : -1
    } else {
      const read = readingOf(piece.letter, piece.count, isNumber(pieces[index + 1]))
      if (read === undefined) return undefined
      // Java gives numbers of a fixed length behind one of any length their digits, and nothing else.
      if (isNumber(piece) && !isFixedNumber(piece) && meetsNumber(pieces, endOfFixedRun(pieces, index + 1))) return undefined
      groups.push(groupOf(read.field, groups))
      shape += `(${read.shape})`
    }
  }
  // An open section at the end ends with the pattern.
  shape += ')?'.repeat(open)
  return areOfOneMeaning(groups.map(({ field }) => field)) ? { shape, groups } : undefined
}

/** Whether what stands behind a section may begin as the section does: Java takes one that matches, and never looks back. */
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

const PATTERN_MAX = 1_000

function groupOf(field: Reading['field'], before: readonly Group[]): Group {
  const count = before.filter((group) => group.field === field).length
  return { field, name: count === 0 ? field : `${field}${count}` }
}

/** Whether no two of them tell the same by other words or numbers, which would have to be compared. */
function areOfOneMeaning(fields: readonly Reading['field'][]): boolean {
  const groups: readonly (readonly Reading['field'][])[] = [
    ['year', 'shortyear'],
    ['month', 'monthname'],
    ['hour', 'hour12', 'hour24', 'hour11'],
  ]
  if (groups.some((group) => group.filter((field) => fields.includes(field)).length > 1)) return false
  return (['half', 'shortyear', 'monthname', 'zone'] as const).every((field) => fields.filter((one) => one === field).length <= 1)
}
