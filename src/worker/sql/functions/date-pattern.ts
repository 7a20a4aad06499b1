import { NULL_SQL, type Sql } from '../bound/sql.ts'
import { joined, template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'

/** A run of one letter, or text that stands for itself. */
type Piece =
  | { readonly kind: 'letters'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }

/** A Java DateTimeFormatter pattern, in its pieces: letters, 'quoted text', other signs. */
function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  while (at < pattern.length) {
    const sign = pattern[at] ?? ''
    if (sign === "'") {
      const end = pattern.indexOf("'", at + 1)
      if (end < 0) throw semanticError(`The pattern ${pattern} has an open quote`)
      pieces.push({ kind: 'text', text: end === at + 1 ? "'" : pattern.slice(at + 1, end) })
      at = end + 1
    } else if (/[A-Za-z]/.test(sign)) {
      let count = 1
      while (pattern[at + count] === sign) count++
      pieces.push({ kind: 'letters', letter: sign, count })
      at += count
    } else if ('[]{}#'.includes(sign)) throw notSupported(`The sign ${sign} in the date pattern ${pattern}`)
    else {
      pieces.push({ kind: 'text', text: sign })
      at++
    }
  }
  return pieces
}

const unknownLetters = (letters: string, pattern: string): Error =>
  notSupported(`The letters ${letters} in the date pattern ${pattern}`, 'There are y, M, d, H, h, m, s, S, a, E, D and Q.')

const twoDigits = (part: Sql): Sql => template`lpad(CAST(${part} AS VARCHAR), 2, '0')`

/** date_format: engine SQL of the text of a timestamp (sql) by a pattern. */
export function formatSql(pattern: string, sql: Sql): Sql {
  const parts = piecesOf(pattern).map((piece) =>
    piece.kind === 'text' ? text(quoteString(piece.text)) : formatLetters(piece.letter, piece.count, sql, pattern),
  )
  return parts.length === 0 ? template`(CASE WHEN ${sql} IS NOT NULL THEN '' END)` : template`(${joined(parts, ' || ')})`
}

function formatLetters(letter: string, count: number, sql: Sql, pattern: string): Sql {
  const number = (part: Sql): Sql => (count === 1 ? template`CAST(${part} AS VARCHAR)` : count === 2 ? twoDigits(part) : NULL_SQL)
  const strftime = (format: string): Sql => template`strftime(${sql}, '${format}')`
  switch (`${letter}${count > 3 && letter !== 'S' ? 4 : count}`) {
    case 'y1':
    case 'u1':
    case 'y4':
    case 'u4':
      if (count > 4) break
      return count === 4 ? template`lpad(CAST(year(${sql}) AS VARCHAR), 4, '0')` : template`CAST(year(${sql}) AS VARCHAR)`
    case 'y2':
      return twoDigits(template`year(${sql}) % 100`)
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
      return number(template`dayofyear(${sql})`)
    case 'D3':
      return template`lpad(CAST(dayofyear(${sql}) AS VARCHAR), 3, '0')`
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
      return template`CAST(quarter(${sql}) AS VARCHAR)`
  }
  if (letter === 'S' && count <= 6)
    return template`left(lpad(CAST((epoch_us(${sql}) % 1000000 + 1000000) % 1000000 AS VARCHAR), 6, '0'), ${count})`
  throw unknownLetters(letter.repeat(count), pattern)
}

interface ParsePattern {
  /** For the engine's try_strptime. */
  readonly format: string
  /** What the text must match first: the engine is laxer than Java about the number of digits. */
  readonly shape: string
  /** The shape up to a year of two digits, which is one of 2000 to 2099. */
  readonly beforeShortYear: string | undefined
}

/** to_date, to_timestamp, unix_timestamp with a pattern. */
function parsePattern(pattern: string): ParsePattern {
  let format = ''
  let shape = ''
  let beforeShortYear: string | undefined
  for (const piece of piecesOf(pattern)) {
    if (piece.kind === 'text') {
      format += piece.text.replaceAll('%', '%%')
      shape += piece.text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
      continue
    }
    if (piece.letter === 'y' && piece.count === 2) {
      if (beforeShortYear !== undefined) throw notSupported(`The pattern ${pattern} with two years`)
      beforeShortYear = shape
    }
    const [engine, digits] = parseLetters(piece.letter, piece.count, pattern)
    format += engine
    shape += digits
  }
  return { format, shape, beforeShortYear }
}

function parseLetters(letter: string, count: number, pattern: string): readonly [string, string] {
  const digits = count === 1 ? '\\d{1,2}' : '\\d{2}'
  const isShort = count <= 2
  if ((letter === 'y' || letter === 'u') && count === 4) return ['%Y', '\\d{4}']
  if (letter === 'y' && count === 1) return ['%Y', '\\d{4}']
  if (letter === 'y' && count === 2) return ['%Y', '\\d{2}']
  if (letter === 'M' && isShort) return ['%m', digits]
  if (letter === 'M' && count === 3) return ['%b', '[A-Z][a-z]{2}']
  if (letter === 'M' && count === 4) return ['%B', '[A-Z][a-z]+']
  if (letter === 'd' && isShort) return ['%d', digits]
  if (letter === 'H' && isShort) return ['%H', digits]
  if (letter === 'h' && isShort) return ['%I', digits]
  if (letter === 'm' && isShort) return ['%M', digits]
  if (letter === 's' && isShort) return ['%S', digits]
  if (letter === 'a' && count === 1) return ['%p', '(AM|PM)']
  if (letter === 'S' && count === 3) return ['%g', '\\d{3}']
  if (letter === 'S' && count === 6) return ['%f', '\\d{6}']
  throw unknownLetters(letter.repeat(count), pattern)
}

/** The timestamp of a text by a pattern; NULL where it does not match. */
export function parseSql(pattern: string, sql: Sql): Sql {
  const { format, shape, beforeShortYear } = parsePattern(pattern)
  const written =
    beforeShortYear === undefined ? sql : template`regexp_replace(${sql}, ${quoteString(`^((?:${beforeShortYear}))`)}, '\\1' || '20')`
  return template`(CASE WHEN regexp_full_match(${sql}, ${quoteString(shape)}) THEN CAST(try_strptime(${written}, ${quoteString(format)}) AS TIMESTAMP) END)`
}
