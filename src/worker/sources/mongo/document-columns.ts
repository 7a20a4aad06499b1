import type { SparkType } from '../../../base/spark-type.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { type ColumnValue, valueWriter } from '../../engine/value-writers.ts'
import { flushFixed, type NativeVector, StringVector, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { BSON } from './elements.ts'

/** Of one column, for up to a vector of documents: the types that BSON has for the values, 0 where there is none, and where they stand. */
export interface PlacedValues {
  readonly types: Uint8Array
  readonly offsets: Int32Array
}

/** Writes one column. */
export type DocumentColumn = (bytes: Buffer, values: PlacedValues, rows: number, vector: NativeVector) => void

/** The value of a row whose type is not the usual one of its column. @throws CausewayError for one that the column cannot have */
type ReadOther = (row: number) => ColumnValue

/** What is of the type that MongoDB usually has for such a column is read as it stands. */
export function documentColumn({ value }: StreamColumn, readOther: ReadOther): DocumentColumn {
  const type = typeOfValue(value)
  switch (type.kind) {
    case 'string':
      return stringColumn(readOther)
    case 'boolean':
      return fixed(new Uint8Array(VECTOR_ROWS), usualBoolean, readOther)
    case 'int':
      return fixed(new Int32Array(VECTOR_ROWS), usualInt, readOther)
    case 'double':
      return fixed(new Float64Array(VECTOR_ROWS), usualDouble, readOther)
    case 'date':
      return fixed(new Int32Array(VECTOR_ROWS), usualDay, readOther)
    case 'bigint':
      return long(putLong, readOther)
    case 'timestamp':
      return long(putMoment, readOther)
    default:
      return other(type, readOther)
  }
}

const isNothing = (kind: number): boolean => kind === 0 || kind === BSON.null

/** Undefined: the value is of another type, or has no usual form. */
type ReadUsual = (bytes: Buffer, kind: number, at: number) => number | undefined

const usualBoolean: ReadUsual = (bytes, kind, at) => (kind === BSON.boolean && (bytes[at] ?? 2) <= 1 ? bytes[at] : undefined)

const usualInt: ReadUsual = (bytes, kind, at) => {
  if (kind === BSON.int) return bytes.readInt32LE(at)
  const low = kind === BSON.long ? bytes.readInt32LE(at) : undefined
  return low !== undefined && bytes.readInt32LE(at + 4) === low >> 31 ? low : undefined
}

const usualDouble: ReadUsual = (bytes, kind, at) =>
  kind === BSON.double ? bytes.readDoubleLE(at) : kind === BSON.int ? bytes.readInt32LE(at) : undefined

const usualDay: ReadUsual = (bytes, kind, at) => {
  const ms = kind === BSON.date ? millisecondsAt(bytes, at) : Number.NaN
  return Math.abs(ms) <= DATE_MS_MAX ? Math.floor(ms / DAY_MS) : undefined
}

const TWO_32 = 2 ** 32
const MICROSECONDS = 1000
const DAY_MS = 86_400_000
/** Later and earlier ones are no dates of JavaScript's. */
const DATE_MS_MAX = 8.64e15

const millisecondsAt = (bytes: Buffer, at: number): number => bytes.readInt32LE(at + 4) * TWO_32 + bytes.readUInt32LE(at)

type FixedArray = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

function fixed(values: FixedArray, readUsual: ReadUsual, readOther: ReadOther): DocumentColumn {
  const validity = new Validity()
  return (bytes, { types, offsets }, rows, vector) => {
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const kind = types[row] ?? 0
      const usual = isNothing(kind) ? undefined : readUsual(bytes, kind, offsets[row] ?? 0)
      if (usual !== undefined) {
        values[row] = usual
        continue
      }
      const value = isNothing(kind) ? null : readOther(row)
      if (value === null) validity.setNull(row)
      else values[row] = Number(value)
    }
    flushFixed(vector, values.buffer, rows * values.BYTES_PER_ELEMENT)
    validity.flush(vector, rows)
  }
}

/** Of 64 bits, by halves. False: the value is of another type, or has no usual form. */
type PutLong = (bytes: Buffer, kind: number, at: number, to: Int32Array, row: number) => boolean

const putLong: PutLong = (bytes, kind, at, to, row) => {
  if (kind !== BSON.long && kind !== BSON.int) return false
  const low = bytes.readInt32LE(at)
  to[2 * row] = low
  to[2 * row + 1] = kind === BSON.int ? low >> 31 : bytes.readInt32LE(at + 4)
  return true
}

const putMoment: PutLong = (bytes, kind, at, to, row) => {
  const value = kind === BSON.date ? millisecondsAt(bytes, at) * MICROSECONDS : Number.NaN
  if (!Number.isSafeInteger(value)) return false
  const high = Math.floor(value / TWO_32)
  to[2 * row] = value - high * TWO_32
  to[2 * row + 1] = high
  return true
}

function long(put: PutLong, readOther: ReadOther): DocumentColumn {
  const validity = new Validity()
  const words = new Int32Array(2 * VECTOR_ROWS)
  return (bytes, { types, offsets }, rows, vector) => {
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const kind = types[row] ?? 0
      if (!isNothing(kind) && put(bytes, kind, offsets[row] ?? 0, words, row)) continue
      const value = isNothing(kind) ? null : readOther(row)
      if (value === null) {
        validity.setNull(row)
        continue
      }
      const large = BigInt(String(value))
      words[2 * row] = Number(BigInt.asIntN(32, large))
      words[2 * row + 1] = Number(BigInt.asIntN(32, large >> 32n))
    }
    flushFixed(vector, words.buffer, rows * 8)
    validity.flush(vector, rows)
  }
}

const LENGTH_BYTES = 4
const OBJECT_ID_BYTES = 12

function stringColumn(readOther: ReadOther): DocumentColumn {
  const validity = new Validity()
  const strings = new StringVector(true)
  const fill = (bytes: Buffer, { types, offsets }: PlacedValues, rows: number, isRepaired: boolean): void => {
    validity.reset()
    strings.reset()
    for (let row = 0; row < rows; row += 1) {
      const kind = types[row] ?? 0
      const at = offsets[row] ?? 0
      // With the zero at its end.
      const length = kind === BSON.string && !isRepaired ? bytes.readInt32LE(at) : 0
      if (length > 0 && bytes[at + LENGTH_BYTES + length - 1] === 0) {
        strings.set(row, bytes, at + LENGTH_BYTES, length - 1)
        continue
      }
      const value = kind === BSON.objectId ? bytes.toString('hex', at, at + OBJECT_ID_BYTES) : isNothing(kind) ? null : readOther(row)
      if (value === null) {
        strings.set(row, bytes, 0, 0)
        validity.setNull(row)
        continue
      }
      const text = Buffer.from(String(value))
      strings.set(row, text, 0, text.length)
    }
  }
  return (bytes, values, rows, vector) => {
    fill(bytes, values, rows, false)
    if (!strings.flush(vector, rows)) {
      // What is no UTF-8 is replaced where it is.
      fill(bytes, values, rows, true)
      strings.flush(vector, rows)
    }
    validity.flush(vector, rows)
  }
}

function other(type: SparkType, readOther: ReadOther): DocumentColumn {
  const writer = valueWriter(type)
  return (_bytes, { types }, rows, vector) => {
    for (let row = 0; row < rows; row += 1) writer.add(isNothing(types[row] ?? 0) ? null : readOther(row))
    writer.flush(vector)
  }
}
