import duckdb from '@duckdb/node-bindings'
import { type SparkType, sparkTypeName } from '../../base/spark-type.ts'
import { flushFixed, type NativeVector, StringVector, Validity, VECTOR_ROWS } from './vector-writers.ts'

/** The entries of a map, in their order. */
export interface MapValue {
  readonly keys: readonly ColumnValue[]
  readonly values: readonly ColumnValue[]
}

/**
 * A value of a column: numbers of up to 32 bits, floats and days as numbers; longer ones, microseconds and the digits of decimals as big ones; arrays and
 * structs as lists of their values.
 */
export type ColumnValue = null | boolean | number | bigint | string | Uint8Array | readonly ColumnValue[] | MapValue

/** Collects the values of a vector, also of a nested type, and writes them into it. */
export interface ValueWriter {
  add(value: ColumnValue): void
  /** Writes what was added, and begins anew. */
  flush(vector: NativeVector): void
}

/** @throws Error for a value that is not of the type: whoever adds one has read it by the same type. */
export function valueWriter(type: SparkType): ValueWriter {
  switch (type.kind) {
    case 'boolean':
      return new FixedWriter(new Uint8Array(VECTOR_ROWS), (value) => (value === true ? 1 : 0))
    case 'tinyint':
      return new FixedWriter(new Int8Array(VECTOR_ROWS), Number)
    case 'smallint':
      return new FixedWriter(new Int16Array(VECTOR_ROWS), Number)
    case 'int':
    case 'date':
      return new FixedWriter(new Int32Array(VECTOR_ROWS), Number)
    case 'float':
      return new FixedWriter(new Float32Array(VECTOR_ROWS), Number)
    case 'double':
      return new FixedWriter(new Float64Array(VECTOR_ROWS), Number)
    case 'bigint':
    case 'timestamp':
      return new BigWriter()
    case 'decimal':
      return decimalWriter(type.precision)
    case 'string':
    case 'binary':
      return new TextWriter()
    case 'array':
      return new ListWriter(valueWriter(type.element))
    case 'map':
      return mapWriter(type)
    case 'struct':
      return new StructWriter(type.fields.map((field) => valueWriter(field.type)))
    default:
      throw new Error(`no column of a stream is of the type ${sparkTypeName(type)}`)
  }
}

type NumberArray =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>

/** An object and no closure, as the one below: what is filled in a loop does not hang on how a compiler keeps the variables of functions (base/steady-compiler.ts). */
class FixedWriter implements ValueWriter {
  readonly #numberOf: (value: ColumnValue) => number
  readonly #validity = new Validity()
  #values: NumberArray
  #rows = 0

  constructor(values: NumberArray, numberOf: (value: ColumnValue) => number) {
    this.#values = values
    this.#numberOf = numberOf
    this.#validity.reset()
  }

  add(value: ColumnValue): void {
    if (this.#rows >= this.#values.length) this.#values = grown(this.#values)
    if (value === null) this.#validity.setNull(this.#rows)
    else this.#values[this.#rows] = this.#numberOf(value)
    this.#rows += 1
  }

  flush(vector: NativeVector): void {
    flushFixed(vector, this.#values.buffer, this.#rows * this.#values.BYTES_PER_ELEMENT)
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
  }
}

function grown(values: NumberArray): NumberArray {
  const bytes = new Uint8Array(values.byteLength * 2)
  bytes.set(new Uint8Array(values.buffer))
  const Type = values.constructor as new (buffer: ArrayBuffer) => NumberArray
  return new Type(bytes.buffer)
}

class BigWriter implements ValueWriter {
  readonly #words: 1 | 2
  readonly #validity = new Validity()
  #values: BigInt64Array<ArrayBuffer>
  #rows = 0

  /** @param words of 64 bits for each value, the lowest first */
  constructor(words: 1 | 2 = 1) {
    this.#words = words
    this.#values = new BigInt64Array(VECTOR_ROWS * words)
    this.#validity.reset()
  }

  add(value: ColumnValue): void {
    const at = this.#rows * this.#words
    if (at >= this.#values.length) {
      const larger = new BigInt64Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    if (value === null) this.#validity.setNull(this.#rows)
    else if (typeof value === 'bigint') {
      this.#values[at] = BigInt.asIntN(64, value)
      if (this.#words === 2) this.#values[at + 1] = BigInt.asIntN(64, value >> 64n)
    } else throw new Error('a value is no big number')
    this.#rows += 1
  }

  flush(vector: NativeVector): void {
    flushFixed(vector, this.#values.buffer, this.#rows * this.#words * 8)
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
  }
}

function decimalWriter(precision: number): ValueWriter {
  if (precision <= 4) return new FixedWriter(new Int16Array(VECTOR_ROWS), Number)
  if (precision <= 9) return new FixedWriter(new Int32Array(VECTOR_ROWS), Number)
  return new BigWriter(precision <= 18 ? 1 : 2)
}

const FIRST_TEXT_BYTES = 1 << 12
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3

class TextWriter implements ValueWriter {
  /** What is added are texts and bytes: texts come out well-formed. */
  readonly #strings = new StringVector(false)
  readonly #validity = new Validity()
  #scratch = Buffer.alloc(FIRST_TEXT_BYTES)
  #rows = 0

  constructor() {
    this.#validity.reset()
  }

  add(value: ColumnValue): void {
    if (typeof value === 'string') {
      if (value.length * UNIT_BYTES_MAX > this.#scratch.length) this.#scratch = Buffer.alloc(value.length * UNIT_BYTES_MAX * 2)
      this.#strings.set(this.#rows, this.#scratch, 0, this.#scratch.write(value, 0, 'utf8'))
    } else if (value instanceof Uint8Array) {
      this.#strings.set(this.#rows, Buffer.from(value.buffer, value.byteOffset, value.byteLength), 0, value.byteLength)
    } else {
      this.#strings.set(this.#rows, this.#scratch, 0, 0)
      this.#validity.setNull(this.#rows)
    }
    this.#rows += 1
  }

  flush(vector: NativeVector): void {
    if (!this.#strings.flush(vector, this.#rows)) throw new Error('the engine did not take a text')
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#strings.reset()
    this.#rows = 0
  }
}

/** Of each list where it begins among the elements of all, and how many it has. */
class ListWriter implements ValueWriter {
  readonly #elements: ValueWriter
  readonly #validity = new Validity()
  #entries = new BigUint64Array(VECTOR_ROWS * 2)
  #rows = 0
  #count = 0

  constructor(elements: ValueWriter) {
    this.#elements = elements
    this.#validity.reset()
  }

  add(value: ColumnValue): void {
    const elements = Array.isArray(value) ? value : undefined
    if (this.#rows * 2 >= this.#entries.length) {
      const larger = new BigUint64Array(this.#entries.length * 2)
      larger.set(this.#entries)
      this.#entries = larger
    }
    this.#entries[this.#rows * 2] = BigInt(this.#count)
    this.#entries[this.#rows * 2 + 1] = BigInt(elements?.length ?? 0)
    if (elements === undefined) this.#validity.setNull(this.#rows)
    else for (const element of elements) this.#elements.add(element)
    this.#count += elements?.length ?? 0
    this.#rows += 1
  }

  flush(vector: NativeVector): void {
    duckdb.list_vector_reserve(vector, this.#count)
    duckdb.list_vector_set_size(vector, this.#count)
    this.#elements.flush(duckdb.list_vector_get_child(vector))
    flushFixed(vector, this.#entries.buffer, this.#rows * 16)
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
    this.#count = 0
  }
}

class StructWriter implements ValueWriter {
  readonly #fields: readonly ValueWriter[]
  readonly #validity = new Validity()
  #rows = 0

  constructor(fields: readonly ValueWriter[]) {
    this.#fields = fields
    this.#validity.reset()
  }

  add(value: ColumnValue): void {
    const values = Array.isArray(value) ? value : undefined
    if (values === undefined) this.#validity.setNull(this.#rows)
    for (const [index, field] of this.#fields.entries()) field.add(values?.[index] ?? null)
    this.#rows += 1
  }

  flush(vector: NativeVector): void {
    for (const [index, field] of this.#fields.entries()) field.flush(duckdb.struct_vector_get_child(vector, index))
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
  }
}

/** A map is a list of its entries. */
function mapWriter(type: Extract<SparkType, { kind: 'map' }>): ValueWriter {
  const entries = new ListWriter(new StructWriter([valueWriter(type.key), valueWriter(type.value)]))
  return {
    add: (value) => entries.add(isMap(value) ? value.keys.map((key, index) => [key, value.values[index] ?? null]) : null),
    flush: (vector) => entries.flush(vector),
  }
}

const isMap = (value: ColumnValue): value is MapValue =>
  typeof value === 'object' &&
  value !== null &&
  'keys' in value &&
  'values' in value &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array)
