import type { CsvDialect } from '../csv-dialect.ts'
import type { RecordValues } from './record-values.ts'
import { isLineFeed, NONE } from './signs.ts'

/** What begins a comment in univocity-parsers, also when comments are off. */
const NUMBER_SIGN = 0x23

/** Thrown where the input ends within a record; one object, for it is no error. */
export const END = { name: 'end of input' }

/**
 * Reads a record as univocity-parsers 2.9.1 does in the way that Spark 3.3.1 sets it up: what follows an unescaped quote is taken as it is until the next separator.
 * Names of states are those of that parser, so that the two can be read side by side. A separator of several characters has a parser of its own there, with habits of
 * its own; this is what the two have in common.
 */
export abstract class RecordParser {
  /** See BUFFER_END: places in the bytes. */
  bufferEnds: readonly number[] = []
  protected readonly dialect: CsvDialect
  protected readonly values: RecordValues
  protected bytes: Buffer = Buffer.alloc(0)
  protected at = 0
  protected end = 0
  /** Behind the end there may be more. */
  protected isOpen = false
  // What univocity calls ch, prev, unescaped.
  protected ch = NONE
  protected previous = NONE
  protected unescaped = false

  constructor(dialect: CsvDialect, values: RecordValues) {
    this.dialect = dialect
    this.values = values
  }

  /** Where the last record ended: behind its line break. */
  get offset(): number {
    return this.at
  }

  /** The record from `start` on, in a line or in what is there of the file. False: the input ended within it, and `isOpen` says that there may be more of it. */
  parse(bytes: Buffer, start: number, end: number, isOpen: boolean): boolean {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.isOpen = isOpen
    this.unescaped = false
    this.previous = NONE
    try {
      this.ch = this.next()
      this.parseRecord()
    } catch (thrown) {
      if (thrown !== END) throw thrown
      if (isOpen) return false
      this.#atEnd()
    }
    return true
  }

  /** Forgets what one record leaves to the next. */
  startFile(): void {
    this.bufferEnds = []
  }

  /** The record before has left nothing to the next one. */
  get isAtStart(): boolean {
    return true
  }

  protected abstract parseRecord(): void

  protected abstract isSeparator(byte: number): boolean

  /** What of a separator was read when the input ended is part of the value. True: there was some. */
  protected abstract saveSeparator(): boolean

  /** What ends a value among quotes that are not escaped. */
  protected abstract readonly separatorWithin: number

  protected next(): number {
    if (this.at >= this.end) throw END
    const byte = this.bytes[this.at] ?? NONE
    this.at += 1
    // A \n that is not the file's own ends a record all the same, but for a value that is not quoted (see SingleSeparatorParser).
    return byte
  }

  /** What is left when the input ends: handleEOF and consumeValueOnEOF. */
  #atEnd(): void {
    const { quote, comment = NUMBER_SIGN } = this.dialect
    let isValue = true
    if (this.ch !== quote || this.previous !== quote) {
      isValue = this.previous !== NONE && !this.isSeparator(this.ch) && !isLineFeed(this.ch) && this.ch !== comment
      if (this.ch === quote && !this.unescaped) this.values.append(quote)
      if (this.saveSeparator()) isValue = true
    }
    if (this.values.length() > 0 || isValue) this.values.putOwn()
    else this.values.putNull()
  }

  /** True: a quote that is not escaped stands in the value, and `parseValueProcessingEscape` goes on behind it. */
  protected processQuoteEscape(): boolean {
    const { quote, quoteEscape, escapeOfEscape } = this.dialect
    if (this.ch === quoteEscape && this.previous === escapeOfEscape && escapeOfEscape !== NONE) {
      this.values.append(quoteEscape)
      this.ch = NONE
    } else if (this.previous === quoteEscape) {
      if (this.ch === quote) {
        this.values.append(quote)
        this.ch = NONE
      } else this.values.append(this.previous)
    } else if (this.ch === quote && this.previous === quote) this.values.append(quote)
    else if (this.previous === quote) {
      this.values.append(quote)
      this.previous = this.ch
      return true
    }
    return false
  }

  /** There it calls itself at each quote that is not escaped: a value can have more of them than there is room for on a stack. */
  protected parseValueProcessingEscape(): void {
    const { quote, quoteEscape } = this.dialect
    const separator = this.separatorWithin
    /** Calls in which there is more to do when the last one has ended. */
    let open = 0
    for (;;) {
      while (!isLineFeed(this.ch) && this.ch !== separator) {
        if (this.ch !== quote && this.ch !== quoteEscape) {
          if (this.previous === quote) {
            this.values.append(quote)
            this.previous = this.ch
            continue
          }
          this.values.append(this.ch)
        } else if (this.processQuoteEscape()) {
          open += 1
          continue
        }
        this.previous = this.ch
        this.ch = this.next()
      }
      if (open === 0) return
      open -= 1
      this.previous = this.ch
      this.ch = this.next()
    }
  }

  protected appendUntil(one: number, two: number, three: number): void {
    const first = this.ch
    if (first === one || first === two || first === three) return
    this.values.append(first)
    const { bytes, end } = this
    const from = this.at
    let at = from
    let byte = NONE
    for (; at < end; at += 1) {
      byte = bytes[at] ?? NONE
      if (byte === one || byte === two || byte === three) break
    }
    this.values.appendAll(bytes, from, at)
    // As there: where the input ends in here, ch is still what it was.
    if (at >= end) {
      this.at = at
      throw END
    }
    this.at = at + 1
    this.ch = byte
  }
}
