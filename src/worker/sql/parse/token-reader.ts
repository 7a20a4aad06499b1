import { CausewayError, type ErrorKind } from '../../../base/errors.ts'
import { placeText } from '../../../base/sql-text/place-text.ts'
import { placeOf, syntaxError } from '../place.ts'
import { tellWritten, writtenStart } from '../tree/written.ts'
import { BEFORE_BY, CLAUSES } from './clauses.ts'
import { elsewhereHint } from './elsewhere-hint.ts'
import type { Token } from './lexer.ts'
import { nearKeyword } from './near-keyword.ts'

const DEPTH_MAX = 150
const SHOWN_LENGTH_MAX = 60

/** The statement's tokens and how far they are read. */
export class TokenReader {
  readonly #sql: string
  readonly #tokens: readonly Token[]
  readonly #end: Token
  readonly #isTold: boolean
  #at = 0
  #depth = 0

  /** @param isTold whether errors about its parts are told where these stand */
  constructor(sql: string, tokens: readonly Token[], isTold = false) {
    this.#sql = sql
    this.#isTold = isTold
    this.#tokens = tokens
    this.#end = tokens[tokens.length - 1] ?? { kind: 'end', text: '', word: '', start: 0, end: 0 }
  }

  /** The next token, or the one that many tokens behind it. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#at += 1
    return token
  }

  /** Whether the next tokens are these keywords. */
  isWord(...words: readonly string[]): boolean {
    return words.every((word, index) => this.peek(index).word === word)
  }

  isOneOf(words: ReadonlySet<string>, ahead = 0): boolean {
    return words.has(this.peek(ahead).word)
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.text === symbol
  }

  /** Reads the keywords if they are next. */
  takeWord(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false
    this.#at += words.length
    return true
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.#at += 1
    return true
  }

  expectWord(...words: readonly string[]): void {
    for (const word of words) if (!this.takeWord(word)) throw this.unexpected(word)
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(`"${symbol}"`)
  }

  /** One or more, with commas between. */
  list<T>(read: () => T): T[] {
    const items = [read()]
    while (this.takeSymbol(',')) items.push(read())
    return items
  }

  /** ( … ) with what `read` reads. */
  bracketed<T>(read: () => T): T {
    this.expectSymbol('(')
    const value = read()
    this.expectSymbol(')')
    return value
  }

  /** One level deeper: a statement has a told limit of them, long before the stack has one. */
  deeper<T>(read: () => T): T {
    this.#depth += 1
    this.checkDepth(this.#depth)
    const value = read()
    this.#depth -= 1
    return value
  }

  /** For what nests without a bracket: NOT NOT … and - - …. */
  checkDepth(depth: number): void {
    if (depth > DEPTH_MAX) throw new CausewayError('limit-exceeded', `The statement is nested deeper than ${DEPTH_MAX} levels`)
  }

  /** The error for the next token. `keywords`: those that may have been meant. */
  unexpected(expected?: string, keywords: readonly string[] = CLAUSES): CausewayError {
    const lacksBy = expected === undefined && this.isOneOf(BEFORE_BY) && this.peek(1).word !== 'BY'
    if (lacksBy) this.next()
    const token = this.peek()
    const previous = this.#tokens[this.#at - 1]?.word ?? ''
    const elsewhere = elsewhereHint(previous, token)
    if (elsewhere !== undefined) return syntaxError(this.#sql, `${shown(token)} is unexpected`, token, elsewhere)
    const needed = expected ?? (BEFORE_BY.has(previous) ? 'BY' : undefined)
    const hints = [
      ...(needed === undefined ? [] : [`Expected here: ${needed}.`]),
      ...(expected === undefined || expected === '")"' || keywords !== CLAUSES ? nearHint(previous, token.word, keywords) : []),
    ]
    return syntaxError(this.#sql, `${shown(token)} is unexpected`, token, hints.length === 0 ? undefined : hints.join(' '), needed)
  }

  /** What the statement means wrongly, told at the token; the message goes on behind "At line 1, column 8: ". */
  semanticError(token: Token, message: string, hint?: string): CausewayError {
    return this.#placed(token, 'sql-semantics', message, hint)
  }

  /** The error, told at the token; what is no error of ours is handed back as it is. */
  placed(error: unknown, token: Token): unknown {
    return error instanceof CausewayError && error.place === undefined ? this.#placed(token, error.kind, error.message, error.hint) : error
  }

  #placed(token: Token, kind: ErrorKind, message: string, hint: string | undefined): CausewayError {
    const place = placeOf(this.#sql, token)
    return new CausewayError(kind, `At ${placeText(place)}: ${message}`, { ...(hint === undefined ? {} : { hint }), place })
  }

  /** What was read from there on: errors about it are told there. */
  written<T extends object>(first: Token | number, node: T): T {
    if (!this.#isTold) return node
    const start = typeof first === 'number' ? first : first.start
    return tellWritten(node, { sql: this.#sql, start, end: this.#tokens[this.#at - 1]?.end ?? start })
  }

  /** Errors about the node are told at that token, its name. */
  named<T extends object>(name: Token, node: T): T {
    return this.#isTold ? tellWritten(node, { sql: this.#sql, start: name.start, end: name.end }) : node
  }

  /** Where what is read next begins; behind a part that was read already, where that does. */
  start(seed?: object): number {
    return (seed === undefined ? undefined : writtenStart(seed)) ?? this.peek().start
  }

  /** The error of what was just read, told at its last token. */
  blamed(thrown: unknown): unknown {
    const last = this.#tokens[this.#at - 1] ?? this.peek()
    if (this.#isTold && thrown instanceof CausewayError && thrown.place === undefined) thrown.tellPlace(placeOf(this.#sql, last))
    return thrown
  }

  /** The error for a token that was read already. */
  unexpectedAt(token: Token, hint: string): CausewayError {
    return syntaxError(this.#sql, `${shown(token)} is unexpected`, token, hint)
  }

  secondStatement(): CausewayError {
    const token = this.peek()
    return syntaxError(this.#sql, `a second statement begins with ${shown(token)}`, token, 'Submit one statement a job.')
  }

  /** The statement's text from the token to the last one that was read. */
  textFrom(first: Token): string {
    return this.#sql.slice(first.start, this.#tokens[this.#at - 1]?.end ?? first.end)
  }
}

/** A keyword with a mistake in it is read as a name: the word behind it is the one that is unexpected. */
function nearHint(previous: string, word: string, keywords: readonly string[]): readonly string[] {
  const before = nearKeyword(previous, keywords)
  if (before !== undefined) return [`Did you mean ${before} instead of ${previous.slice(0, SHOWN_LENGTH_MAX)}?`]
  const here = nearKeyword(word, keywords)
  return here === undefined ? [] : [`Did you mean ${here}?`]
}

/** A string's content is not shown: it may be a password in the wrong place. */
function shown(token: Token): string {
  if (token.kind === 'end') return 'the end of the statement'
  if (token.kind === 'string') return 'a string'
  const { text } = token
  return `"${text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text}"`
}
