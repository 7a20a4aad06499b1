import { type Document, deserialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { FedDecoder } from '../../engine/fed-decoder.ts'
import { FedSpace } from '../../engine/fed-space.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { shownValue } from '../shared/record-stores/shown-value.ts'
import { type DocumentColumn, documentColumn, type PlacedValues } from './document-columns.ts'
import { DOCUMENT_BYTES_MIN, END_BYTES } from './documents-format.ts'
import { nameEnd, valueEnd } from './elements.ts'
import { readValue } from './read-value.ts'

/** Documents, whose fields are the columns by their names. */
export const makeDocumentsDecoder = (columns: readonly StreamColumn[]): Decoder => new DocumentsDecoder(columns)

const LENGTH_BYTES = 4

interface PlacedColumn extends PlacedValues {
  /** As it stands in a document, with the zero at its end; undefined: in none. */
  readonly name: Buffer | undefined
  readonly write: DocumentColumn
}

/** Documents are first indexed (where each wanted value stands, and of what type it is), then written column by column: every column's loop handles one type only. */
class DocumentsDecoder extends FedDecoder {
  readonly #columns: readonly PlacedColumn[]
  readonly #space = new FedSpace()

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns.map((column) => {
      const placed = { types: new Uint8Array(VECTOR_ROWS), offsets: new Int32Array(VECTOR_ROWS) }
      const type = typeOfValue(column.value)
      const write = documentColumn(column, (row) => this.#valueAt(placed, row, column.name, type))
      return { ...placed, name: column.name.includes('\0') ? undefined : Buffer.from(`${column.name}\0`), write }
    })
  }

  space(length: number): Buffer {
    return this.#space.of(length)
  }

  protected override indexRows(): number {
    let rows = 0
    while (rows < VECTOR_ROWS && this.#index(rows)) rows += 1
    return rows
  }

  protected override writeColumns(chunk: NativeChunk, rows: number): void {
    for (const [index, column] of this.#columns.entries()) column.write(this.bytes, column, rows, vectorOf(chunk, index))
  }

  /** Whether there was a whole document. */
  #index(row: number): boolean {
    const bytes = this.bytes
    const from = this.offset
    const left = bytes.length - from
    if (this.hasEnded || left < END_BYTES) return false
    const length = bytes.readInt32LE(from)
    if (length === 0) {
      this.offset = from + END_BYTES
      this.hasEnded = true
      return false
    }
    // A server may send what is no document in the place of one.
    if (length < DOCUMENT_BYTES_MIN) throw notRead()
    if (left < length) return false
    this.offset = from + length
    for (const { types } of this.#columns) types[row] = 0
    try {
      this.#indexFields(row, from + LENGTH_BYTES, from + length - 1)
    } catch (error) {
      throw error instanceof RangeError ? notRead(error) : error
    }
    return true
  }

  /** Up to the zero at the end of the document. Of a field that is there twice the last one counts. */
  #indexFields(row: number, start: number, end: number): void {
    const bytes = this.bytes
    const columns = this.#columns
    if (bytes[end] !== 0) throw new RangeError('a document has no end')
    let expected = 0
    for (let at = start; at < end; ) {
      const type = bytes[at] ?? 0
      const found = this.#columnAt(at + 1, end, expected)
      const column = columns[found]
      const valueAt = column?.name === undefined ? nameEnd(bytes, at + 1, end) : at + 1 + column.name.length
      const next = valueEnd(bytes, type, valueAt, end)
      if (column !== undefined) {
        column.types[row] = type
        column.offsets[row] = valueAt
        expected = found + 1
      }
      at = next
    }
  }

  /** The column of the name that begins there: fields mostly stand in the columns' order. -1: none is of it. */
  #columnAt(at: number, end: number, expected: number): number {
    const columns = this.#columns
    for (let step = 0; step < columns.length; step += 1) {
      const index = expected + step < columns.length ? expected + step : expected + step - columns.length
      const name = columns[index]?.name
      if (name !== undefined && at + name.length <= end && startsWith(this.bytes, at, name)) return index
    }
    return -1
  }

  /** A value as the library reads it, in a document of its own. */
  #valueAt({ types, offsets }: PlacedValues, row: number, name: string, type: SparkType): ColumnValue {
    const [kind, at] = [types[row] ?? 0, offsets[row] ?? 0]
    const value = this.bytes.subarray(at, valueEnd(this.bytes, kind, at, this.bytes.length))
    const length = LENGTH_BYTES + 2 + value.length + 1 + 1
    const head = Buffer.alloc(LENGTH_BYTES + 3)
    head.writeInt32LE(length)
    head[LENGTH_BYTES] = kind
    head[LENGTH_BYTES + 1] = NAME.charCodeAt(0)
    const found = documentOf(Buffer.concat([head, value, ZERO]))[NAME]
    const read = valueAs(found, type)
    if (read === undefined) throw notOfType(name, found, type)
    return read
  }
}

/** Of the only field of a document. */
const NAME = 'v'
const ZERO = Buffer.alloc(1)

function startsWith(bytes: Buffer, at: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index += 1) if (bytes[at + index] !== name[index]) return false
  return true
}

/** One that is nested deeper than there is room for is an error of the runtime. */
function documentOf(bytes: Buffer): Document {
  try {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true, validation: { utf8: false } })
  } catch (error) {
    throw notRead(error)
  }
}

function valueAs(value: unknown, type: SparkType): ColumnValue | undefined {
  try {
    return readValue(value, type)
  } catch (error) {
    throw notRead(error)
  }
}

const notRead = (cause?: unknown): CausewayError =>
  new CausewayError('remote-failure', 'What MongoDB has sent as a document is none, or is nested too deep', {
    hint: 'Look who answers there: it may be another server than the one that is meant.',
    ...(cause === undefined ? {} : { cause }),
  })

function notOfType(name: string, value: unknown, type: SparkType): CausewayError {
  const shown = shownValue(String(valueAs(value, { kind: 'string' }) ?? 'a moment later or earlier than is read'))
  return new CausewayError('remote-failure', `The field "${name}" of a document is "${shown}", which is no ${sparkTypeName(type)}`, {
    hint: 'Correct it in MongoDB, or make the column a STRING, which every value can be read as, and use TRY_CAST',
  })
}
