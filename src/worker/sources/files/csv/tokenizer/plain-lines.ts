import type { CsvDialect } from '../csv-dialect.ts'
import type { ValueTable } from '../value-table.ts'
import type { RecordValues } from './record-values.ts'
import { LINE_FEED, NONE } from './signs.ts'

/** Lines without signs that mean something within a value: most are. They are read in one go, without the states of the parser. */
export class PlainLines {
  readonly #table: ValueTable
  readonly #values: RecordValues
  readonly #dialect: CsvDialect
  readonly #isPlain: boolean
  readonly #separator: number
  /** Values are looked at one by one: some are NULL, or may be too long. */
  readonly #isChecked: boolean

  constructor(dialect: CsvDialect, table: ValueTable, values: RecordValues) {
    const { quote, quoteEscape, trimsStart, trimsEnd, separator, nullValue, valueLengthMax } = dialect
    this.#dialect = dialect
    this.#table = table
    this.#values = values
    this.#separator = separator[0] ?? NONE
    this.#isPlain = separator.length === 1 && !trimsStart && !trimsEnd && quote !== NONE && quoteEscape !== NONE
    this.#isChecked = nullValue.length > 0 || valueLengthMax !== undefined
  }

  /** A line whose \n is there, and in which no \r is. Answers with where its \n is; -1: it is no such line. */
  read(bytes: Buffer, start: number): number {
    if (!this.#isPlain) return -1
    const separator = this.#separator
    const values = this.#values
    const { quote, quoteEscape, escapeOfEscape } = this.#dialect
    const { slots, allOffsets, allLengths, row } = this.#table
    const { emptyOffset, emptyLength } = values
    const slotCount = slots.length
    const isChecked = this.#isChecked
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
          if (quote === quoteEscape && values.isSkipped(count)) return -1
          from = emptyOffset
          length = emptyLength
        }
      } else {
        while (byte !== separator && byte !== LINE_FEED) {
          at += 1
          byte = bytes[at] ?? NONE
        }
        length = at === from ? -1 : at - from
      }
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
      at += 1
    }
    values.checkCount(count)
    values.count = count
    return at
  }
}
