import { CausewayError } from '../errors.ts'

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
      const end = endOfQuoted(pattern, at)
      if (end === undefined) throw refused(`The pattern ${shownPattern(pattern)} has an open quote`)
      const quoted = pattern.slice(at, end)
      // Two quotes are one: by themselves, and within quoted text.
      pieces.push({ kind: 'text', text: quoted === "''" ? "'" : quoted.slice(1, -1).replaceAll("''", "'") })
      at = end
    } else if (/[A-Za-z]/.test(sign)) {
      let count = 1
      while (pattern[at + count] === sign) count++
      pieces.push({ kind: 'letters', letter: sign, count })
      at += count
    } else if ('{}#'.includes(sign)) throw refused(`The sign ${sign} has no meaning in the date pattern ${shownPattern(pattern)}`)
    else if (sign === '[' || sign === ']') {
      depth += sign === '[' ? 1 : -1
      if (depth < 0) throw refused(`The pattern ${shownPattern(pattern)} closes a [ that is not open`)
      pieces.push({ kind: 'optional', isOpened: sign === '[' })
      at++
    } else {
      const text = String.fromCodePoint(pattern.codePointAt(at) ?? 0)
      pieces.push({ kind: 'text', text })
      at += text.length
    }
  }
  return pieces
}

/** Behind the quote that closes the one there. Text of any length, for which an expression with alternatives has no room. */
function endOfQuoted(pattern: string, from: number): number | undefined {
  for (let at = pattern.indexOf("'", from + 1); at >= 0; at = pattern.indexOf("'", at + 2)) if (pattern[at + 1] !== "'") return at + 1
  return undefined
}

/** For messages: patterns come with rows, too, and may be of any length. */
export const shownPattern = (pattern: string): string => (pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern)

export const unknownLetters = (letters: string, pattern: string): Error =>
  notSupportedPattern(
    `The date pattern ${shownPattern(pattern)} with the letters ${shownPattern(letters)}`,
    'yyyy is the year, MM the month, dd the day of the month, HH:mm:ss the time. There are y, M, L, d, D, H, h, k, K, m, s, S, a, G; offsets x, X, Z and O; zones z and VV; in date_format also E, Q, q and F.',
  )

/** What Spark's patterns have and Causeway has not. */
export const notSupportedPattern = (what: string, hint?: string): CausewayError =>
  new CausewayError('not-supported', `${what} is not supported`, hint === undefined ? {} : { hint })

const refused = (message: string): CausewayError => new CausewayError('sql-semantics', message)
