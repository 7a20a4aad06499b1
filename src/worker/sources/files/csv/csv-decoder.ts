import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../base/errors.ts'
import type { Decoder, MakeDecoder, NativeChunk } from '../../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { StringVector, Validity, VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { type CsvStream, FRAME, FRAME_HEADER_BYTES, MALFORMED_COLUMN, PLACE_COLUMN, plainValueColumn, RECORD_COLUMN } from './csv-stream.ts'
import { PiecePlaces } from './piece-places.ts'
import { RecordReader } from './record-reader.ts'
import { recordTooLarge } from './record-too-large.ts'
import { plainKind } from './rows/plain-kind.ts'
import { RowVectors } from './rows/row-vectors.ts'
import { emptyLengthOf } from './tokenizer/record-values.ts'

const PARTITION = /^partition (\d+)$/
const EMPTY = Buffer.alloc(0)

type NativeVector = ReturnType<typeof duckdb.data_chunk_get_vector>
/** Writes a column, or two of one value, into vectors of the engine: that of a column by its index. */
type ColumnWriter = (rows: number, vectorAt: (index: number) => NativeVector) => void

/** Files of CSV, as frames of bytes, into columns of text, and of types where values are of plain forms. */
class CsvDecoder implements Decoder {
  readonly #stream: CsvStream
  readonly #columns: readonly string[]
  readonly #reader: RecordReader
  readonly #rows: RowVectors
  readonly #writers: readonly ColumnWriter[]
  readonly #checksCount: boolean
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
  /** What the reader has holds no whole row: to look for one again at each piece that comes would take the square of a long row's time. */
  #isSpent = false
  #ended = false
  #rowCount = 0

  constructor(columns: readonly StreamColumn[], stream: CsvStream) {
    this.#stream = stream
    this.#columns = columns.map(({ name }) => name)
    const values = this.#columns.flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
    this.#checksCount = new Set(values).size >= stream.valueCount
    this.#wantsPlace = this.#columns.includes(PLACE_COLUMN)
    const wanted = stream.headerNames === undefined ? values : Array.from({ length: stream.valueCount + 1 }, (_, index) => index)
    // Spark selects columns where it needs not all, nor the record itself.
    const skips = !this.#checksCount && !this.#columns.includes(RECORD_COLUMN)
    this.#rows = new RowVectors({
      dialect: stream.dialect,
      wanted,
      valueCount: this.#checksCount ? stream.valueCount : undefined,
      failsFast: stream.failFast,
      skips,
      emptyLength: emptyLengthOf(stream.dialect),
    })
    this.#reader = new RecordReader(stream, this.#rows.table, () => this.#checkHeader(values), { skips })
    this.#writers = columns.flatMap((column, at) => this.#writer(column, at, columns, wanted) ?? [])
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
        while (rows < VECTOR_ROWS && !this.#isSpent) {
          rows += this.#readLines(rows)
          if (rows === VECTOR_ROWS) break
          if (this.#readRow(rows)) rows += 1
          else this.#isSpent = true
        }
      } catch (error) {
        throw this.#placed(error)
      }
      // What was read stands in bytes that the next piece takes the place of.
      if (rows > 0) break
      if (!this.#advance()) break
    }
    if (rows === 0) return 0
    const { bytes, ownBytes, ownLength } = this.#reader
    this.#rows.prepare(rows, bytes, { bytes: ownBytes, length: ownLength })
    for (const write of this.#writers) write(rows, (index) => duckdb.data_chunk_get_vector(chunk, index))
    this.#rowCount += rows
    return rows
  }

  /** Lines of plain forms into rows from this one on. How many; `#readRow` reads the next line. */
  #readLines(row: number): number {
    const reader = this.#reader
    const at = reader.lineAt
    if (at === undefined) return 0
    const count = this.#rows.readLines(reader.bytes, at, row)
    if (count === 0) return 0
    if (this.#wantsPlace) for (let line = 1; line <= count; line += 1) this.#shownPlaces[row + line - 1] = this.#place(reader.line + line)
    reader.passLines(count, this.#rows.behind)
    return count
  }

  #readRow(row: number): boolean {
    this.#reader.startRow(row)
    if (!this.#reader.next()) return false
    const { start, end, valueCount } = this.#reader
    const isMalformed = this.#checksCount && valueCount !== this.#stream.valueCount
    if (isMalformed && this.#stream.failFast) throw wrongCount(valueCount, this.#stream.valueCount)
    this.#rows.setRecord(row, start, end - start, isMalformed)
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
      this.#isSpent = false
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
    this.#isSpent = false
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

  /** Undefined: the column is written with another one. */
  #writer({ name }: StreamColumn, at: number, columns: readonly StreamColumn[], wanted: readonly number[]): ColumnWriter | undefined {
    const rowVectors = this.#rows
    const partition = PARTITION.exec(name)
    if (partition !== null) return this.#textWriter(at, () => this.#stream.files[this.#file]?.partition[Number(partition[1])] ?? undefined)
    switch (name) {
      case MALFORMED_COLUMN:
        return (rows, vectorAt) => rowVectors.writeMalformed(rows, vectorAt(at))
      case RECORD_COLUMN:
        return (rows, vectorAt) => rowVectors.writeRecords(rows, vectorAt(at))
      case PLACE_COLUMN:
        return this.#textWriter(at, (row) => this.#shownPlaces[row])
      default: {
        const index = Number(name)
        if (Number.isNaN(index)) return undefined
        const slot = wanted.indexOf(index)
        const plainAt = columns.findIndex((column) => column.name === plainValueColumn(index))
        const plain = columns[plainAt]
        if (plain === undefined) return (rows, vectorAt) => rowVectors.writeTexts(slot, rows, vectorAt(at))
        const kind = plainKind(typeOfValue(plain.value))
        if (kind === undefined) throw new Error(`values of the column ${name} are not read from bytes`)
        return (rows, vectorAt) => rowVectors.writePlain(slot, kind, rows, vectorAt(plainAt), vectorAt(at))
      }
    }
  }

  #textWriter(at: number, textOf: (row: number) => string | undefined): ColumnWriter {
    // What comes here was made UTF-8 when it was read.
    const strings = new StringVector(false)
    const validity = new Validity()
    return (rows, vectorAt) => {
      const vector = vectorAt(at)
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

/** The settings are those of scan-csv.ts. */
export const makeCsvDecoder: MakeDecoder = (columns, settings) => new CsvDecoder(columns, settings as CsvStream)

const ENFORCE_HINT = 'Leave the option enforceSchema out, and columns are taken in their order'

const wrongCount = (found: number, wanted: number) =>
  new CausewayError('invalid-parameter', `The row has ${found} values where the table has ${wanted} columns, and its mode is FAILFAST`, {
    hint: 'Mend the file, or leave the option mode out: missing values are NULL then, and what is too much is left out',
  })
