import type { CsvDialect } from '../csv-dialect.ts'
import { RecordParser } from './record-parser.ts'
import type { RecordValues } from './record-values.ts'
import { BARE_LINE_FEED, isLineFeed, isWhite, LINE_FEED, NONE } from './signs.ts'

/** Records whose separator is of several bytes. */
export class LongSeparatorParser extends RecordParser {
  // There it is the parser of the other separators, and looks for a NUL then.
  protected readonly separatorWithin = NONE
  readonly #separator: Uint8Array
  /** How much of a separator was found; like the next two, what is left of it is found again in the next record, for there, too, nothing sets it back. */
  #matched = 0
  /** Blanks at the end of the input are left out, since a quote was not escaped. */
  #trims = false
  #leftOver: Uint8Array | undefined

  constructor(dialect: CsvDialect, values: RecordValues) {
    super(dialect, values)
    this.#separator = dialect.separator
  }

  override get isAtStart(): boolean {
    return this.#matched === 0 && !this.#trims && this.#leftOver === undefined
  }

  override parse(bytes: Buffer, start: number, end: number, isOpen: boolean): boolean {
    const matched = this.#matched
    const trims = this.#trims
    if (this.#leftOver !== undefined) this.values.carry(this.#leftOver)
    this.values.trimsEnd = trims
    const isWhole = super.parse(bytes, start, end, isOpen)
    if (isWhole) this.#leftOver = this.values.leftOver()
    else {
      this.#matched = matched
      this.#trims = trims
    }
    return isWhole
  }

  override startFile(): void {
    super.startFile()
    this.#matched = 0
    this.#trims = false
    this.#leftOver = undefined
  }

  protected isSeparator(): boolean {
    return false
  }

  protected saveSeparator(): boolean {
    if (this.#matched === 0) return false
    this.#saveMatched()
    return true
  }

  protected parseRecord(): void {
    const { quote, trimsStart, trimsEnd } = this.dialect
    if (trimsStart) this.#skipWhite()
    while (!isLineFeed(this.ch)) {
      if (trimsStart) this.#skipWhite()
      if (isLineFeed(this.ch) || this.#matchSeparator()) {
        this.values.putNull()
      } else {
        this.unescaped = false
        this.previous = NONE
        if (this.ch === quote && this.values.length() === 0) {
          this.#trim(false)
          this.#parseQuotedValue()
        } else {
          this.#appendUntilSeparator()
          this.values.trimsEnd = trimsEnd
        }
        this.values.putOwn()
        this.values.trimsEnd = this.#trims
      }
      if (!isLineFeed(this.ch)) {
        this.ch = this.next()
        if (isLineFeed(this.ch)) this.values.putNull()
      }
    }
  }

  #trim(trims: boolean): void {
    this.#trims = trims
    this.values.trimsEnd = trims
  }

  #skipWhite(): void {
    const { quote } = this.dialect
    while (isWhite(this.ch) && this.#matched < this.#separator.length && !isLineFeed(this.ch) && this.ch !== quote) {
      this.ch = this.next()
      if (this.#separator[this.#matched] === this.ch && this.#matchSeparator()) {
        this.values.putNull()
        this.ch = this.next()
      }
    }
    this.#saveMatched()
  }

  #saveMatched(): void {
    if (this.#matched > 0 && this.#matched < this.#separator.length) {
      for (let index = 0; index < this.#matched; index += 1) this.values.append(this.#separator[index] ?? NONE)
    }
    this.#matched = 0
  }

  #matchSeparator(): boolean {
    const isMatched = this.#matchSeparatorAfterQuote()
    if (!isMatched) this.#saveMatched()
    return isMatched
  }

  #matchSeparatorAfterQuote(): boolean {
    while (this.ch === this.#separator[this.#matched]) {
      this.#matched += 1
      if (this.#matched === this.#separator.length) break
      this.ch = this.next()
    }
    if (this.#matched !== this.#separator.length) return false
    this.#matched = 0
    return true
  }

  #appendUntilSeparator(): void {
    while (this.#matched < this.#separator.length && !isLineFeed(this.ch)) {
      if (this.#separator[this.#matched] === this.ch) {
        this.#matched += 1
        if (this.#matched === this.#separator.length) break
      } else {
        if (this.#matched > 0) {
          this.#saveMatched()
          continue
        }
        this.values.append(this.ch)
      }
      this.ch = this.next()
    }
    this.#saveMatched()
  }

  #parseQuotedValue(): void {
    const { quote, quoteEscape, escapeOfEscape } = this.dialect
    if (this.previous !== NONE) {
      this.values.prepend(quote)
      this.ch = this.next()
      this.#trim(this.dialect.trimsEnd)
      this.#appendUntilSeparator()
    } else {
      this.ch = this.next()
      for (;;) {
        if (this.previous === quote && (isWhite(this.ch) || isLineFeed(this.ch))) break
        if (this.previous === quote && this.#matchSeparator()) return
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
          if (this.unescaped && (isLineFeed(this.ch) || this.#matchSeparator())) return
        }
      }
    }
    if (isLineFeed(this.ch) || !isWhite(this.ch) || this.#matchSeparatorAfterQuote()) return
    const blanks: number[] = []
    do {
      blanks.push(this.ch)
      this.ch = this.next()
      if (isLineFeed(this.ch)) return
      if (this.#matchSeparatorAfterQuote()) return
    } while (isWhite(this.ch))
    if (this.#matchSeparatorAfterQuote()) return
    this.values.append(quote)
    for (const blank of blanks) this.values.append(blank)
    this.values.append(this.ch)
    this.previous = this.ch
    // As there: the one for a separator of one character, which then is NUL.
    this.values.prepend(quote)
    this.ch = this.next()
    this.#trim(this.dialect.trimsEnd)
    this.appendUntil(NONE, LINE_FEED, BARE_LINE_FEED)
  }
}
