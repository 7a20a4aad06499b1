import type { CsvDialect } from '../csv-dialect.ts'
import type { ValueTable } from '../value-table.ts'
import type { RecordValues } from './record-values.ts'
import { isWhite, LINE_FEED, NONE } from './signs.ts'

/** Lines without signs that mean something within a value: most are. They are read in one go, without the states of the parser. */
export class PlainLines {
  readonly #table: ValueTable
  readonly #values: RecordValues
  readonly #dialect: CsvDialect
  readonly #isPlain: boolean
  /** The first byte of the separator, and how many it has. */
  readonly #separator: number
  readonly #separatorLength: number
  /** Values are looked at one by one: some are NULL, or may be too long. */
  readonly #isChecked: boolean
  /** An escape stands before a quote and before itself, and is text before all else. */
  readonly #hasPlainEscapes: boolean

  constructor(dialect: CsvDialect, table: ValueTable, values: RecordValues) {
    const { quote, quoteEscape, escapeOfEscape, trimsStart, trimsEnd, separator, nullValue, valueLengthMax } = dialect
    this.#dialect = dialect
    this.#table = table
    this.#values = values
    this.#separator = separator[0] ?? NONE
    this.#separatorLength = separator.length
    const isSeparated = separator.length === 1 || !(trimsStart || trimsEnd || isWhite(this.#separator))
    this.#isPlain = isSeparated && quote !== NONE && quoteEscape !== NONE
    this.#isChecked = nullValue.length > 0 || valueLengthMax !== undefined
    this.#hasPlainEscapes = separator.length === 1 && escapeOfEscape === (quote === quoteEscape ? NONE : quoteEscape)
  }

  /** A line whose \n is there, and in which no \r is. Answers with where its \n is; -1: it is no such line. */
  read(bytes: Buffer, start: number): number {
    if (!this.#isPlain) return -1
    const own = this.#values.ownLength
    const end = this.#read(bytes, start)
    if (end < 0) this.#values.takeBack(own)
    return end
  }

  #read(bytes: Buffer, start: number): number {
    const separator = this.#separator
    const separatorLength = this.#separatorLength
    const values = this.#values
    const { quote, quoteEscape, escapeOfEscape, trimsStart, trimsEnd } = this.#dialect
    const { slots, allOffsets, allLengths, row } = this.#table
    const { emptyOffset, emptyLength } = values
    const slotCount = slots.length
    const isChecked = this.#isChecked
    let at = start
    let count = 0
    let wasQuoted = false
    for (;;) {
      let byte = bytes[at] ?? NONE
      if (trimsStart) {
        while (isWhite(byte) && byte !== separator && byte !== LINE_FEED && byte !== quote) {
          at += 1
          byte = bytes[at] ?? NONE
        }
        // Blanks that end the line: what the parser makes of them hangs on what was before.
        if (byte === LINE_FEED && isWhite(bytes[at - 1] ?? NONE) && bytes[at - 1] !== separator) return -1
      }
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
        let ownStart = -1
        if (byte !== quote || (quote === quoteEscape && bytes[at + 1] === quote)) {
          if (!this.#hasPlainEscapes || values.isSkipped(count)) return -1
          values.count = count
          ownStart = values.ownLength
          at = this.#readEscaped(bytes, from, at)
          if (at < 0) return -1
        }
        byte = bytes[at + 1] ?? NONE
        if (byte !== separator && byte !== LINE_FEED) return -1
        length = at - from
        at += 1
        if (ownStart >= 0) {
          from = ~ownStart
          length = values.ownLength - ownStart
        }
        if (length === 0) {
          if (quote === quoteEscape && values.isSkipped(count)) return -1
          from = emptyOffset
          length = emptyLength
        }
        // To a separator of several bytes a quote of a value that is skipped means nothing.
        if (separatorLength > 1 && values.isSkipped(count)) return -1
        wasQuoted = true
      } else {
        while (byte !== separator && byte !== LINE_FEED) {
          at += 1
          byte = bytes[at] ?? NONE
        }
        // There a quote that ends the line is taken for a beginning, and an empty value that does so is not NULL if the last one that was none was quoted.
        if (separatorLength > 1 && byte === LINE_FEED && (at === from ? wasQuoted : bytes[at - 1] === quote)) return -1
        if (at > from) wasQuoted = false
        let end = at
        if (trimsEnd) {
          while (end > from && isWhite(bytes[end - 1] ?? NONE)) end -= 1
          if (end === from && end < at && byte === LINE_FEED) return -1
        }
        length = end === from ? -1 : end - from
      }
      if (separatorLength > 1 && byte === separator && !this.#isSeparator(bytes, at)) return -1
      if (isChecked) values.put(bytes, count, from, length)
      else if (count < slotCount) {
        const slot = slots[count] ?? -1
        if (slot >= 0) {
          allOffsets[slot + row] = from
          allLengths[slot + row] = length
        }
      }
      count += 1
      if (byte === LINE_FEED) break
      at += separatorLength
    }
    values.checkCount(count)
    values.count = count
    return at
  }

  /** A value among quotes whose first escape is at `at`, into bytes of its own. Where its last quote is; -1: not in this line. */
  #readEscaped(bytes: Buffer, from: number, firstEscape: number): number {
    const { quote, quoteEscape } = this.#dialect
    const values = this.#values
    let start = from
    let at = firstEscape
    for (;;) {
      const byte = bytes[at] ?? NONE
      // A NUL may be what escapes an escape: the parser knows.
      if (byte === LINE_FEED || byte === NONE) return -1
      const next = bytes[at + 1]
      if (byte === quoteEscape && (next === quote || next === quoteEscape)) {
        // What is escaped is text with what follows it.
        values.appendAll(bytes, start, at)
        start = at + 1
        at += 2
      } else if (byte === quote) {
        values.appendAll(bytes, start, at)
        return at
      } else at += 1
    }
  }

  #isSeparator(bytes: Buffer, at: number): boolean {
    const { separator } = this.#dialect
    for (let index = 1; index < separator.length; index += 1) if (bytes[at + index] !== separator[index]) return false
    return true
  }
}
