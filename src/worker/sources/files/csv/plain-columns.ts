import type { SparkType } from '../../../../base/spark-type.ts'
import { flushFixed, type NativeVector, Validity, VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import { plainDecimal, plainDouble, plainFloat, plainLong, plainWhole } from '../plain/plain-numbers.ts'
import { PlainMoment, plainDays } from '../plain/plain-times.ts'
import type { CsvFormat } from './csv-format.ts'

/** Where the values of a column stand, row by row. */
export interface ValueSpans {
  /** Below 0: ~offset within `own`. */
  readonly offsets: Int32Array
  /** -1: NULL. */
  readonly lengths: Int32Array
  readonly bytes: Buffer
  readonly own: Buffer
}

/** Whether values of the type are read from their bytes, where they are of the forms that are written most. */
export function hasPlainForms(type: SparkType, format: CsvFormat): boolean {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return true
    case 'decimal':
      return type.precision <= DECIMAL_DIGITS_MAX
    case 'float':
    case 'double':
      // A number may be what such a table calls no number.
      return [format.nanValue, format.positiveInf, format.negativeInf].every((name) => !/\d/.test(name))
    case 'date':
      return format.dateFormat === undefined
    case 'timestamp':
      return format.timestampFormat === undefined
    default:
      return false
  }
}

/** Of more the engine keeps two words. */
const DECIMAL_DIGITS_MAX = 18

/** @throws Error for a type that has no plain forms. */
export function plainColumn(type: SparkType): PlainColumn {
  switch (type.kind) {
    case 'boolean':
      return new BooleanColumn()
    case 'tinyint':
      return new WholeColumn(new Int8Array(VECTOR_ROWS), 0x7f)
    case 'smallint':
      return new WholeColumn(new Int16Array(VECTOR_ROWS), 0x7fff)
    case 'int':
      return new WholeColumn(new Int32Array(VECTOR_ROWS), 0x7fffffff)
    case 'bigint':
      return new LongColumn()
    case 'decimal':
      return decimalColumn(type.precision, type.scale)
    case 'float':
      return new FloatColumn()
    case 'double':
      return new DoubleColumn()
    case 'date':
      return new DateColumn()
    case 'timestamp':
      return new TimestampColumn()
    default:
      throw new Error(`values of the type ${type.kind} are not read from bytes`)
  }
}

/** The values of a vector that are of plain forms; the others are NULL here, and stand as texts in another column. */
export abstract class PlainColumn {
  /** Of each row: 1, its value is here. */
  readonly taken = new Uint8Array(VECTOR_ROWS)
  readonly #validity = new Validity()
  readonly #buffer: ArrayBuffer
  readonly #rowBytes: number
  #takesAll = true

  constructor(buffer: ArrayBuffer) {
    this.#buffer = buffer
    this.#rowBytes = buffer.byteLength / VECTOR_ROWS
  }

  /** No row has a value beside those that are here. */
  get takesAll(): boolean {
    return this.#takesAll
  }

  /** Puts the value into the row; false: it is of another form. */
  protected abstract put(row: number, bytes: Buffer, from: number, end: number): boolean

  read(rows: number, { offsets, lengths, bytes, own }: ValueSpans): void {
    const { taken } = this
    this.#validity.reset()
    let takesAll = true
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] ?? -1
      const offset = offsets[row] ?? 0
      const isTaken =
        length > 0 && (offset < 0 ? this.put(row, own, ~offset, ~offset + length) : this.put(row, bytes, offset, offset + length))
      taken[row] = isTaken ? 1 : 0
      if (isTaken) continue
      this.#validity.setNull(row)
      if (length >= 0) takesAll = false
    }
    this.#takesAll = takesAll
  }

  flush(vector: NativeVector, rows: number): void {
    flushFixed(vector, this.#buffer, rows * this.#rowBytes)
    this.#validity.flush(vector, rows)
  }
}

class WholeColumn extends PlainColumn {
  readonly #values: Int8Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
  readonly #max: number

  constructor(values: Int8Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>, max: number) {
    super(values.buffer)
    this.#values = values
    this.#max = max
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const value = plainWhole(bytes, from, end)
    // No number is within the limits.
    if (!(value <= this.#max && value >= -this.#max - 1)) return false
    this.#values[row] = value
    return true
  }
}

const WORD = 2 ** 32

class LongColumn extends PlainColumn {
  readonly #halves: Int32Array<ArrayBuffer>
  readonly #values: BigInt64Array<ArrayBuffer>

  constructor() {
    const halves = new Int32Array(VECTOR_ROWS * 2)
    super(halves.buffer)
    this.#halves = halves
    this.#values = new BigInt64Array(halves.buffer)
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    if (this.putHalves(row, plainWhole(bytes, from, end))) return true
    const value = plainLong(bytes, from, end)
    if (value === undefined) return false
    this.#values[row] = value
    return true
  }

  /** As two halves: a big number for each would take longer than all the rest. */
  protected putHalves(row: number, value: number): boolean {
    if (Number.isNaN(value)) return false
    const high = Math.floor(value / WORD)
    this.#halves[row * 2] = value - high * WORD
    this.#halves[row * 2 + 1] = high
    return true
  }
}

class DecimalColumn extends PlainColumn {
  readonly #values: Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>
  readonly #scale: number
  readonly #end: number

  constructor(values: Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>, precision: number, scale: number) {
    super(values.buffer)
    this.#values = values
    this.#scale = scale
    this.#end = 10 ** precision
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const value = plainDecimal(bytes, from, end, this.#scale)
    if (!(value < this.#end && value > -this.#end)) return false
    this.#values[row] = value
    return true
  }
}

class LongDecimalColumn extends LongColumn {
  readonly #scale: number
  readonly #end: number

  constructor(precision: number, scale: number) {
    super()
    this.#scale = scale
    this.#end = 10 ** precision
  }

  protected override put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const value = plainDecimal(bytes, from, end, this.#scale)
    return value < this.#end && value > -this.#end && this.putHalves(row, value)
  }
}

function decimalColumn(precision: number, scale: number): PlainColumn {
  if (precision <= 4) return new DecimalColumn(new Int16Array(VECTOR_ROWS), precision, scale)
  if (precision <= 9) return new DecimalColumn(new Int32Array(VECTOR_ROWS), precision, scale)
  return new LongDecimalColumn(precision, scale)
}

class FloatColumn extends PlainColumn {
  readonly #values: Float32Array<ArrayBuffer>

  constructor() {
    const values = new Float32Array(VECTOR_ROWS)
    super(values.buffer)
    this.#values = values
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const value = plainFloat(bytes, from, end)
    if (Number.isNaN(value)) return false
    this.#values[row] = value
    return true
  }
}

class DoubleColumn extends PlainColumn {
  readonly #values: Float64Array<ArrayBuffer>

  constructor() {
    const values = new Float64Array(VECTOR_ROWS)
    super(values.buffer)
    this.#values = values
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const value = plainDouble(bytes, from, end)
    if (Number.isNaN(value)) return false
    this.#values[row] = value
    return true
  }
}

class DateColumn extends PlainColumn {
  readonly #days: Int32Array<ArrayBuffer>

  constructor() {
    const days = new Int32Array(VECTOR_ROWS)
    super(days.buffer)
    this.#days = days
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const days = plainDays(bytes, from, end)
    if (Number.isNaN(days)) return false
    this.#days[row] = days
    return true
  }
}

class TimestampColumn extends PlainColumn {
  readonly #moment = new PlainMoment()
  readonly #halves: Int32Array<ArrayBuffer>

  constructor() {
    const halves = new Int32Array(VECTOR_ROWS * 2)
    super(halves.buffer)
    this.#halves = halves
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const moment = this.#moment
    if (!moment.read(bytes, from, end)) return false
    const high = Math.floor(moment.ms / WORD)
    // Not negative, and below 2 to the 52nd.
    const low = (moment.ms - high * WORD) * 1000 + moment.micros
    const carried = Math.floor(low / WORD)
    this.#halves[row * 2] = low - carried * WORD
    this.#halves[row * 2 + 1] = high * 1000 + carried
    return true
  }
}

const LETTER_CASE = 0x20
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')

class BooleanColumn extends PlainColumn {
  readonly #values: Uint8Array<ArrayBuffer>

  constructor() {
    const values = new Uint8Array(VECTOR_ROWS)
    super(values.buffer)
    this.#values = values
  }

  protected put(row: number, bytes: Buffer, from: number, end: number): boolean {
    const isTrue = end - from === TRUE.length
    const word = isTrue ? TRUE : FALSE
    if (end - from !== word.length) return false
    for (let at = 0; at < word.length; at += 1) if (((bytes[from + at] ?? 0) | LETTER_CASE) !== word[at]) return false
    this.#values[row] = isTrue ? 1 : 0
    return true
  }
}
