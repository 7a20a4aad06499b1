import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../base/errors.ts'
import type { Decoder, MakeDecoder, NativeChunk } from '../../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { flushFixed, StringVector, Validity, VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { type CsvStream, FRAME, FRAME_HEADER_BYTES, MALFORMED_COLUMN, PLACE_COLUMN, plainValueColumn, RECORD_COLUMN } from './csv-stream.ts'
import { PiecePlaces } from './piece-places.ts'
import { type PlainColumn, plainColumn, type ValueSpans } from './plain-columns.ts'
import { RecordReader } from './record-reader.ts'
import { recordTooLarge } from './record-too-large.ts'
import { ValueTable } from './value-table.ts'

const PARTITION = /^partition (\d+)$/
const EMPTY = Buffer.alloc(0)

type NativeVector = ReturnType<typeof duckdb.data_chunk_get_vector>

/** Files of CSV, as frames of bytes, into columns of text, and of types where values are of plain forms. */
class CsvDecoder implements Decoder {
  readonly #stream: CsvStream
  readonly #columns: readonly string[]
  readonly #reader: RecordReader
  readonly #table: ValueTable
  readonly #writers: readonly ((rows: number, vector: NativeVector) => void)[]
  /** By the names of their columns. */
  readonly #plain: ReadonlyMap<string, PlainReading>
  readonly #checksCount: boolean
  readonly #malformed = new Uint8Array(VECTOR_ROWS)
  readonly #recordOffsets = new Int32Array(VECTOR_ROWS)
  readonly #recordLengths = new Int32Array(VECTOR_ROWS)
  readonly #shownPlaces: string[] = []
  readonly #wantsPlace: boolean
  #file = 0
  #fed: Buffer = EMPTY
  #fedAt = 0
  #frameLeft = 0
  readonly #places = new PiecePlaces()
  /** Pieces behind the reader's rest, which was looked at in vain: it is looked at again when there is twice as much. */
  #pieces: Buffer[] = []
  #pieceBytes = 0
  #ended = false
  #rowCount = 0

  constructor(columns: readonly StreamColumn[], stream: CsvStream) {
    this.#stream = stream
    this.#columns = columns.map(({ name }) => name)
    const values = this.#columns.flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
    this.#checksCount = new Set(values).size >= stream.valueCount
    this.#wantsPlace = this.#columns.includes(PLACE_COLUMN)
    const wanted = stream.headerNames === undefined ? values : Array.from({ length: stream.valueCount + 1 }, (_, index) => index)
    this.#table = new ValueTable(wanted, VECTOR_ROWS)
    // Spark selects columns where it needs not all, nor the record itself.
    const skips = !this.#checksCount && !this.#columns.includes(RECORD_COLUMN)
    this.#reader = new RecordReader(stream, this.#table, () => this.#checkHeader(values), { skips })
    this.#plain = new Map(
      values.flatMap((index): (readonly [string, PlainReading])[] => {
        const name = plainValueColumn(index)
        const column = columns.find((one) => one.name === name)
        return column === undefined ? [] : [[name, { slot: wanted.indexOf(index), column: plainColumn(typeOfValue(column.value)) }]]
      }),
    )
    this.#writers = this.#columns.map((name) => this.#writer(name, wanted))
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  /** The beginning of a frame's header: all else is kept here. */
  rest(): Uint8Array | undefined {
    return this.#fedAt < this.#fed.length ? this.#fed.subarray(this.#fedAt) : undefined
  }

  space(length: number): Buffer {
    return this.#places.next(length, this.#reader.rest)
  }

  feed(bytes: Buffer): void {
    this.#fed = bytes
    this.#fedAt = 0
  }

  decode(chunk: NativeChunk): number {
    this.#reader.forget()
    let rows = 0
    while (!this.#ended) {
      try {
        while (rows < VECTOR_ROWS && this.#readRow(rows)) rows += 1
      } catch (error) {
        throw this.#placed(error)
      }
      // What was read stands in bytes that the next piece takes the place of.
      if (rows > 0) break
      if (!this.#advance()) break
    }
    if (rows === 0) return 0
    for (const { slot, column } of this.#plain.values()) column.read(rows, this.#spansOf(slot))
    for (const [index, write] of this.#writers.entries()) write(rows, duckdb.data_chunk_get_vector(chunk, index))
    this.#rowCount += rows
    return rows
  }

  #spansOf(slot: number): ValueSpans {
    return {
      offsets: this.#table.offsets(slot),
      lengths: this.#table.lengths(slot),
      bytes: this.#reader.bytes,
      own: this.#reader.ownBytes,
    }
  }

  #readRow(row: number): boolean {
    this.#reader.startRow(row)
    if (!this.#reader.next()) return false
    const { start, end, valueCount } = this.#reader
    const isMalformed = this.#checksCount && valueCount !== this.#stream.valueCount
    if (isMalformed && this.#stream.failFast) throw wrongCount(valueCount, this.#stream.valueCount)
    this.#malformed[row] = isMalformed ? 1 : 0
    this.#recordOffsets[row] = start
    this.#recordLengths[row] = end - start
    if (this.#wantsPlace) this.#shownPlaces[row] = this.#place()
    return true
  }

  #place(line = this.#reader.line): string {
    return `${this.#stream.files[this.#file]?.shown ?? ''}, line ${line}`
  }

  #placed(error: unknown, line = this.#reader.line): unknown {
    if (!(error instanceof CausewayError)) return error
    return new CausewayError(error.kind, `${this.#place(line)}: ${error.message}`, error.hint === undefined ? {} : { hint: error.hint })
  }

  /** Takes the next frame, or what is there of it. False: there is none. */
  #advance(): boolean {
    while (!this.#ended) {
      if (this.#frameLeft > 0) {
        if (this.#fedAt >= this.#fed.length) return false
        const length = Math.min(this.#frameLeft, this.#fed.length - this.#fedAt)
        const start = this.#fedAt
        this.#fedAt += length
        this.#frameLeft -= length
        if (this.#give(start, this.#fedAt, true)) return true
        continue
      }
      if (this.#fed.length - this.#fedAt < FRAME_HEADER_BYTES) return false
      const kind = this.#fed.readUInt32LE(this.#fedAt)
      const length = this.#fed.readUInt32LE(this.#fedAt + 4)
      this.#fedAt += FRAME_HEADER_BYTES
      switch (kind) {
        case FRAME.file:
          this.#file = length
          this.#reader.startFile()
          break
        case FRAME.bytes:
          this.#frameLeft = length
          break
        case FRAME.fileEnd:
          this.#give(this.#fedAt, this.#fedAt, false)
          return true
        case FRAME.bufferEnd:
          this.#reader.endBuffer(this.#pieceBytes)
          break
        default:
          this.#ended = true
      }
    }
    return true
  }

  /** What was fed last, from `start` to `end`. False: it is not yet worth looking at. */
  #give(start: number, end: number, isOpen: boolean): boolean {
    const reader = this.#reader
    const rest = reader.rest.length
    const length = end - start
    if (rest + this.#pieceBytes + length > RECORD_BYTES_MAX) throw this.#placed(recordTooLarge(RECORD_BYTES_MAX), reader.lineOfRest)
    if (this.#pieces.length === 0 && (!isOpen || length >= rest)) {
      reader.give(this.#places.behind(reader.rest, this.#fed, start, end), isOpen)
      return true
    }
    if (this.#pieces.length === 0) reader.keepRest()
    this.#pieces.push(Buffer.from(this.#fed.subarray(start, end)))
    this.#pieceBytes += length
    if (isOpen && this.#pieceBytes < rest) return false
    const bytes = Buffer.concat([reader.rest, ...this.#pieces])
    this.#pieces = []
    this.#pieceBytes = 0
    reader.give(bytes, isOpen)
    return true
  }

  #checkHeader(required: readonly number[]): void {
    const { headerNames } = this.#stream
    if (headerNames === undefined) return
    const names = Array.from({ length: this.#reader.valueCount }, (_, index) => this.#reader.text(index, 0))
    if (this.#checksCount && names.length !== headerNames.length) {
      throw new CausewayError(
        'invalid-parameter',
        `The header has ${names.length} names where the table has ${headerNames.length} columns`,
        {
          hint: ENFORCE_HINT,
        },
      )
    }
    for (const index of required) {
      const [inHeader, inTable] = [names[index], headerNames[index]]
      if (inHeader?.toLowerCase() === inTable?.toLowerCase()) continue
      throw new CausewayError(
        'invalid-parameter',
        `The header has the name "${inHeader ?? ''}" where the table has the column "${inTable}"`,
        {
          hint: ENFORCE_HINT,
        },
      )
    }
  }

  #writer(name: string, wanted: readonly number[]): (rows: number, vector: NativeVector) => void {
    const partition = PARTITION.exec(name)
    if (partition !== null) return this.#textWriter(() => this.#stream.files[this.#file]?.partition[Number(partition[1])] ?? undefined)
    switch (name) {
      case MALFORMED_COLUMN: {
        const { buffer } = this.#malformed
        return (rows, vector) => flushFixed(vector, buffer, rows)
      }
      case RECORD_COLUMN:
        return this.#spanWriter(this.#recordOffsets, this.#recordLengths)
      case PLACE_COLUMN:
        return this.#textWriter((row) => this.#shownPlaces[row])
      default: {
        const plain = this.#plain.get(name)?.column
        if (plain !== undefined) return (rows, vector) => plain.flush(vector, rows)
        const index = Number(name)
        const slot = wanted.indexOf(index)
        const write = this.#spanWriter(this.#table.offsets(slot), this.#table.lengths(slot))
        const beside = this.#plain.get(plainValueColumn(index))?.column
        return beside === undefined ? write : this.#restWriter(beside, this.#table.lengths(slot), write)
      }
    }
  }

  #spanWriter(offsets: Int32Array, lengths: Int32Array): (rows: number, vector: NativeVector) => void {
    // What comes here was made UTF-8 when it was read.
    const strings = new StringVector(false)
    const validity = new Validity()
    return (rows, vector) => {
      const { bytes, ownBytes } = this.#reader
      strings.reset()
      validity.reset()
      for (let row = 0; row < rows; row += 1) {
        const length = lengths[row] ?? -1
        const offset = offsets[row] ?? 0
        if (length < 0) {
          strings.set(row, EMPTY, 0, 0)
          validity.setNull(row)
        } else if (offset < 0) strings.set(row, ownBytes, ~offset, length)
        else strings.set(row, bytes, offset, length)
      }
      strings.flush(vector, rows)
      validity.flush(vector, rows)
    }
  }

  /** Of the values that `plain` has not taken: mostly of none. */
  #restWriter(
    plain: PlainColumn,
    lengths: Int32Array,
    write: (rows: number, vector: NativeVector) => void,
  ): (rows: number, vector: NativeVector) => void {
    const none = new Validity()
    return (rows, vector) => {
      if (plain.takesAll) {
        none.setNone()
        none.flush(vector, rows)
        return
      }
      const { taken } = plain
      for (let row = 0; row < rows; row += 1) if (taken[row] === 1) lengths[row] = -1
      write(rows, vector)
    }
  }

  #textWriter(textOf: (row: number) => string | undefined): (rows: number, vector: NativeVector) => void {
    // What comes here was made UTF-8 when it was read.
    const strings = new StringVector(false)
    const validity = new Validity()
    return (rows, vector) => {
      strings.reset()
      validity.reset()
      for (let row = 0; row < rows; row += 1) {
        const text = textOf(row)
        const bytes = Buffer.from(text ?? '')
        strings.set(row, bytes, 0, bytes.length)
        if (text === undefined) validity.setNull(row)
      }
      strings.flush(vector, rows)
      validity.flush(vector, rows)
    }
  }
}

interface PlainReading {
  /** In the table of values. */
  readonly slot: number
  readonly column: PlainColumn
}

/** The settings are those of scan-csv.ts. */
export const makeCsvDecoder: MakeDecoder = (columns, settings) => new CsvDecoder(columns, settings as CsvStream)

const ENFORCE_HINT = 'Leave the option enforceSchema out, and columns are taken in their order'

const wrongCount = (found: number, wanted: number) =>
  new CausewayError('invalid-parameter', `The row has ${found} values where the table has ${wanted} columns, and its mode is FAILFAST`, {
    hint: 'Mend the file, or leave the option mode out: missing values are NULL then, and what is too much is left out',
  })
