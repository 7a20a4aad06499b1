import { lookup } from '../../../base/lookup.ts'
import type { Sql } from '../bound/sql.ts'
import { joined, template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'

/** A run of one letter, or text that stands for itself. */
export type Piece =
  | { readonly kind: 'letters'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  /** [ or ]: what is between them may be missing. */
  | { readonly kind: 'optional'; readonly isOpened: boolean }

/** A Java DateTimeFormatter pattern, in its pieces: letters, 'quoted text', other signs. */
export function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let depth = 0
  while (at < pattern.length) {
    const sign = pattern[at] ?? ''
    if (sign === "'") {
      const [quoted] = /^'(?:[^']|'')*'/.exec(pattern.slice(at)) ?? []
      if (quoted === undefined) throw semanticError(`The pattern ${pattern} has an open quote`)
      // Two quotes are one: by themselves, and within quoted text.
      pieces.push({ kind: 'text', text: quoted === "''" ? "'" : quoted.slice(1, -1).replaceAll("''", "'") })
      at += quoted.length
    } else if (/[A-Za-z]/.test(sign)) {
      let count = 1
      while (pattern[at + count] === sign) count++
      pieces.push({ kind: 'letters', letter: sign, count })
      at += count
    } else if ('{}#'.includes(sign)) throw semanticError(`The sign ${sign} has no meaning in the date pattern ${pattern}`)
    else if (sign === '[' || sign === ']') {
      depth += sign === '[' ? 1 : -1
      if (depth < 0) throw semanticError(`The pattern ${pattern} closes a [ that is not open`)
      pieces.push({ kind: 'optional', isOpened: sign === '[' })
      at++
    } else {
      pieces.push({ kind: 'text', text: sign })
      at++
    }
  }
  return pieces
}

export const unknownLetters = (letters: string, pattern: string): Error =>
  notSupported(
    `The date pattern ${pattern} with the letters ${letters}`,
    'yyyy is the year, MM the month, dd the day of the month, HH:mm:ss the time. There are y, M, L, d, D, H, h, k, K, m, s, S, a; offsets x, X, Z and O; in date_format also E, Q, q, F and G.',
  )

const twoDigits = (part: Sql): Sql => template`lpad(CAST(${part} AS VARCHAR), 2, '0')`

/** date_format: engine SQL of the text of a timestamp (sql) by a pattern. */
export function formatSql(pattern: string, sql: Sql): Sql {
  const pieces = piecesOf(pattern)
  const hasEra = pieces.some((piece) => piece.kind === 'letters' && piece.letter === 'G')
  const parts = pieces.flatMap((piece) => {
    if (piece.kind === 'optional') return []
    return [piece.kind === 'text' ? text(quoteString(piece.text)) : formatLetters(piece.letter, piece.count, sql, pattern, hasEra)]
  })
  const [first = text("''")] = parts
  // Not a chain of ||: of a constant the engine folds every link by itself, which took a minute for three thousand.
  const written = parts.length < 2 ? first : template`concat(${joined(parts, ', ')})`
  return template`(CASE WHEN isfinite(${sql}) THEN ${written} END)`
}

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

/** Runs that are longer than what Spark has of the letter. */
const LONGEST: Readonly<Record<string, number>> = lookup({ y: 6, M: 4, L: 4, E: 4, Q: 4, q: 4, G: 4, D: 3, S: 9, F: 1, a: 1 })

function formatLetters(letter: string, count: number, sql: Sql, pattern: string, hasEra: boolean): Sql {
  const letters = letter.repeat(count)
  const zone = ZONE_TEXTS[letters]
  if (zone !== undefined) return text(quoteString(zone))
  if (count > (LONGEST[letter] ?? 2)) throw unknownLetters(letters, pattern)
  const number = (part: Sql): Sql => (count === 1 ? template`CAST(${part} AS VARCHAR)` : twoDigits(part))
  const strftime = (format: string): Sql => template`strftime(${sql}, '${format}')`
  // Beside the era a year is one of it, and counts from 1.
  const year = hasEra ? template`CASE WHEN year(${sql}) > 0 THEN year(${sql}) ELSE 1 - year(${sql}) END` : template`year(${sql})`
  switch (`${letter}${count}`) {
    case 'y1':
    case 'y3':
      return template`CAST(${year} AS VARCHAR)`
    case 'y2':
      return twoDigits(template`abs(${year}) % 100`)
    case 'y4':
    case 'y5':
    case 'y6':
      return template`sp_padded_year(${year}, ${count})`
    case 'G1':
    case 'G2':
    case 'G3':
      return template`CASE WHEN year(${sql}) > 0 THEN 'AD' ELSE 'BC' END`
    case 'G4':
      return template`CASE WHEN year(${sql}) > 0 THEN 'Anno Domini' ELSE 'Before Christ' END`
    case 'F1':
      return template`CAST((day(${sql}) - 1) % 7 + 1 AS VARCHAR)`
    case 'k1':
    case 'k2':
      return number(template`((hour(${sql}) + 23) % 24 + 1)`)
    case 'K1':
    case 'K2':
      return number(template`(hour(${sql}) % 12)`)
    case 'M1':
    case 'M2':
    case 'L1':
    case 'L2':
      return number(template`month(${sql})`)
    case 'M3':
    case 'L3':
      return strftime('%b')
    case 'M4':
    case 'L4':
      return strftime('%B')
    case 'd1':
    case 'd2':
      return number(template`day(${sql})`)
    case 'D1':
      return template`CAST(dayofyear(${sql}) AS VARCHAR)`
    case 'D2':
    case 'D3':
      return template`lpad(CAST(dayofyear(${sql}) AS VARCHAR), CAST(greatest(${count}, length(CAST(dayofyear(${sql}) AS VARCHAR))) AS INTEGER), '0')`
    case 'H1':
    case 'H2':
      return number(template`hour(${sql})`)
    case 'h1':
    case 'h2':
      return number(template`((hour(${sql}) + 11) % 12 + 1)`)
    case 'm1':
    case 'm2':
      return number(template`minute(${sql})`)
    case 's1':
    case 's2':
      return number(template`second(${sql})`)
    case 'a1':
      return strftime('%p')
    case 'E1':
    case 'E2':
    case 'E3':
      return strftime('%a')
    case 'E4':
      return strftime('%A')
    case 'Q1':
    case 'q1':
    case 'Q2':
    case 'q2':
      return number(template`quarter(${sql})`)
    case 'Q3':
    case 'q3':
      return template`'Q' || quarter(${sql})`
    case 'Q4':
    case 'q4':
      return template`quarter(${sql}) || CASE quarter(${sql}) WHEN 1 THEN 'st' WHEN 2 THEN 'nd' WHEN 3 THEN 'rd' ELSE 'th' END || ' quarter'`
  }
  if (letter === 'S')
    return template`left(lpad(CAST((epoch_us(${sql}) % 1000000 + 1000000) % 1000000 AS VARCHAR), 6, '0') || '000', ${count})`
  throw unknownLetters(letters, pattern)
}
