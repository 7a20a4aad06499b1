import type { CsvDialect } from '../csv-dialect.ts'
import { END, RecordParser } from './record-parser.ts'
import type { RecordValues } from './record-values.ts'
import { BARE_LINE_FEED, isLineFeed, isWhite, LINE_FEED, NONE } from './signs.ts'

/** Records whose separator is one byte. */
export class SingleSeparatorParser extends RecordParser {
  protected readonly separatorWithin: number
  readonly #separator: number

  constructor(dialect: CsvDialect, values: RecordValues) {
    super(dialect, values)
    this.#separator = dialect.separator[0] ?? NONE
    this.separatorWithin = this.#separator
  }

  protected isSeparator(byte: number): boolean {
    return byte === this.#separator
  }

  protected saveSeparator(): boolean {
    return false
  }

  protected parseRecord(): void {
    const { quote, trimsStart, trimsEnd } = this.dialect
    const separator = this.#separator
    if (trimsStart) this.#skipWhite()
    while (!isLineFeed(this.ch)) {
      if (trimsStart) this.#skipWhite()
      if (this.ch === separator || isLineFeed(this.ch)) {
        this.values.putNull()
      } else {
        this.unescaped = false
        this.previous = NONE
        if (this.ch === quote) {
          if (this.#quickQuoted()) continue
          this.values.trimsEnd = false
          this.#parseQuotedValue()
          this.values.putOwn()
        } else this.#parseUnquoted(trimsEnd)
      }
      if (!isLineFeed(this.ch)) {
        this.ch = this.next()
        if (isLineFeed(this.ch)) this.values.putNull()
      }
    }
  }

  /** getQuotedString: a value that stands in the input as it is. What follows it is taken, too. */
  #quickQuoted(): boolean {
    if (this.values.isSkipped(this.values.count)) return this.#skipQuoted()
    const bytes = this.bytes
    const from = this.at
    const { quote, quoteEscape, escapeOfEscape } = this.dialect
    let at = from
    for (; at < this.end && bytes[at] !== quote; at += 1) {
      if (bytes[at] === LINE_FEED) return false
      if (bytes[at] === quoteEscape && (bytes[at + 1] === quote || bytes[at + 1] === escapeOfEscape)) return false
    }
    if (at + 1 >= this.end || bytes[at - 1] === quoteEscape) return false
    if (bytes[at + 1] !== this.#separator && bytes[at + 1] !== LINE_FEED) return false
    if (at === from) this.values.putEmptyValue()
    else this.values.putSpan(from, at)
    this.#endQuoted(at)
    return true
  }

  /** skipQuotedString: a quote behind an escape does not end the value, whatever that escape escapes. */
  #skipQuoted(): boolean {
    const bytes = this.bytes
    const { quote, quoteEscape } = this.dialect
    for (let at = this.at; at < this.end; at += 1) {
      if (bytes[at] !== quote || bytes[at - 1] === quoteEscape) continue
      if (at + 1 === this.end && this.isOpen) throw END
      if (at + 1 === this.end || (bytes[at + 1] !== this.#separator && bytes[at + 1] !== LINE_FEED)) return false
      this.values.passValue()
      this.#endQuoted(at)
      return true
    }
    if (this.isOpen) throw END
    return false
  }

  /** Goes on behind a value whose quote is at `at`. */
  #endQuoted(at: number): void {
    this.at = at + 1
    this.ch = this.next()
    if (this.ch !== this.#separator) return
    this.ch = this.next()
    if (isLineFeed(this.ch)) this.values.putNull()
  }

  /** getString, and what follows when it does not find an end. */
  #parseUnquoted(trimsEnd: boolean): void {
    const bytes = this.bytes
    const from = this.at - 1
    let at = from
    while (at < this.end && bytes[at] !== this.#separator && bytes[at] !== LINE_FEED) at += 1
    if (at >= this.end && this.isOpen) throw END
    if (at >= this.end || this.bufferEnds.some((end) => from < end && end <= at)) {
      // What ends with the input or goes beyond a buffer, sign by sign: a \n that is not the file's own ends a value here, and a value of blanks is an empty one and not NULL.
      this.values.trimsEnd = trimsEnd
      this.appendUntil(this.#separator, LINE_FEED, BARE_LINE_FEED)
      this.values.putOwn()
      return
    }
    let end = at
    if (trimsEnd) while (end > from && isWhite(bytes[end - 1] ?? NONE)) end -= 1
    if (end === from) this.values.putNull()
    else this.values.putSpan(from, end)
    this.ch = bytes[at] ?? NONE
    this.at = at + 1
  }

  #skipWhite(): void {
    const { quote } = this.dialect
    while (isWhite(this.ch) && this.ch !== this.#separator && !isLineFeed(this.ch) && this.ch !== quote) this.ch = this.next()
  }

  #parseQuotedValue(): void {
    const { quote, quoteEscape, escapeOfEscape } = this.dialect
    if (this.previous !== NONE) {
      this.values.prepend(quote)
      this.ch = this.next()
      this.values.trimsEnd = this.dialect.trimsEnd
      this.appendUntil(this.#separator, LINE_FEED, BARE_LINE_FEED)
      return
    }
    this.ch = this.next()
    for (;;) {
      if (this.previous === quote && (isWhite(this.ch) || this.ch === this.#separator || isLineFeed(this.ch))) break
      if (this.ch !== quote && this.ch !== quoteEscape) {
        if (this.previous === quote) {
          this.unescaped = true
          this.values.append(quote)
          this.values.append(this.ch)
          this.previous = this.ch
          this.#parseQuotedValue()
          return
        }
        if (this.previous === quoteEscape && quoteEscape !== NONE) this.values.append(quoteEscape)
        this.appendUntil(quote, quoteEscape, escapeOfEscape)
        this.previous = this.ch
        this.ch = this.next()
      } else {
        if (this.processQuoteEscape()) this.parseValueProcessingEscape()
        this.previous = this.ch
        this.ch = this.next()
        if (this.unescaped && (this.ch === this.#separator || isLineFeed(this.ch))) return
      }
    }
    if (this.ch === this.#separator || isLineFeed(this.ch) || !isWhite(this.ch)) return
    // Blanks behind the quote are left out, unless something else follows them.
    const from = this.at - 1
    do {
      this.ch = this.next()
      if (isLineFeed(this.ch)) return
    } while (isWhite(this.ch) && this.ch !== this.#separator)
    if (this.ch === this.#separator) return
    this.values.append(quote)
    for (let at = from; at < this.at - 1; at += 1) this.values.append(this.bytes[at] ?? NONE)
    this.values.append(this.ch)
    this.previous = this.ch
    this.#parseQuotedValue()
  }
}
