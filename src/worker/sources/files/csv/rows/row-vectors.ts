import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../../base/errors.ts'
import { type NativeVector, Validity, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import { plainDouble } from '../../plain/plain-numbers.ts'
import type { CsvDialect } from '../csv-dialect.ts'
import { ValueTable } from '../value-table.ts'
import type { PlainKind } from './plain-kind.ts'
import { newRowReader, type RowReader } from './row-reader.ts'

const PAGE_BYTES = 1 << 16
/** Bytes are read by so many at once, also where fewer are left. */
const SLACK = 128
/** Of 32 bits, but for what is read beyond an end. */
const MEMORY_MAX = 2 ** 32 - PAGE_BYTES
const TEXT_BYTES = 16
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const NO_COMMENT = -1
const ANY_COUNT = -1
const ANY_LENGTH = 0xffffffff

interface RowOptions {
  readonly dialect: CsvDialect
  /** The indexes of values within a record that are wanted, in the order of the table's columns. */
  readonly wanted: readonly number[]
  /** How many values a record has; undefined: any number is right. */
  readonly valueCount: number | undefined
  /** A record of another number is not taken. */
  readonly failsFast: boolean
  /** See RecordValues. */
  readonly skips: boolean
  /** What "" stands for; -1: NULL. */
  readonly emptyLength: number
}

/** What of a vector's values is not in the bytes that were opened. */
export interface OwnBytes {
  readonly bytes: Buffer
  readonly length: number
}

/** Where the values of a column stand in the table, or those of all records. */
interface Spans {
  readonly offsets: number
  readonly lengths: number
}

/**
 * The rows of a vector, in the memory of the reader of rows (assembly/row-reader.ts): where their values stand, which others may put there, too, and the columns that are
 * made of them. That memory has, one behind the other, tables of a fixed size, the bytes that are read, the values that do not stand in them, and the long texts of the
 * column that is being written.
 */
export class RowVectors {
  readonly table: ValueTable
  readonly #reader: RowReader
  readonly #dialect: CsvDialect
  readonly #takesLines: boolean
  readonly #emptyBytes: number
  readonly #spans: readonly Spans[]
  readonly #records: Spans
  readonly #none = new Validity()
  readonly #places: Readonly<
    Record<'slots' | 'offsets' | 'lengths' | 'malformed' | 'values' | 'validity' | 'taken' | 'null' | 'input', number>
  >
  /** Of the records' offsets, lengths and whether they are malformed. */
  #offsetViews = new Int32Array()
  #lengthViews = new Int32Array()
  #malformed = new Uint8Array()
  #bytes: Buffer = Buffer.alloc(0)
  #block = 0
  #blockMax = 0
  #behind = 0

  constructor({ dialect, wanted, valueCount, failsFast, skips, emptyLength }: RowOptions) {
    this.#dialect = dialect
    this.#takesLines = isPlain(dialect)
    this.#emptyBytes = Math.max(0, emptyLength)
    this.table = new ValueTable(wanted, VECTOR_ROWS)
    this.#reader = newRowReader({
      doubleAt: (from, end) => plainDouble(Buffer.from(this.#reader.memory.buffer, 0, end), from, end),
    })
    const { slots, allLengths } = this.table
    let top = this.#reader.heapBase()
    const place = (bytes: number): number => {
      const at = Math.ceil(top / TEXT_BYTES) * TEXT_BYTES
      top = at + bytes + SLACK
      return at
    }
    const spanBytes = allLengths.byteLength + VECTOR_ROWS * Int32Array.BYTES_PER_ELEMENT
    this.#places = {
      slots: place(slots.byteLength),
      offsets: place(spanBytes),
      lengths: place(spanBytes),
      malformed: place(VECTOR_ROWS),
      values: place(VECTOR_ROWS * TEXT_BYTES),
      validity: place(VECTOR_ROWS / 8),
      taken: place(VECTOR_ROWS),
      null: place(dialect.nullValue.length),
      input: place(0),
    }
    const spansAt = (slot: number): Spans => {
      const bytes = slot * VECTOR_ROWS * Int32Array.BYTES_PER_ELEMENT
      return { offsets: this.#places.offsets + bytes, lengths: this.#places.lengths + bytes }
    }
    this.#spans = wanted.map((_, slot) => spansAt(slot))
    this.#records = spansAt(wanted.length)
    this.#require(top)
    this.#attach()
    new Int32Array(this.#reader.memory.buffer, this.#places.slots, slots.length).set(slots)
    Buffer.from(this.#reader.memory.buffer).set(dialect.nullValue, this.#places.null)
    this.#reader.setTable(this.#places.slots, slots.length, this.#places.offsets, this.#places.lengths)
    const { offsets, lengths } = this.#records
    this.#reader.setRecords(offsets, lengths, this.#places.malformed, valueCount ?? ANY_COUNT, failsFast ? 1 : 0)
    const { separator, quote, quoteEscape, escapeOfEscape, comment, valuesMax, valueLengthMax } = dialect
    const looksForSkipped = skips && quote === quoteEscape ? 1 : 0
    this.#reader.setDialect(
      separator[0] ?? 0,
      quote,
      quoteEscape,
      escapeOfEscape,
      comment ?? NO_COMMENT,
      emptyLength,
      looksForSkipped,
      valuesMax,
      valueLengthMax ?? ANY_LENGTH,
    )
  }

  setRecord(row: number, offset: number, length: number, isMalformed: boolean): void {
    this.#offsetViews[row] = offset
    this.#lengthViews[row] = length
    this.#malformed[row] = isMalformed ? 1 : 0
  }

  /** Reads the lines from `start` on into rows from this one on, until the vector is full. How many: see readLines of the assembly. Other bytes are another Buffer. */
  readLines(bytes: Buffer, start: number, row: number): number {
    if (!this.#takesLines) return 0
    this.#open(bytes)
    const { input } = this.#places
    const endsWithReturn = this.#dialect.lineSeparator === undefined ? 1 : 0
    const rows = this.#reader.readLines(input, input + start, input + bytes.length, row, VECTOR_ROWS, endsWithReturn)
    this.#behind = this.#reader.placeBehind() - input
    return rows
  }

  /** Behind the lines that were read last, in their bytes. */
  get behind(): number {
    return this.#behind
  }

  /** Before columns are written: the bytes that so many rows are of. */
  prepare(rows: number, bytes: Buffer, own: OwnBytes): void {
    this.#open(bytes)
    const ownAt = this.#places.input + bytes.length + SLACK
    this.#block = ownAt + own.length + SLACK
    // Values do not overlap, but for those that "" stands for.
    this.#blockMax = bytes.length + own.length + VECTOR_ROWS * this.#emptyBytes + SLACK
    this.#require(ownAt + own.length + SLACK)
    Buffer.from(this.#reader.memory.buffer).set(own.bytes.subarray(0, own.length), ownAt)
    this.#reader.setBytes(this.#places.input, ownAt)
    const { nullValue } = this.#dialect
    if (nullValue.length === 0) return
    for (const { offsets, lengths } of this.#spans) this.#reader.dropNulls(offsets, lengths, rows, this.#places.null, nullValue.length)
  }

  /** The values of plain forms into one vector, and the others as texts into the other. */
  writePlain(slot: number, { kind, width, scale, limit }: PlainKind, rows: number, values: NativeVector, texts: NativeVector): void {
    const { offsets, lengths } = this.#spansOf(slot)
    const places = this.#places
    const takesAll = this.#reader.readValues(kind, offsets, lengths, rows, places.values, places.validity, places.taken, scale, limit)
    this.#flush(values, rows * width)
    this.#flushValidity(values, rows)
    if (takesAll === 0) this.#writeTexts({ offsets, lengths }, rows, texts, places.taken)
    else {
      this.#none.setNone()
      this.#none.flush(texts, rows)
    }
  }

  writeTexts(slot: number, rows: number, vector: NativeVector): void {
    this.#writeTexts(this.#spansOf(slot), rows, vector, 0)
  }

  writeRecords(rows: number, vector: NativeVector): void {
    this.#writeTexts(this.#records, rows, vector, 0)
  }

  writeMalformed(rows: number, vector: NativeVector): void {
    duckdb.copy_data_to_vector(vector, 0, this.#reader.memory.buffer, this.#places.malformed, rows)
  }

  #spansOf(slot: number): Spans {
    const spans = this.#spans[slot]
    if (spans === undefined) throw new Error(`the table has no column ${slot}`)
    return spans
  }

  #open(bytes: Buffer): void {
    if (this.#bytes === bytes) return
    this.#require(this.#places.input + bytes.length + SLACK)
    Buffer.from(this.#reader.memory.buffer).set(bytes, this.#places.input)
    this.#bytes = bytes
  }

  #writeTexts({ offsets, lengths }: Spans, rows: number, vector: NativeVector, taken: number): void {
    this.#require(this.#block + this.#blockMax)
    const { values, validity } = this.#places
    const reader = this.#reader
    const length = reader.writeTexts(offsets, lengths, rows, values, this.#block, validity, taken)
    if (length > 0) {
      duckdb.vector_assign_string_element_len(vector, 0, Buffer.from(reader.memory.buffer, this.#block, length))
      const element = duckdb.vector_get_data(vector, TEXT_BYTES)
      const view = new DataView(element.buffer, element.byteOffset, TEXT_BYTES)
      // The engine refuses what it takes for bad UTF-8 by leaving the element empty: its pointer would be garbage.
      if (view.getUint32(0, true) !== length) throw new Error('the engine did not take a block of text')
      reader.setAddress(values, rows, view.getUint32(8, true), view.getUint32(12, true))
    }
    this.#flush(vector, rows * TEXT_BYTES)
    this.#flushValidity(vector, rows)
  }

  #flush(vector: NativeVector, bytes: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#reader.memory.buffer, this.#places.values, bytes)
  }

  #flushValidity(vector: NativeVector, rows: number): void {
    if (this.#reader.anyNull() === 0) return
    duckdb.vector_ensure_validity_writable(vector)
    duckdb.copy_data_to_vector_validity(vector, 0, this.#reader.memory.buffer, this.#places.validity, Math.ceil(rows / 64) * 8)
  }

  /** Memory up to there. Places behind it do not exist: no sum of theirs goes round. */
  #require(end: number): void {
    if (end > MEMORY_MAX) throw tooLarge()
    const { memory } = this.#reader
    const missing = end - memory.buffer.byteLength
    if (missing <= 0) return
    memory.grow(Math.ceil(missing / PAGE_BYTES))
    this.#attach()
  }

  /** What was there is elsewhere when memory has grown. */
  #attach(): void {
    const { buffer } = this.#reader.memory
    const { offsets, lengths, malformed } = this.#places
    this.table.attach(buffer, offsets, lengths)
    this.#offsetViews = new Int32Array(buffer, this.#records.offsets, VECTOR_ROWS)
    this.#lengthViews = new Int32Array(buffer, this.#records.lengths, VECTOR_ROWS)
    this.#malformed = new Uint8Array(buffer, malformed, VECTOR_ROWS)
  }
}

/** Most values of it stand in the file as they are, and no sign is one that ends a line. */
function isPlain({ separator, quote, quoteEscape, escapeOfEscape, trimsStart, trimsEnd, multiLine, lineSeparator }: CsvDialect): boolean {
  const endsLine = [separator[0], quote, quoteEscape, escapeOfEscape].some((sign) => sign === LINE_FEED || sign === CARRIAGE_RETURN)
  const hasLines = !multiLine && (lineSeparator === undefined || (lineSeparator.length === 1 && lineSeparator[0] === LINE_FEED))
  return hasLines && !endsLine && separator.length === 1 && !trimsStart && !trimsEnd && quote !== 0 && quoteEscape !== 0
}

const tooLarge = () =>
  new CausewayError('limit-exceeded', `${VECTOR_ROWS} rows have more than 4 GiB of text`, {
    hint: 'Give the option emptyValue a shorter one, or split the file into shorter rows',
  })
