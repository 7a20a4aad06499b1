import { flushFixed, type NativeVector, Validity, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import { PlainMoment, plainDays } from '../../plain/plain-times.ts'
import type { JsonValue } from '../json-value.ts'
import type { JsonColumn } from './json-column.ts'
import { isDigit, type LineCursor, MINUS, POINT, QUOTE, ZERO } from './line-cursor.ts'

/** A column whose values have a fixed number of bytes. */
abstract class FixedColumn implements JsonColumn {
  protected rows = 0
  readonly #validity = new Validity()
  readonly #rowBytes: number
  #buffer: ArrayBuffer
  #marked = 0

  constructor(rowBytes: number) {
    this.#rowBytes = rowBytes
    this.#buffer = new ArrayBuffer(VECTOR_ROWS * rowBytes)
    this.#validity.reset()
  }

  /** The buffer has become another one. */
  protected abstract see(buffer: ArrayBuffer): void
  /** False: it is no value of the column. */
  protected abstract readValue(cursor: LineCursor, row: number): boolean
  protected abstract set(row: number, value: Exclude<JsonValue, null>): void

  protected get buffer(): ArrayBuffer {
    return this.#buffer
  }

  read(cursor: LineCursor): boolean {
    const row = this.#next()
    if (this.readValue(cursor, row)) return true
    if (!cursor.isNull()) return false
    this.#validity.setNull(row)
    return true
  }

  add(value: JsonValue): void {
    const row = this.#next()
    if (value === null) this.#validity.setNull(row)
    else this.set(row, value)
  }

  #next(): number {
    const row = this.rows
    this.rows = row + 1
    if (this.rows * this.#rowBytes > this.#buffer.byteLength) {
      const larger = new ArrayBuffer(this.#buffer.byteLength * 2)
      new Uint8Array(larger).set(new Uint8Array(this.#buffer))
      this.#buffer = larger
      this.see(larger)
    }
    return row
  }

  mark(): void {
    this.#marked = this.rows
  }

  rewind(): void {
    this.#validity.setValid(this.#marked, this.rows)
    this.rows = this.#marked
  }

  flush(vector: NativeVector): void {
    flushFixed(vector, this.#buffer, this.rows * this.#rowBytes)
    this.#validity.flush(vector, this.rows)
    this.#validity.reset()
    this.rows = 0
    this.#marked = 0
  }
}

export class BooleanColumn extends FixedColumn {
  #values: Uint8Array

  constructor() {
    super(1)
    this.#values = new Uint8Array(this.buffer)
  }

  protected see(buffer: ArrayBuffer): void {
    this.#values = new Uint8Array(buffer)
  }

  protected readValue(cursor: LineCursor, row: number): boolean {
    const { bytes, at, end } = cursor
    if (end - at >= 4 && bytes[at] === 0x74 && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65) {
      cursor.at = at + 4
      this.#values[row] = 1
      return true
    }
    if (end - at < 5 || bytes[at] !== 0x66 || bytes[at + 1] !== 0x61 || bytes[at + 2] !== 0x6c || bytes[at + 3] !== 0x73) return false
    if (bytes[at + 4] !== 0x65) return false
    cursor.at = at + 5
    this.#values[row] = 0
    return true
  }

  protected set(row: number, value: JsonValue): void {
    this.#values[row] = value === true ? 1 : 0
  }
}

/** Numbers of so many digits are exact. */
const SAFE_DIGITS = 15

/** Undefined: no integer of a few digits is there. The cursor is moved then all the same. */
function smallInteger(cursor: LineCursor): number | undefined {
  const { bytes, end } = cursor
  const isNegative = bytes[cursor.at] === MINUS
  const first = isNegative ? cursor.at + 1 : cursor.at
  let at = first
  let value = 0
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  const digits = at - first
  if (digits === 0 || digits > SAFE_DIGITS || (digits > 1 && bytes[first] === ZERO) || isNumberPart(bytes[at] ?? 0)) return undefined
  cursor.at = at
  return isNegative ? -value : value
}

const isNumberPart = (c: number): boolean => c === POINT || (c | 0x20) === 0x65

export class IntegerColumn extends FixedColumn {
  readonly #min: number
  readonly #max: number
  #values: Int32Array

  constructor() {
    super(4)
    this.#min = -0x80000000
    this.#max = 0x7fffffff
    this.#values = new Int32Array(this.buffer)
  }

  protected see(buffer: ArrayBuffer): void {
    this.#values = new Int32Array(buffer)
  }

  protected readValue(cursor: LineCursor, row: number): boolean {
    const value = smallInteger(cursor)
    if (value === undefined || value < this.#min || value > this.#max) return false
    this.#values[row] = value
    return true
  }

  protected set(row: number, value: JsonValue): void {
    this.#values[row] = Number(value)
  }
}

const WORD = 2 ** 32

/** Of 64 bits, written as two halves: a big number for each would take longer than all the rest. */
abstract class LongColumn extends FixedColumn {
  #halves: Int32Array
  #values: BigInt64Array

  constructor() {
    super(8)
    this.#halves = new Int32Array(this.buffer)
    this.#values = new BigInt64Array(this.buffer)
  }

  protected see(buffer: ArrayBuffer): void {
    this.#halves = new Int32Array(buffer)
    this.#values = new BigInt64Array(buffer)
  }

  /** `low` is not negative, and below 2 to the 52nd. */
  protected put(row: number, high: number, low: number): void {
    const carried = Math.floor(low / WORD)
    this.#halves[row * 2] = low - carried * WORD
    this.#halves[row * 2 + 1] = high + carried
  }

  protected set(row: number, value: JsonValue): void {
    if (typeof value !== 'bigint') throw new Error('a value is no big number')
    this.#values[row] = value
  }
}

export class BigintColumn extends LongColumn {
  protected readValue(cursor: LineCursor, row: number): boolean {
    const value = smallInteger(cursor)
    if (value === undefined) return false
    const high = Math.floor(value / WORD)
    this.put(row, high, value - high * WORD)
    return true
  }
}

/** Of a text that is none of those that are read here. */
const TIME_BYTES_MAX = 32

/** Where the string ends that the cursor is at the beginning of; -1: it is longer than a time of a plain form. */
function timeEnd({ bytes, at, end }: LineCursor): number {
  if (bytes[at] !== QUOTE) return -1
  const last = Math.min(end, at + TIME_BYTES_MAX)
  for (let close = at + 1; close < last; close += 1) if (bytes[close] === QUOTE) return close
  return -1
}

/** A timestamp as Spark's cast reads it, of the forms that are written most. */
export class TimestampColumn extends LongColumn {
  readonly #moment = new PlainMoment()

  protected readValue(cursor: LineCursor, row: number): boolean {
    const moment = this.#moment
    const close = timeEnd(cursor)
    if (close < 0 || !moment.read(cursor.bytes, cursor.at + 1, close)) return false
    cursor.at = close + 1
    const high = Math.floor(moment.ms / WORD)
    this.put(row, high * 1000, (moment.ms - high * WORD) * 1000 + moment.micros)
    return true
  }
}

/** A date of the form that is written most. */
export class DateColumn extends FixedColumn {
  #days: Int32Array

  constructor() {
    super(4)
    this.#days = new Int32Array(this.buffer)
  }

  protected see(buffer: ArrayBuffer): void {
    this.#days = new Int32Array(buffer)
  }

  protected readValue(cursor: LineCursor, row: number): boolean {
    const close = timeEnd(cursor)
    const days = close < 0 ? Number.NaN : plainDays(cursor.bytes, cursor.at + 1, close)
    if (Number.isNaN(days)) return false
    cursor.at = close + 1
    this.#days[row] = days
    return true
  }

  protected set(row: number, value: JsonValue): void {
    this.#days[row] = Number(value)
  }
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]

/** The nearest number, for one of few digits: both parts are exact, and so is what the machine makes of them, but for its last rounding. */
function plainNumber(cursor: LineCursor): number | undefined {
  const { bytes, end } = cursor
  const isNegative = bytes[cursor.at] === MINUS
  const first = isNegative ? cursor.at + 1 : cursor.at
  let at = first
  let value = 0
  for (; at < end && isDigit(bytes[at] ?? 0); at += 1) value = value * 10 + (bytes[at] ?? 0) - ZERO
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return undefined
  let places = 0
  if (bytes[at] === POINT && at < end) {
    const fraction = at + 1
    for (at = fraction; at < end && isDigit(bytes[at] ?? 0); at += 1) value = value * 10 + (bytes[at] ?? 0) - ZERO
    places = at - fraction
    if (places === 0) return undefined
  }
  // A zero may have a sign, which is not that of an integer.
  if (at - first > SAFE_DIGITS || isNumberPart(bytes[at] ?? 0) || (isNegative && value === 0)) return undefined
  cursor.at = at
  const nearest = value / (POWERS[places] ?? 1)
  return isNegative ? -nearest : nearest
}

export class DoubleColumn extends FixedColumn {
  #values: Float64Array

  constructor() {
    super(8)
    this.#values = new Float64Array(this.buffer)
  }

  protected see(buffer: ArrayBuffer): void {
    this.#values = new Float64Array(buffer)
  }

  protected readValue(cursor: LineCursor, row: number): boolean {
    const value = plainNumber(cursor)
    if (value === undefined) return false
    this.#values[row] = value
    return true
  }

  protected set(row: number, value: JsonValue): void {
    this.#values[row] = Number(value)
  }
}
