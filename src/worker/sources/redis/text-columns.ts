import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { type ColumnValue, valueWriter } from '../../engine/value-writers.ts'
import { flushFixed, type NativeVector, StringVector, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { readText } from '../shared/read-text.ts'
import { shownValue } from '../shared/record-stores/shown-value.ts'
import { plainDay, plainMicroseconds, plainNumber, plainWhole } from './plain-texts.ts'

/** Writes one column of up to a vector of rows: text `row` is `lengths[row]` bytes at `offsets[row]`, a length of -1 is NULL. */
export type TextColumn = (bytes: Buffer, offsets: Int32Array, lengths: Int32Array, rows: number, vector: NativeVector) => void

/** Reads a text of a column that has another form than the usual one, as the parsers of Java do. @throws CausewayError for what is none of its type */
type ReadOther = (bytes: Buffer, at: number, length: number) => ColumnValue

/** The usual form of a value is read as it stands. */
export function textColumn({ name, value }: StreamColumn): TextColumn {
  const type = typeOfValue(value)
  const readOther: ReadOther = (bytes, at, length) => readAs(bytes.toString('utf8', at, at + length), name, type)
  switch (type.kind) {
    case 'string':
      return stringColumn()
    case 'tinyint':
      return fixed(new Int8Array(VECTOR_ROWS), within(128), readOther)
    case 'smallint':
      return fixed(new Int16Array(VECTOR_ROWS), within(2 ** 15), readOther)
    case 'int':
      return fixed(new Int32Array(VECTOR_ROWS), within(2 ** 31), readOther)
    case 'date':
      return fixed(new Int32Array(VECTOR_ROWS), plainDay, readOther)
    case 'float':
      return fixed(new Float32Array(VECTOR_ROWS), plainNumber, readOther)
    case 'double':
      return fixed(new Float64Array(VECTOR_ROWS), plainNumber, readOther)
    case 'bigint':
      return long(plainWhole, readOther)
    case 'timestamp':
      return long(plainMicroseconds, readOther)
    default:
      return other(type, readOther)
  }
}

function readAs(text: string, name: string, type: SparkType): ColumnValue {
  const value = readText(text, type)
  if (value !== undefined) return value
  throw new CausewayError(
    'remote-failure',
    `The field "${name}" of a key has the text "${shownValue(text)}", which is no ${sparkTypeName(type)}`,
    { hint: 'Correct it in Redis, or make the column a STRING and use TRY_CAST' },
  )
}

/** NaN: another form than the usual one. */
type ReadPlain = (bytes: Buffer, at: number, length: number) => number

const within =
  (bound: number): ReadPlain =>
  (bytes, at, length) => {
    const value = plainWhole(bytes, at, length)
    return value >= -bound && value < bound ? value : Number.NaN
  }

type FixedArray =
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>

function fixed(values: FixedArray, readPlain: ReadPlain, readOther: ReadOther): TextColumn {
  const validity = new Validity()
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const [at, length] = [offsets[row] ?? 0, lengths[row] ?? -1]
      if (length < 0) {
        validity.setNull(row)
        continue
      }
      const value = readPlain(bytes, at, length)
      values[row] = Number.isNaN(value) ? Number(readOther(bytes, at, length)) : value
    }
    flushFixed(vector, values.buffer, rows * values.BYTES_PER_ELEMENT)
    validity.flush(vector, rows)
  }
}

const TWO_32 = 2 ** 32

/** Of 64 bits, by halves. */
function long(readPlain: ReadPlain, readOther: ReadOther): TextColumn {
  const validity = new Validity()
  const words = new Int32Array(2 * VECTOR_ROWS)
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const at = offsets[row] ?? 0
      const length = lengths[row] ?? -1
      if (length < 0) {
        validity.setNull(row)
        continue
      }
      const value = readPlain(bytes, at, length)
      if (Number.isNaN(value)) {
        const large = BigInt(String(readOther(bytes, at, length)))
        words[2 * row] = Number(BigInt.asIntN(32, large))
        words[2 * row + 1] = Number(large >> 32n)
      } else {
        const high = Math.floor(value / TWO_32)
        words[2 * row] = value - high * TWO_32
        words[2 * row + 1] = high
      }
    }
    flushFixed(vector, words.buffer, rows * 8)
    validity.flush(vector, rows)
  }
}

function stringColumn(): TextColumn {
  const validity = new Validity()
  const strings = new StringVector(true)
  const fill = (rows: number, set: (row: number) => void): void => {
    validity.reset()
    strings.reset()
    for (let row = 0; row < rows; row += 1) set(row)
  }
  return (bytes, offsets, lengths, rows, vector) => {
    const setNull = (row: number): void => {
      strings.set(row, bytes, 0, 0)
      validity.setNull(row)
    }
    fill(rows, (row) => {
      const length = lengths[row] ?? -1
      if (length < 0) setNull(row)
      else strings.set(row, bytes, offsets[row] ?? 0, length)
    })
    if (!strings.flush(vector, rows)) {
      // What is no UTF-8 is replaced in the texts where it is.
      fill(rows, (row) => {
        const [at, length] = [offsets[row] ?? 0, lengths[row] ?? -1]
        if (length < 0) return setNull(row)
        const text = Buffer.from(bytes.toString('utf8', at, at + length))
        strings.set(row, text, 0, text.length)
      })
      strings.flush(vector, rows)
    }
    validity.flush(vector, rows)
  }
}

function other(type: SparkType, readOther: ReadOther): TextColumn {
  const writer = valueWriter(type)
  return (bytes, offsets, lengths, rows, vector) => {
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] ?? -1
      writer.add(length < 0 ? null : readOther(bytes, offsets[row] ?? 0, length))
    }
    writer.flush(vector)
  }
}
