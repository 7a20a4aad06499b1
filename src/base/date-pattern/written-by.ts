import { CausewayError } from '../errors.ts'
import { lookup } from '../lookup.ts'
import { piecesOf, shownPattern, unknownLetters } from './pieces.ts'

/** What a date pattern writes of a timestamp in UTC. */
export type Written =
  | { readonly kind: 'text'; readonly text: string }
  /** With zeros before it, as wide as this. */
  | { readonly kind: 'number'; readonly of: NumberField; readonly width: number }
  /** 1: as it is; 2: its last two digits; else with zeros before it, and from 4 on with a plus where it has more digits. */
  | { readonly kind: 'year'; readonly width: number }
  | { readonly kind: 'name'; readonly of: 'month' | 'weekday'; readonly isShort: boolean }
  | { readonly kind: 'era' | 'quarter'; readonly isShort: boolean }
  | { readonly kind: 'half' }
  | { readonly kind: 'fraction'; readonly count: number }

type NumberField =
  | 'month'
  | 'day'
  | 'dayofyear'
  | 'dayofweek-in-month'
  | 'quarter'
  | 'hour'
  | 'hour12'
  | 'hour24'
  | 'hour11'
  | 'minute'
  | 'second'

/** What the session's zone, which is UTC, is in each of the zone's letters. */
const ZONE_TEXTS: Readonly<Record<string, string>> = lookup({
  VV: 'UTC',
  z: 'UTC',
  zz: 'UTC',
  zzz: 'UTC',
  zzzz: 'Coordinated Universal Time',
  X: 'Z',
  XX: 'Z',
  XXX: 'Z',
  XXXX: 'Z',
  XXXXX: 'Z',
  x: '+00',
  xx: '+0000',
  xxx: '+00:00',
  xxxx: '+0000',
  xxxxx: '+00:00',
  Z: '+0000',
  ZZ: '+0000',
  ZZZ: '+0000',
  ZZZZ: 'GMT',
  ZZZZZ: 'Z',
  O: 'GMT',
  OOOO: 'GMT',
})

/** Letters of numbers, and how many of one may stand behind one another. */
const NUMBERS: Readonly<Record<string, readonly [NumberField, number]>> = lookup({
  M: ['month', 2],
  L: ['month', 2],
  d: ['day', 2],
  D: ['dayofyear', 3],
  F: ['dayofweek-in-month', 1],
  Q: ['quarter', 2],
  q: ['quarter', 2],
  H: ['hour', 2],
  h: ['hour12', 2],
  k: ['hour24', 2],
  K: ['hour11', 2],
  m: ['minute', 2],
  s: ['second', 2],
})

/**
 * The pattern's parts, and whether it has an era: beside one a year is one of it. Of a date there is no time of the day: a section in brackets that would say it is left out.
 * @throws CausewayError for what is no pattern, or not written, or not there.
 */
export function writtenBy(
  pattern: string,
  of: 'timestamp' | 'date' = 'timestamp',
): { readonly parts: readonly Written[]; readonly hasEra: boolean } {
  const sections: Section[] = [{ parts: [], isLeftOut: false }]
  const close = (): void => {
    const closed = sections.pop()
    if (closed?.isLeftOut === false) sections.at(-1)?.parts.push(...closed.parts)
  }
  for (const piece of piecesOf(pattern)) {
    if (piece.kind === 'optional') {
      if (piece.isOpened) sections.push({ parts: [], isLeftOut: false })
      else close()
      continue
    }
    const section = sections.at(-1)
    section?.parts.push(piece.kind === 'text' ? piece : lettersOf(piece.letter, piece.count, pattern))
    if (of === 'timestamp' || piece.kind === 'text' || !TIME_LETTERS.includes(piece.letter)) continue
    if (sections.length === 1) throw noTime(piece.letter.repeat(piece.count), pattern)
    if (section !== undefined) section.isLeftOut = true
  }
  while (sections.length > 1) close()
  const parts = sections[0]?.parts ?? []
  return { parts, hasEra: parts.some(({ kind }) => kind === 'era') }
}

/** What stands in brackets, and as the first what stands in none. */
interface Section {
  readonly parts: Written[]
  isLeftOut: boolean
}

/** Of the time of the day, and of the zone. */
const TIME_LETTERS = 'HhkKmsSaVzXxZO'

const noTime = (letters: string, pattern: string): CausewayError =>
  new CausewayError('sql-semantics', `A date cannot be written by the pattern ${shownPattern(pattern)}: it has no ${letters}`, {
    hint: 'Write letters of the day alone, or cast the column to TIMESTAMP.',
  })

function lettersOf(letter: string, count: number, pattern: string): Written {
  const zone = ZONE_TEXTS[letter.repeat(count)]
  if (zone !== undefined) return { kind: 'text', text: zone }
  const number = NUMBERS[letter]
  if (number !== undefined && count <= number[1]) return { kind: 'number', of: number[0], width: count }
  switch (letter) {
    case 'y':
      if (count <= 6) return { kind: 'year', width: count }
      break
    case 'G':
      if (count <= 4) return { kind: 'era', isShort: count < 4 }
      break
    case 'M':
    case 'L':
      if (count <= 4) return { kind: 'name', of: 'month', isShort: count === 3 }
      break
    case 'E':
      if (count <= 4) return { kind: 'name', of: 'weekday', isShort: count < 4 }
      break
    case 'Q':
    case 'q':
      if (count <= 4) return { kind: 'quarter', isShort: count === 3 }
      break
    case 'a':
      if (count === 1) return { kind: 'half' }
      break
    case 'S':
      if (count <= 9) return { kind: 'fraction', count }
      break
  }
  throw unknownLetters(letter.repeat(count), pattern)
}
