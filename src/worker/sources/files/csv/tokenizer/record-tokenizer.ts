import type { CsvDialect } from '../csv-dialect.ts'
import type { ValueTable } from '../value-table.ts'
import { LongSeparatorParser } from './long-separator-parser.ts'
import { PlainLines } from './plain-lines.ts'
import type { RecordParser } from './record-parser.ts'
import { RecordValues } from './record-values.ts'
import { LINE_FEED } from './signs.ts'
import { SingleSeparatorParser } from './single-separator-parser.ts'

/** What a record was found to be; the bytes from its start on are needed again when it is incomplete. */
export type Found = 'record' | 'nothing' | 'incomplete'

/**
 * Splits bytes into the values of records. One record at a time: in a file of lines a record is a line, and its end the end of the input; with multiLine the whole
 * file is the input, and \n ends a record.
 */
export class RecordTokenizer {
  readonly #comment: number | undefined
  readonly #values: RecordValues
  readonly #parser: RecordParser
  readonly #plainLines: PlainLines
  #offset = 0

  /** `skips`: see RecordValues. */
  constructor(dialect: CsvDialect, table: ValueTable, skips: boolean) {
    this.#comment = dialect.comment
    this.#values = new RecordValues(dialect, table, skips)
    this.#parser = new (dialect.separator.length === 1 ? SingleSeparatorParser : LongSeparatorParser)(dialect, this.#values)
    this.#plainLines = new PlainLines(dialect, table, this.#values)
  }

  get ownBytes(): Buffer {
    return this.#values.ownBytes
  }

  get ownLength(): number {
    return this.#values.ownLength
  }

  /** Values of the last record. */
  get valueCount(): number {
    return this.#values.count
  }

  /** Where the last record that `next` found ended: behind its line break. */
  get offset(): number {
    return this.#offset
  }

  /** See BUFFER_END: places in the bytes that are looked at from now on. */
  setBufferEnds(ends: readonly number[]): void {
    this.#parser.bufferEnds = ends
  }

  startFile(): void {
    this.#parser.startFile()
    this.#values.startFile()
  }

  /** A line was read elsewhere. */
  passLine(): void {
    this.#values.end()
  }

  forget(): void {
    this.#values.forget()
  }

  /** See PlainLines. */
  plainLine(bytes: Buffer, start: number): number {
    const end = this.#parser.isAtStart ? this.#plainLines.read(bytes, start) : -1
    if (end >= 0) this.#values.end()
    return end
  }

  /** The line from `start` to `end`, which is no blank and no comment. */
  line(bytes: Buffer, start: number, end: number): void {
    this.#values.begin(bytes)
    this.#parser.parse(bytes, start, end, false)
    this.#values.end()
  }

  /** The next record from `start` on. `isOpen`: there may be more behind `end`. */
  next(bytes: Buffer, start: number, end: number, isOpen: boolean): Found {
    if (start >= end) return isOpen ? 'incomplete' : 'nothing'
    if (bytes[start] === this.#comment) return this.#skipLine(bytes, start, end, isOpen)
    const begun = this.#values.begin(bytes)
    if (this.#parser.parse(bytes, start, end, isOpen)) {
      this.#offset = this.#parser.offset
      if (this.#values.count === 0) return 'nothing'
      this.#values.end()
      return 'record'
    }
    this.#values.takeBack(begun)
    return 'incomplete'
  }

  #skipLine(bytes: Buffer, start: number, end: number, isOpen: boolean): Found {
    let at = start
    while (at < end && bytes[at] !== LINE_FEED) at += 1
    this.#values.count = 0
    this.#offset = Math.min(end, at + 1)
    return at === end && isOpen ? 'incomplete' : 'nothing'
  }
}
