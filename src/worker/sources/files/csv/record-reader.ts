import { CausewayError } from '../../../../base/errors.ts'
import type { CsvStream } from './csv-stream.ts'
import { RecordTokenizer } from './tokenizer/record-tokenizer.ts'
import { isLineFeed } from './tokenizer/signs.ts'
import type { ValueTable } from './value-table.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20

interface ValueSpan {
  readonly bytes: Buffer
  readonly offset: number
  readonly length: number
}

/**
 * The records of files, whose bytes come in pieces: which lines are one, and which are blank, a comment or the header. Spark's CSVDataSource, HadoopFileLinesReader,
 * CSVExprUtils and CSVHeaderChecker.
 */
export class RecordReader {
  readonly #stream: CsvStream
  readonly #tokenizer: RecordTokenizer
  readonly #separator: Buffer | undefined
  /** Called when the header's values stand in the table. */
  readonly #onHeader: () => void
  readonly #table: ValueTable
  readonly #leastInk: number
  /** Of the last record, within the bytes that were given last, without its line break. */
  start = 0
  end = 0
  #bytes: Buffer = Buffer.alloc(0)
  /** Where the bytes begin in the file. */
  #base = 0
  /** See BUFFER_END: places in the file. */
  #bufferEnds: readonly number[] = []
  #at = 0
  #isOpen = false
  #hasReturns = false
  /** Lines that begin before it end with \n, and no \r is in them; 0: that is not known. */
  #plainEnd = 0
  #skipsLineFeed = false
  #isHeaderDue = false
  #line = 0
  #nextLineOfRecord = 1

  /** `blankUpTo`: a line of nothing but signs up to this one is none. `skips`: see RecordTokenizer. */
  constructor(
    stream: CsvStream,
    table: ValueTable,
    onHeader: () => void,
    { blankUpTo = 'controls', skips = false }: { readonly blankUpTo?: 'controls' | 'spaces'; readonly skips?: boolean } = {},
  ) {
    this.#table = table
    this.#leastInk = blankUpTo === 'spaces' ? -1 : SPACE
    this.#stream = stream
    this.#tokenizer = new RecordTokenizer(stream.dialect, table, skips)
    const { lineSeparator } = stream.dialect
    this.#separator = lineSeparator === undefined ? undefined : Buffer.from(lineSeparator)
    this.#onHeader = onHeader
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  get ownBytes(): Buffer {
    return this.#tokenizer.ownBytes
  }

  /** So many of them are used. */
  get ownLength(): number {
    return this.#tokenizer.ownLength
  }

  /** Where the next line begins; undefined: what is next is to be read by itself. */
  get lineAt(): number | undefined {
    return this.#isHeaderDue || this.#stream.dialect.multiLine ? undefined : this.#at
  }

  /** So many lines, one or more, were read elsewhere: what is next is behind them. */
  passLines(count: number, behind: number): void {
    this.#line += count
    this.#at = behind
    this.#skipsLineFeed = false
    this.#tokenizer.passLine()
  }

  /** Of the last record. */
  get valueCount(): number {
    return this.#tokenizer.valueCount
  }

  /** The line, from 1, in which the last record begins. */
  get line(): number {
    return this.#line
  }

  /** The line in which those bytes begin that are needed again. */
  get lineOfRest(): number {
    return this.#stream.dialect.multiLine ? this.#nextLineOfRecord : this.#line + 1
  }

  /** Bytes that are needed again. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#at)
  }

  /** Those bytes stand where others will. */
  keepRest(): void {
    this.#bytes = Buffer.from(this.rest)
    this.#base += this.#at
    this.#at = 0
    this.#plainEnd = 0
  }

  /** The value of a row that was read since the last bytes were given; undefined: NULL. */
  text(slot: number, row: number): string | undefined {
    const { bytes, offset, length } = this.span(slot, row)
    return length < 0 ? undefined : bytes.toString('utf8', offset, offset + length)
  }

  /** Where that value stands; a length of -1: it is NULL. */
  span(slot: number, row: number): ValueSpan {
    const offset = this.#table.offset(slot, row)
    const length = this.#table.length(slot, row)
    return offset < 0 ? { bytes: this.ownBytes, offset: ~offset, length } : { bytes: this.#bytes, offset, length }
  }

  /** What is read from now on goes into this row of the table. */
  startRow(row: number): void {
    this.#table.startRow(row)
  }

  startFile(): void {
    this.#bytes = Buffer.alloc(0)
    this.#base = 0
    this.#bufferEnds = []
    this.#tokenizer.startFile()
    this.#at = 0
    this.#skipsLineFeed = false
    this.#isHeaderDue = this.#stream.header
    this.#line = 0
    this.#nextLineOfRecord = 1
  }

  /** The rest and what follows it. `isOpen`: the file goes on behind it. */
  give(bytes: Buffer, isOpen: boolean): void {
    this.#base += this.#at
    this.#bytes = bytes
    this.#at = 0
    if (this.#bufferEnds.length > 0) {
      this.#bufferEnds = this.#bufferEnds.filter((end) => end > this.#base)
      this.#tokenizer.setBufferEnds(this.#bufferEnds.map((end) => end - this.#base))
    }
    this.#isOpen = isOpen
    this.#hasReturns = this.#separator === undefined && !this.#stream.dialect.multiLine && bytes.includes(CARRIAGE_RETURN)
    this.#plainEnd =
      this.#separator === undefined && !this.#stream.dialect.multiLine && !this.#hasReturns ? bytes.lastIndexOf(LINE_FEED) : 0
  }

  /** See BUFFER_END: so many bytes behind those that were given. */
  endBuffer(waitingBytes: number): void {
    this.#bufferEnds = [...this.#bufferEnds, this.#base + this.#bytes.length + waitingBytes]
  }

  /** Nobody looks at the values of earlier records any more. */
  forget(): void {
    this.#tokenizer.forget()
  }

  /** True: a record's values are in the table's row. False: more bytes are needed, or the file is at its end. */
  next(): boolean {
    return this.#stream.dialect.multiLine ? this.#nextRecord() : this.#nextLine()
  }

  #nextLine(): boolean {
    const bytes = this.#bytes
    const end = bytes.length
    const { comment } = this.#stream.dialect
    for (;;) {
      const start = this.#at
      if (start >= end) return false
      const first = bytes[start] ?? 0
      if (start < this.#plainEnd && first > SPACE && first !== comment && !this.#isHeaderDue) {
        this.#skipsLineFeed = false
        this.#line += 1
        const lineEnd = this.#tokenizer.plainLine(bytes, start)
        if (lineEnd < 0) this.#line -= 1
        else {
          this.#at = lineEnd + 1
          this.start = start
          this.end = lineEnd
          return true
        }
      }
      if (this.#skipsLineFeed) {
        this.#skipsLineFeed = false
        if (first === LINE_FEED) {
          this.#at += 1
          continue
        }
      }
      const lineEnd = this.#lineEnd(start)
      if (lineEnd < 0) return false
      this.#line += 1
      this.#skipLineBreak(lineEnd)
      if (this.#isBlank(start, lineEnd)) continue
      this.start = start
      this.end = lineEnd
      if (first === comment) continue
      if (this.#isHeaderDue) {
        this.#isHeaderDue = false
        this.#readLine(start, lineEnd)
        this.#onHeader()
        this.#table.clearRow()
        continue
      }
      this.#readLine(start, lineEnd)
      return true
    }
  }

  #readLine(start: number, end: number): void {
    if (this.#separator !== undefined && this.#separator[0] !== LINE_FEED) {
      for (let at = start; at < end; at += 1) if (this.#bytes[at] === LINE_FEED) throw strayLineFeed(this.#line)
    }
    this.#tokenizer.line(this.#bytes, start, end)
  }

  /** Where the line's break begins; -1: it is not there yet. */
  #lineEnd(start: number): number {
    const bytes = this.#bytes
    if (this.#separator !== undefined) {
      const at = bytes.indexOf(this.#separator, start)
      return at >= 0 ? at : this.#isOpen ? -1 : bytes.length
    }
    if (!this.#hasReturns) {
      const at = bytes.indexOf(LINE_FEED, start)
      return at >= 0 ? at : this.#isOpen ? -1 : bytes.length
    }
    for (let at = start; at < bytes.length; at += 1) if (bytes[at] === LINE_FEED || bytes[at] === CARRIAGE_RETURN) return at
    return this.#isOpen ? -1 : bytes.length
  }

  #skipLineBreak(lineEnd: number): void {
    const bytes = this.#bytes
    this.#at = Math.min(bytes.length, lineEnd + (this.#separator?.length ?? 1))
    if (this.#separator !== undefined || bytes[lineEnd] !== CARRIAGE_RETURN) return
    if (this.#at >= bytes.length) this.#skipsLineFeed = true
    else if (bytes[this.#at] === LINE_FEED) this.#at += 1
  }

  #isBlank(start: number, end: number): boolean {
    return this.#firstInk(start, end) === undefined
  }

  #firstInk(start: number, end: number): number | undefined {
    for (let at = start; at < end; at += 1) {
      const byte = this.#bytes[at] ?? 0
      if (byte !== SPACE && byte > this.#leastInk) return byte
    }
    return undefined
  }

  #nextRecord(): boolean {
    for (;;) {
      const start = this.#at
      if (start >= this.#bytes.length) return false
      this.#line = this.#nextLineOfRecord
      const found = this.#tokenizer.next(this.#bytes, start, this.#bytes.length, this.#isOpen)
      if (found === 'incomplete') return false
      this.#at = this.#tokenizer.offset
      this.#countLines(start, this.#at)
      if (found === 'nothing') continue
      const last = this.#bytes[this.#at - 1]
      this.start = start
      this.end = isLineFeed(last ?? 0) ? this.#at - 1 : this.#at
      if (!this.#isHeaderDue) return true
      this.#isHeaderDue = false
      this.#onHeader()
      this.#table.clearRow()
    }
  }

  #countLines(start: number, end: number): void {
    for (let at = start; at < end; at += 1) if (this.#bytes[at] === LINE_FEED) this.#nextLineOfRecord += 1
  }
}

const strayLineFeed = (line: number) =>
  new CausewayError('not-supported', `Line ${line} holds a line break that is not the one of the option lineSep`, {
    hint: 'Leave the option lineSep out, or replace the line breaks in the file',
  })
