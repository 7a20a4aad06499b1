import { CausewayError } from '../../../../base/errors.ts'
import type { CsvDialect } from './csv-dialect.ts'
import type { ValueTable } from './value-table.ts'

/** What a record was found to be; the bytes from its start on are needed again when it is incomplete. */
export type Found = 'record' | 'nothing' | 'incomplete'

const LINE_FEED = 0x0a
const SPACE = 0x20
const NONE = 0
/** What begins a comment there, also when comments are off. */
const NUMBER_SIGN = 0x23
/** Stands for a \n that is not the line separator of its file; no byte of UTF-8. */
export const BARE_LINE_FEED = 0xff

/** Thrown where the input ends within a record; one object, for it is no error. */
const END = { name: 'end of input' }

/**
 * Splits bytes into the values of records as univocity-parsers 2.9.1 does in the way that Spark 3.3.1 sets it up: what follows an unescaped quote is taken as it
 * is until the next separator. Names of states are those of that parser, so that the two can be read side by side.
 *
 * One record at a time: in a file of lines a record is a line, and its end the end of the input; with multiLine the whole file is the input, and \n ends a record.
 */
export class RecordTokenizer {
  readonly #dialect: CsvDialect
  readonly #separator: Uint8Array
  readonly #first: number
  readonly #isPlain: boolean
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  /** Behind #end there may be more. */
  #isOpen = false
  #valueCount = 0
  readonly #table: ValueTable
  // What univocity calls ch, prev, unescaped, match.
  #ch = NONE
  #previous = NONE
  #unescaped = false
  #matched = 0
  /** Values that do not stand in the input as they are. */
  #own: Buffer
  #ownLength = 0
  /** Where the value that is being read begins in #own. */
  #valueStart = 0
  #trimsValueEnd = false
  readonly #emptyOffset: number
  readonly #emptyLength: number
  /** Values are looked at one by one: some are NULL, or may be too long. */
  readonly #isChecked: boolean
  readonly #skips: boolean

  /** `skips`: values that the table has no column for are skipped by a rule of their own, as univocity-parsers does when it is told which ones to select. */
  constructor(dialect: CsvDialect, table: ValueTable, skips: boolean) {
    this.#skips = skips
    this.#dialect = dialect
    this.#table = table
    this.#separator = dialect.separator
    this.#first = dialect.separator[0] ?? NONE
    const { quote, quoteEscape, trimsStart, trimsEnd, separator, emptyValue, nullValue } = dialect
    this.#isPlain = separator.length === 1 && !trimsStart && !trimsEnd && quote !== NONE && quoteEscape !== NONE
    const isNull = sameBytes(emptyValue, nullValue)
    this.#emptyLength = isNull ? -1 : emptyValue.length
    this.#own = Buffer.alloc(Math.max(1 << 12, emptyValue.length * 2))
    this.#own.set(emptyValue, 0)
    this.#emptyOffset = ~0
    this.#isChecked = nullValue.length > 0 || dialect.valueLengthMax !== undefined
    this.#ownLength = emptyValue.length
  }

  /** Of the values that do not stand in the input as they are; it is another one when it has grown. */
  get ownBytes(): Buffer {
    return this.#own
  }

  /** Values of the last record. */
  get valueCount(): number {
    return this.#valueCount
  }

  /** Where the last record ended: behind its line break. */
  get offset(): number {
    return this.#at
  }

  /** Forgets what does not stand in the input: nobody looks at it any more. */
  forget(): void {
    this.#ownLength = this.#dialect.emptyValue.length
  }

  /**
   * A line without signs that mean something within a value: most are. Its \n is there, and no \r is in it. Answers with where its \n is; -1: it is no such line.
   */
  plainLine(bytes: Buffer, start: number): number {
    if (!this.#isPlain) return -1
    const separator = this.#first
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    const { slots, allOffsets, allLengths, row } = this.#table
    const slotCount = slots.length
    const isChecked = this.#isChecked
    this.#bytes = bytes
    let at = start
    let count = 0
    for (;;) {
      let byte = bytes[at] ?? NONE
      let from = at
      let length = 0
      if (byte === quote) {
        at += 1
        from = at
        byte = bytes[at] ?? NONE
        while (byte !== quote && byte !== quoteEscape && byte !== escapeOfEscape && byte !== LINE_FEED) {
          at += 1
          byte = bytes[at] ?? NONE
        }
        if (byte !== quote) return -1
        byte = bytes[at + 1] ?? NONE
        if (byte !== separator && byte !== LINE_FEED) return -1
        length = at - from
        at += 1
        if (length === 0) {
          if (quote === quoteEscape && this.#isSkipped(count)) return -1
          from = this.#emptyOffset
          length = this.#emptyLength
        }
      } else {
        while (byte !== separator && byte !== LINE_FEED) {
          at += 1
          byte = bytes[at] ?? NONE
        }
        length = at === from ? -1 : at - from
      }
      if (isChecked) this.#put(count, from, length)
      else if (count < slotCount) {
        const slot = slots[count] ?? -1
        if (slot >= 0) {
          allOffsets[slot + row] = from
          allLengths[slot + row] = length
        }
      }
      count += 1
      if (byte === LINE_FEED) break
      at += 1
    }
    if (count > this.#dialect.valuesMax) throw tooMany(this.#dialect.valuesMax)
    this.#valueCount = count
    return at
  }

  /** The line from `start` to `end`, which is no blank and no comment. */
  line(bytes: Buffer, start: number, end: number): void {
    this.#begin(bytes, start, end, false)
    this.#record()
  }

  /** The next record from `start` on. `isOpen`: there may be more behind `end`. */
  next(bytes: Buffer, start: number, end: number, isOpen: boolean): Found {
    if (start >= end) return isOpen ? 'incomplete' : 'nothing'
    if (bytes[start] === this.#dialect.comment) return this.#skipLine(bytes, start, end, isOpen)
    const own = this.#ownLength
    this.#begin(bytes, start, end, isOpen)
    if (this.#record()) return this.#valueCount === 0 ? 'nothing' : 'record'
    this.#ownLength = own
    return 'incomplete'
  }

  #skipLine(bytes: Buffer, start: number, end: number, isOpen: boolean): Found {
    let at = start
    while (at < end && bytes[at] !== LINE_FEED) at += 1
    this.#valueCount = 0
    this.#at = Math.min(end, at + 1)
    return at === end && isOpen ? 'incomplete' : 'nothing'
  }

  #begin(bytes: Buffer, start: number, end: number, isOpen: boolean): void {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.#isOpen = isOpen
    this.#valueCount = 0
    this.#matched = 0
    this.#unescaped = false
    this.#previous = NONE
    this.#valueStart = this.#ownLength
    this.#trimsValueEnd = false
  }

  /** False: the input ended within the record, and there may be more of it. */
  #record(): boolean {
    try {
      this.#ch = this.#next()
      if (this.#separator.length === 1) this.#parseRecord()
      else this.#parseLongSeparatorRecord()
    } catch (thrown) {
      if (thrown !== END) throw thrown
      if (this.#isOpen) return false
      this.#atEnd()
    }
    return true
  }

  #next(): number {
    if (this.#at >= this.#end) throw END
    const byte = this.#bytes[this.#at] ?? NONE
    this.#at += 1
    // A \n that is not the file's own ends a record all the same, but for a value that is not quoted (see #parseUnquoted).
    return byte
  }

  /** What is left when the input ends: handleEOF and consumeValueOnEOF. */
  #atEnd(): void {
    const { quote } = this.#dialect
    const { comment = NUMBER_SIGN } = this.#dialect
    let isValue = this.#previous !== NONE && !this.#isSeparator(this.#ch) && !this.#isLineFeed(this.#ch) && this.#ch !== comment
    if (this.#ch === quote) {
      if (this.#previous === quote) isValue = true
      else if (!this.#unescaped) this.#append(quote)
    }
    if (this.#matched > 0) {
      this.#saveMatched()
      isValue = true
    }
    if (this.#length() > 0 || isValue) this.#putOwn()
    else this.#putEmpty()
  }

  #isSeparator(byte: number): boolean {
    return this.#separator.length === 1 && byte === this.#first
  }

  #isLineFeed(byte: number): boolean {
    return byte === LINE_FEED || byte === BARE_LINE_FEED
  }

  #isWhite(byte: number): boolean {
    return byte <= SPACE
  }

  #parseRecord(): void {
    const { quote, trimsStart, trimsEnd } = this.#dialect
    const separator = this.#first
    if (trimsStart) this.#skipWhite()
    while (!this.#isLineFeed(this.#ch)) {
      if (trimsStart) this.#skipWhite()
      if (this.#ch === separator || this.#isLineFeed(this.#ch)) {
        this.#putEmpty()
      } else {
        this.#unescaped = false
        this.#previous = NONE
        if (this.#ch === quote) {
          if (this.#quickQuoted()) continue
          this.#trimsValueEnd = false
          this.#parseQuotedValue()
          this.#putOwn()
        } else this.#parseUnquoted(trimsEnd)
      }
      if (!this.#isLineFeed(this.#ch)) {
        this.#ch = this.#next()
        if (this.#isLineFeed(this.#ch)) this.#putEmpty()
      }
    }
  }

  /** getQuotedString: a value that stands in the input as it is. What follows it is taken, too. */
  #quickQuoted(): boolean {
    if (this.#isSkipped(this.#valueCount)) return this.#skipQuoted()
    const bytes = this.#bytes
    const from = this.#at
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    let at = from
    for (; at < this.#end && bytes[at] !== quote; at += 1) {
      if (bytes[at] === LINE_FEED) return false
      if (bytes[at] === quoteEscape && (bytes[at + 1] === quote || bytes[at + 1] === escapeOfEscape)) return false
    }
    if (at + 1 >= this.#end || bytes[at - 1] === quoteEscape) return false
    if (bytes[at + 1] !== this.#first && bytes[at + 1] !== LINE_FEED) return false
    if (at === from) this.#put(this.#valueCount, this.#emptyOffset, this.#emptyLength)
    else this.#putSpan(from, at)
    this.#endQuoted(at)
    return true
  }

  /** skipQuotedString: a quote behind an escape does not end the value, whatever that escape escapes. */
  #skipQuoted(): boolean {
    const bytes = this.#bytes
    const { quote, quoteEscape } = this.#dialect
    for (let at = this.#at; at < this.#end; at += 1) {
      if (bytes[at] !== quote || bytes[at - 1] === quoteEscape) continue
      if (at + 1 === this.#end && this.#isOpen) throw END
      if (at + 1 === this.#end || (bytes[at + 1] !== this.#first && bytes[at + 1] !== LINE_FEED)) return false
      this.#endQuoted(at)
      return true
    }
    if (this.#isOpen) throw END
    return false
  }

  /** Goes on behind a value whose quote is at `at`. */
  #endQuoted(at: number): void {
    this.#valueCount += 1
    this.#at = at + 1
    this.#ch = this.#next()
    if (this.#ch !== this.#first) return
    this.#ch = this.#next()
    if (this.#isLineFeed(this.#ch)) this.#putEmpty()
  }

  #isSkipped(index: number): boolean {
    return this.#skips && (this.#table.slots[index] ?? -1) < 0
  }

  /** getString, and what follows when it does not find an end. */
  #parseUnquoted(trimsEnd: boolean): void {
    const bytes = this.#bytes
    const from = this.#at - 1
    let at = from
    while (at < this.#end && bytes[at] !== this.#first && bytes[at] !== LINE_FEED) at += 1
    if (at >= this.#end) {
      // The rest of the input, sign by sign: a \n that is not the file's own ends a value here, and a value of blanks is an empty one and not NULL.
      if (this.#isOpen) throw END
      this.#trimsValueEnd = trimsEnd
      this.#appendUntil(this.#first, LINE_FEED, BARE_LINE_FEED)
      this.#putOwn()
      return
    }
    let end = at
    if (trimsEnd) while (end > from && this.#isWhite(bytes[end - 1] ?? NONE)) end -= 1
    if (end === from) this.#put(this.#valueCount, 0, -1)
    else this.#putSpan(from, end)
    this.#valueCount += 1
    this.#ch = bytes[at] ?? NONE
    this.#at = at + 1
  }

  #skipWhite(): void {
    const { quote } = this.#dialect
    while (this.#isWhite(this.#ch) && this.#ch !== this.#first && !this.#isLineFeed(this.#ch) && this.#ch !== quote) this.#ch = this.#next()
  }

  #parseQuotedValue(): void {
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    if (this.#previous !== NONE) {
      this.#prepend(quote)
      this.#ch = this.#next()
      this.#trimsValueEnd = this.#dialect.trimsEnd
      this.#appendUntil(this.#first, LINE_FEED, BARE_LINE_FEED)
      return
    }
    this.#ch = this.#next()
    for (;;) {
      if (this.#previous === quote && (this.#isWhite(this.#ch) || this.#ch === this.#first || this.#isLineFeed(this.#ch))) break
      if (this.#ch !== quote && this.#ch !== quoteEscape) {
        if (this.#previous === quote) {
          this.#unescaped = true
          this.#append(quote)
          this.#append(this.#ch)
          this.#previous = this.#ch
          this.#parseQuotedValue()
          return
        }
        if (this.#previous === quoteEscape && quoteEscape !== NONE) this.#append(quoteEscape)
        this.#appendUntil(quote, quoteEscape, escapeOfEscape)
        this.#previous = this.#ch
        this.#ch = this.#next()
      } else {
        if (this.#processQuoteEscape()) this.#parseValueProcessingEscape()
        this.#previous = this.#ch
        this.#ch = this.#next()
        if (this.#unescaped && (this.#ch === this.#first || this.#isLineFeed(this.#ch))) return
      }
    }
    if (this.#ch === this.#first || this.#isLineFeed(this.#ch) || !this.#isWhite(this.#ch)) return
    // Blanks behind the quote are left out, unless something else follows them.
    const from = this.#at - 1
    do {
      this.#ch = this.#next()
      if (this.#isLineFeed(this.#ch)) return
    } while (this.#isWhite(this.#ch) && this.#ch !== this.#first)
    if (this.#ch === this.#first) return
    this.#append(quote)
    for (let at = from; at < this.#at - 1; at += 1) this.#append(this.#bytes[at] ?? NONE)
    this.#append(this.#ch)
    this.#previous = this.#ch
    this.#parseQuotedValue()
  }

  /** True: a quote that is not escaped stands in the value, and `#parseValueProcessingEscape` goes on behind it. */
  #processQuoteEscape(): boolean {
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    if (this.#ch === quoteEscape && this.#previous === escapeOfEscape && escapeOfEscape !== NONE) {
      this.#append(quoteEscape)
      this.#ch = NONE
    } else if (this.#previous === quoteEscape) {
      if (this.#ch === quote) {
        this.#append(quote)
        this.#ch = NONE
      } else this.#append(this.#previous)
    } else if (this.#ch === quote && this.#previous === quote) this.#append(quote)
    else if (this.#previous === quote) {
      this.#append(quote)
      this.#previous = this.#ch
      return true
    }
    return false
  }

  /** There it calls itself at each quote that is not escaped: a value can have more of them than there is room for on a stack. */
  #parseValueProcessingEscape(): void {
    const { quote, quoteEscape } = this.#dialect
    // There it is this one with a separator of several characters too, and looks for a NUL then.
    const separator = this.#separator.length === 1 ? this.#first : NONE
    /** Calls in which there is more to do when the last one has ended. */
    let open = 0
    for (;;) {
      while (!this.#isLineFeed(this.#ch) && this.#ch !== separator) {
        if (this.#ch !== quote && this.#ch !== quoteEscape) {
          if (this.#previous === quote) {
            this.#append(quote)
            this.#previous = this.#ch
            continue
          }
          this.#append(this.#ch)
        } else if (this.#processQuoteEscape()) {
          open += 1
          continue
        }
        this.#previous = this.#ch
        this.#ch = this.#next()
      }
      if (open === 0) return
      open -= 1
      this.#previous = this.#ch
      this.#ch = this.#next()
    }
  }

  #appendUntil(one: number, two: number, three: number): void {
    // As there: where the input ends in here, ch is still what it was.
    let byte = this.#ch
    while (byte !== one && byte !== two && byte !== three) {
      this.#append(byte)
      byte = this.#next()
    }
    this.#ch = byte
  }

  // A separator of several characters has a parser of its own there, with habits of its own.

  #parseLongSeparatorRecord(): void {
    const { quote, trimsStart, trimsEnd } = this.#dialect
    if (trimsStart) this.#skipWhiteBeforeLong()
    while (!this.#isLineFeed(this.#ch)) {
      if (trimsStart) this.#skipWhiteBeforeLong()
      if (this.#isLineFeed(this.#ch) || this.#matchSeparator()) {
        this.#putEmpty()
      } else {
        this.#unescaped = false
        this.#previous = NONE
        if (this.#ch === quote && this.#length() === 0) {
          this.#trimsValueEnd = false
          this.#parseQuotedLong()
        } else {
          this.#trimsValueEnd = false
          this.#appendUntilLong()
          this.#trimsValueEnd = trimsEnd
        }
        this.#putOwn()
      }
      if (!this.#isLineFeed(this.#ch)) {
        this.#ch = this.#next()
        if (this.#isLineFeed(this.#ch)) this.#putEmpty()
      }
    }
  }

  #skipWhiteBeforeLong(): void {
    const { quote } = this.#dialect
    while (this.#isWhite(this.#ch) && this.#matched < this.#separator.length && !this.#isLineFeed(this.#ch) && this.#ch !== quote) {
      this.#ch = this.#next()
      if (this.#separator[this.#matched] === this.#ch && this.#matchSeparator()) {
        this.#putEmpty()
        this.#ch = this.#next()
      }
    }
    this.#saveMatched()
  }

  #saveMatched(): void {
    if (this.#matched > 0 && this.#matched < this.#separator.length) {
      for (let index = 0; index < this.#matched; index += 1) this.#append(this.#separator[index] ?? NONE)
    }
    this.#matched = 0
  }

  #matchSeparator(): boolean {
    const isMatched = this.#matchSeparatorAfterQuote()
    if (!isMatched) this.#saveMatched()
    return isMatched
  }

  #matchSeparatorAfterQuote(): boolean {
    while (this.#ch === this.#separator[this.#matched]) {
      this.#matched += 1
      if (this.#matched === this.#separator.length) break
      this.#ch = this.#next()
    }
    if (this.#matched !== this.#separator.length) return false
    this.#matched = 0
    return true
  }

  #appendUntilLong(): void {
    while (this.#matched < this.#separator.length && !this.#isLineFeed(this.#ch)) {
      if (this.#separator[this.#matched] === this.#ch) {
        this.#matched += 1
        if (this.#matched === this.#separator.length) break
      } else {
        if (this.#matched > 0) {
          this.#saveMatched()
          continue
        }
        this.#append(this.#ch)
      }
      this.#ch = this.#next()
    }
    this.#saveMatched()
  }

  #parseQuotedLong(): void {
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    if (this.#previous !== NONE) {
      this.#prepend(quote)
      this.#ch = this.#next()
      this.#trimsValueEnd = this.#dialect.trimsEnd
      this.#appendUntilLong()
    } else {
      this.#ch = this.#next()
      for (;;) {
        if (this.#previous === quote && (this.#isWhite(this.#ch) || this.#isLineFeed(this.#ch))) break
        if (this.#previous === quote && this.#matchSeparator()) return
        if (this.#ch !== quote && this.#ch !== quoteEscape) {
          if (this.#previous === quote) {
            this.#unescaped = true
            this.#append(quote)
            this.#append(this.#ch)
            this.#previous = this.#ch
            this.#parseQuotedLong()
            return
          }
          if (this.#previous === quoteEscape && quoteEscape !== NONE) this.#append(quoteEscape)
          this.#appendUntil(quote, quoteEscape, escapeOfEscape)
          this.#previous = this.#ch
          this.#ch = this.#next()
        } else {
          if (this.#processQuoteEscape()) this.#parseValueProcessingEscape()
          this.#previous = this.#ch
          this.#ch = this.#next()
          if (this.#unescaped && (this.#isLineFeed(this.#ch) || this.#matchSeparator())) return
        }
      }
    }
    if (this.#isLineFeed(this.#ch) || !this.#isWhite(this.#ch) || this.#matchSeparatorAfterQuote()) return
    const blanks: number[] = []
    do {
      blanks.push(this.#ch)
      this.#ch = this.#next()
      if (this.#isLineFeed(this.#ch)) return
      if (this.#matchSeparatorAfterQuote()) return
    } while (this.#isWhite(this.#ch))
    if (this.#matchSeparatorAfterQuote()) return
    this.#append(quote)
    for (const blank of blanks) this.#append(blank)
    this.#append(this.#ch)
    this.#previous = this.#ch
    // As there: the one for a separator of one character, which then is NUL.
    this.#prepend(quote)
    this.#ch = this.#next()
    this.#trimsValueEnd = this.#dialect.trimsEnd
    this.#appendUntil(NONE, LINE_FEED, BARE_LINE_FEED)
  }

  #length(): number {
    return this.#ownLength - this.#valueStart
  }

  #append(byte: number): void {
    if (this.#ownLength >= this.#own.length) this.#grow()
    this.#own[this.#ownLength] = byte
    this.#ownLength += 1
  }

  #prepend(byte: number): void {
    this.#append(byte)
    this.#own.copyWithin(this.#valueStart + 1, this.#valueStart, this.#ownLength - 1)
    this.#own[this.#valueStart] = byte
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(this.#own.length * 2)
    grown.set(this.#own)
    this.#own = grown
  }

  /** The value in #own: valueParsed. */
  #putOwn(): void {
    const own = this.#own
    if (this.#trimsValueEnd) while (this.#length() > 0 && this.#isWhite(own[this.#ownLength - 1] ?? NONE)) this.#ownLength -= 1
    const from = this.#valueStart
    const length = this.#ownLength - from
    if (length === 0) this.#put(this.#valueCount, this.#emptyOffset, this.#emptyLength)
    else {
      for (let index = from; index < this.#ownLength; index += 1) if (own[index] === BARE_LINE_FEED) own[index] = LINE_FEED
      this.#put(this.#valueCount, ~from, length)
    }
    this.#valueCount += 1
    this.#valueStart = this.#ownLength
    this.#trimsValueEnd = false
  }

  #putEmpty(): void {
    this.#put(this.#valueCount, 0, -1)
    this.#valueCount += 1
  }

  #putSpan(from: number, end: number): void {
    const bytes = this.#bytes
    for (let at = from; at < end; at += 1) {
      if (bytes[at] !== BARE_LINE_FEED) continue
      for (let index = from; index < end; index += 1) this.#append(bytes[index] ?? NONE)
      this.#putOwn()
      this.#valueCount -= 1
      return
    }
    this.#put(this.#valueCount, from, end - from)
  }

  #put(index: number, offset: number, length: number): void {
    const { valuesMax, valueLengthMax } = this.#dialect
    if (index >= valuesMax) throw tooMany(valuesMax)
    if (valueLengthMax !== undefined && length > valueLengthMax) this.#checkLength(offset, length, valueLengthMax)
    this.#table.put(index, offset, length > 0 && this.#isNull(offset, length) ? -1 : length)
  }

  #isNull(offset: number, length: number): boolean {
    const { nullValue } = this.#dialect
    if (length !== nullValue.length) return false
    const [bytes, from] = offset < 0 ? [this.#own, ~offset] : [this.#bytes, offset]
    for (let index = 0; index < nullValue.length; index += 1) if (bytes[from + index] !== nullValue[index]) return false
    return true
  }

  #checkLength(offset: number, length: number, max: number): void {
    const [bytes, from] = offset < 0 ? [this.#own, ~offset] : [this.#bytes, offset]
    if (bytes.toString('utf8', from, from + length).length > max) throw tooLong(max)
  }
}

const tooMany = (max: number) =>
  new CausewayError('limit-exceeded', `A row has more than ${max} values`, { hint: `Give the option maxColumns more than ${max}` })

const tooLong = (max: number) =>
  new CausewayError('limit-exceeded', `A value has more than ${max} characters`, { hint: 'Give the option maxCharsPerColumn more' })

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
