import { CausewayError } from '../../../base/errors.ts'
import { commentEnd, LINE_COMMENT, QUOTED_NAME, RAW_STRING, STRING, WORD } from '../../../base/sql-text/lexical.ts'
import { syntaxError } from '../place.ts'
import { notSupported } from '../syntax-error.ts'

type TokenKind = 'word' | 'quoted-name' | 'string' | 'number' | 'symbol' | 'hint' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As it stands in the statement. */
  readonly text: string
  /** Of a word: in capitals, to be compared with keywords. '' for every other kind, so that a quoted name is never a keyword. */
  readonly word: string
  /** The half-open range of the statement, in UTF-16 units. */
  readonly start: number
  readonly end: number
}

const TOKENS_MAX = 60_000

/** White space as Spark's lexer knows it: no other character of Unicode separates words. */
const SPACE = /[ \t\r\n]+/y
/** A number that a letter, a digit or _ follows is no decimal: 1.a is the number 1, a full stop and a name. */
const NUMBER =
  /(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?(?:[bB][dD]|[dDfF])?(?![A-Za-z0-9_])|\d+[eE][+-]?\d+(?:[bB][dD]|[dDfF])?(?![A-Za-z0-9_])|\d+(?:[bB][dD]|[lLsSyYdDfF])?(?![A-Za-z0-9_])/y
const SYMBOL = /<=>|->|=>|::|<>|!=|==|<=|>=|!<|!>|\|\||[-+*/%&|^~!=<>()[\],.;:?@{}]/y

/** The statement's tokens and one of kind `end`. Linear in its length. Throws sql-syntax for what is no part of SQL, limit-exceeded for too many tokens. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(sql)?.[0]
  }
  const push = (kind: TokenKind, text: string): void => {
    if (tokens.length >= TOKENS_MAX) throw new CausewayError('limit-exceeded', `The statement has more than ${TOKENS_MAX} tokens`)
    tokens.push({ kind, text, word: kind === 'word' ? text.toUpperCase() : '', start: at, end: at + text.length })
    at += text.length
  }
  while (at < sql.length) {
    const character = sql[at] ?? ''
    const skipped = match(SPACE) ?? match(LINE_COMMENT)
    if (skipped !== undefined) {
      at += skipped.length
      continue
    }
    if (character === '/' && sql[at + 1] === '*') {
      const isHint = sql[at + 2] === '+'
      const end = commentEnd(sql, at)
      if (end === undefined) throw syntaxError(sql, 'a /* without its end is unexpected', { start: at, end: at + 2 })
      if (isHint) push('hint', sql.slice(at, end))
      else at = end
      continue
    }
    if (character === "'" || character === '"') {
      push('string', match(STRING) ?? unterminated(sql, at, character))
      continue
    }
    if (character === '`') {
      push('quoted-name', match(QUOTED_NAME) ?? unterminated(sql, at, character))
      continue
    }
    const raw = match(RAW_STRING)
    if (raw !== undefined) {
      push('string', raw)
      continue
    }
    const number = match(NUMBER)
    if (number !== undefined) {
      push('number', number)
      continue
    }
    const word = match(WORD)
    if (word !== undefined) {
      push('word', word)
      continue
    }
    const symbol = match(SYMBOL)
    if (symbol === undefined) throw noToken(sql, at)
    push('symbol', symbol)
  }
  tokens.push({ kind: 'end', text: '', word: '', start: sql.length, end: sql.length })
  return tokens
}

function unterminated(sql: string, at: number, quote: string): never {
  const within = quote === '`' ? 'a ` within the name is written twice' : `a ${quote} within the text is written \\${quote}`
  throw syntaxError(sql, `a ${quote} without its end is unexpected`, { start: at, end: at + 1 }, `End it with ${quote}; ${within}.`)
}

function noToken(sql: string, at: number): CausewayError {
  const character = String.fromCodePoint(sql.codePointAt(at) ?? 0)
  const range = { start: at, end: at + character.length }
  if (sql.startsWith('$$', at))
    return notSupported(
      'Text between $$',
      'Functions in Python and other languages are not run here: write CREATE TEMPORARY FUNCTION … RETURN an expression.',
    )
  if (/\p{L}/u.test(character)) {
    return syntaxError(sql, `"${character}" is unexpected`, range, 'Names with letters other than a to z stand in backticks: `größe`.')
  }
  return syntaxError(
    sql,
    `the sign ${shownSign(character)} is no part of SQL`,
    range,
    SIGN_HINTS.find(([pattern]) => pattern.test(character))?.[1],
  )
}

/** What has no look of its own is told by its number. */
const shownSign = (character: string): string =>
  /[\p{C}\p{Z}]/u.test(character) ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` : `"${character}"`

const SIGN_HINTS: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛“”„‟«»]/, "A string stands in straight quotes: 'text'."],
  [/\$/, 'A variable is written $\u007bname}, and SET name=value gives it a value.'],
  [/\p{Z}/u, 'Write an ordinary space.'],
]
