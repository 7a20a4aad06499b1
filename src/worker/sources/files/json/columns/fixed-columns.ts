import { flushFixed, type NativeVector, Validity, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import type { JsonValue } from '../json-value.ts'
import type { JsonColumn } from './json-column.ts'
import { isDigit, type LineCursor, MINUS, POINT, ZERO } from './line-cursor.ts'

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

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A timestamp as Spark's cast reads it, of the forms that are written most: 2024-01-31 12:34:56.789, with T in the middle and Z at the end, too. */
export class TimestampColumn extends LongColumn {
  protected readValue(cursor: LineCursor, row: number): boolean {
    const { bytes, at, end } = cursor
    // "2024-01-31 12:34:56"
    if (end - at < 21 || bytes[at] !== 0x22 || bytes[at + 5] !== MINUS || bytes[at + 8] !== MINUS) return false
    const between = bytes[at + 11]
    if ((between !== 0x20 && between !== 0x54) || bytes[at + 14] !== 0x3a || bytes[at + 17] !== 0x3a) return false
    const year = digits(bytes, at + 1) * 100 + digits(bytes, at + 3)
    const [month, day] = [digits(bytes, at + 6), digits(bytes, at + 9)]
    const [hour, minute, second] = [digits(bytes, at + 12), digits(bytes, at + 15), digits(bytes, at + 18)]
    // One that is no digit makes all of it no number.
    if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59)) return false
    let next = at + 20
    let micros = 0
    if (bytes[next] === POINT) {
      let unit = 100_000
      for (next += 1; next < end && unit >= 1 && isDigit(bytes[next] ?? 0); next += 1) {
        micros += ((bytes[next] ?? 0) - ZERO) * unit
        unit = Math.floor(unit / 10)
      }
    }
    if (bytes[next] === 0x5a) next += 1
    if (next >= end || bytes[next] !== 0x22) return false
    cursor.at = next + 1
    const ms = daysFrom(year, month, day) * DAY_MS + (hour * 60 + minute) * MINUTE_MS + second * 1000
    const high = Math.floor(ms / WORD)
    this.put(row, high * 1000, (ms - high * WORD) * 1000 + micros)
    return true
  }
}

/** Of two digits; no number where one is none. */
function digits(bytes: Buffer, at: number): number {
  const [tens, ones] = [(bytes[at] ?? 0) - ZERO, (bytes[at + 1] ?? 0) - ZERO]
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Days since 1970-01-01 of a day that is in each month; the year begins with March, so that the leap day is its last. */
function daysFrom(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
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
