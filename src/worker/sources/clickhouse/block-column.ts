import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { valueWriter } from '../../engine/value-writers.ts'
import { type NativeVector, StringVector, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { type BlockBytes, notBlocks } from './block-bytes.ts'
import { NoRoom, readValues } from './nested-values.ts'
import { plainType } from './plain-type.ts'
import { readTypeOf, UnusableType } from './remote-type.ts'
import { readTypeText, shortType } from './type-text.ts'

/** A column of a block, whose bytes are all there. Offsets are from the beginning of the store. */
export type BlockColumn =
  | { readonly kind: 'fixed'; readonly typeName: string; readonly from: number; readonly nulls: number | undefined }
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly lengths: Int32Array; readonly nulls: number | undefined }
  | { readonly kind: 'values'; readonly values: ReturnType<typeof readValues> }
  | { readonly kind: 'none' }

const AS_IT_LIES = 0
const MICROSECOND_DIGITS = 6
const TWO_32 = 4_294_967_296
const MICROSECONDS = 1_000_000

/** Writes columns of blocks into the engine's vectors: most of them as they lie in the block. */
export class ColumnWriter {
  readonly #name: string
  readonly #type: SparkType
  readonly #validity = new Validity()
  readonly #strings: StringVector | undefined
  readonly #words = new Uint32Array(VECTOR_ROWS * 4)

  constructor(name: string, type: SparkType) {
    this.#name = name
    this.#type = type
    this.#strings = type.kind === 'string' ? new StringVector(true) : undefined
  }

  /** @throws CausewayError where its type is another one now */
  check(typeText: string): void {
    if (!isReadAs(typeText, this.#type)) throw notBlocks()
  }

  /** Reads the column's bytes. @throws NeedMore */
  read(block: BlockBytes, typeText: string, rows: number): BlockColumn {
    const { name, parts } = readTypeText(typeText)
    const isNullable = name === 'Nullable'
    const typeName = isNullable ? (parts[0] ?? '') : typeText
    const width = plainType(typeName)?.width
    if (typeName !== 'String' && width === undefined) return { kind: 'values', values: this.#values(block, typeText, rows) }
    const nulls = isNullable ? block.take(rows) : undefined
    if (width !== undefined) return { kind: 'fixed', typeName, from: block.take(rows * width), nulls }
    return { kind: 'text', ...readTexts(block, rows), nulls }
  }

  #values(block: BlockBytes, typeText: string, rows: number): ReturnType<typeof readValues> {
    try {
      return readValues(block, typeText, rows)
    } catch (error) {
      throw error instanceof NoRoom ? this.#noRoom(error.typeText) : error
    }
  }

  #noRoom(typeText: string): CausewayError {
    return new CausewayError('remote-failure', `Column "${this.#name}" holds a value that ${shortType(typeText)} has no room for`, {
      hint: `Correct it there, or read it as a text, by a query there: 'query'='SELECT toString(${this.#name}) AS t FROM …'`,
    })
  }

  /** Some of its rows. */
  write(block: BlockBytes, column: BlockColumn, from: number, count: number, vector: NativeVector): void {
    switch (column.kind) {
      case 'none':
        return
      case 'fixed':
        this.#writeFixed(block, column, from, count, vector)
        break
      case 'text':
        this.#writeTexts(block, column, from, count, vector)
        break
      case 'values': {
        const writer = valueWriter(this.#type)
        for (let row = from; row < from + count; row += 1) writer.add(column.values[row] ?? null)
        writer.flush(vector)
        return
      }
    }
    if (column.nulls === undefined) return
    const { bytes } = block
    this.#validity.reset()
    for (let row = 0; row < count; row += 1) if (bytes[column.nulls + from + row] !== 0) this.#validity.setNull(row)
    this.#validity.flush(vector, count)
  }

  #writeTexts(
    block: BlockBytes,
    { offsets, lengths }: Extract<BlockColumn, { kind: 'text' }>,
    from: number,
    count: number,
    vector: NativeVector,
  ): void {
    const strings = this.#strings
    if (strings === undefined) throw notBlocks()
    const { bytes } = block
    strings.reset()
    for (let row = 0; row < count; row += 1) strings.set(row, bytes, offsets[from + row] ?? 0, lengths[from + row] ?? 0)
    if (strings.flush(vector, count)) return
    throw new CausewayError('remote-failure', `Column "${this.#name}" holds text that is not valid UTF-8`, {
      hint: `Leave the column out, or read it by a query there: 'query'='SELECT hex(${this.#name}) AS h FROM …'`,
    })
  }

  #writeFixed(
    block: BlockBytes,
    { typeName, from: start, nulls }: Extract<BlockColumn, { kind: 'fixed' }>,
    from: number,
    count: number,
    vector: NativeVector,
  ): void {
    const { width = 0, hasRoom } = plainType(typeName) ?? {}
    const at = start + from * width
    const { view } = block
    if (hasRoom !== undefined) {
      for (let row = 0; row < count; row += 1) {
        // Behind a NULL, anything may stand.
        if (!hasRoom(view, at + row * width) && (nulls === undefined || view.getUint8(nulls + from + row) === 0))
          throw this.#noRoom(typeName)
      }
    }
    const bytes = this.#convert(view, typeName, at, count)
    if (bytes === AS_IT_LIES) duckdb.copy_data_to_vector(vector, 0, block.bytes.buffer, at, count * width)
    else duckdb.copy_data_to_vector(vector, 0, this.#words.buffer, 0, count * bytes)
  }

  /** Values in another form than that of the block: bytes of each in the words that are put into the vector. */
  #convert(view: DataView, typeName: string, at: number, count: number): number {
    const words = this.#words
    const { name, parts } = readTypeText(typeName)
    const isLong = this.#type.kind === 'bigint'
    switch (name) {
      case 'Int8':
        for (let row = 0; row < count; row += 1) words[row] = view.getInt8(at + row)
        return 4
      case 'UInt8':
        for (let row = 0; row < count; row += 1) words[row] = view.getUint8(at + row)
        return 4
      case 'Int16':
        for (let row = 0; row < count; row += 1) words[row] = view.getInt16(at + row * 2, true)
        return 4
      case 'UInt16':
      case 'Date':
        for (let row = 0; row < count; row += 1) words[row] = view.getUint16(at + row * 2, true)
        return 4
      case 'UInt32':
        for (let row = 0; row < count; row += 1) {
          words[row * 2] = view.getUint32(at + row * 4, true)
          words[row * 2 + 1] = 0
        }
        return 8
      case 'DateTime':
        for (let row = 0; row < count; row += 1) {
          const microseconds = view.getUint32(at + row * 4, true) * MICROSECONDS
          words[row * 2] = microseconds % TWO_32
          words[row * 2 + 1] = Math.floor(microseconds / TWO_32)
        }
        return 8
      case 'UInt64':
        // What is counted there.
        if (isLong) {
          for (let row = 0; row < count; row += 1) if (view.getUint8(at + row * 8 + 7) >= 128) throw this.#noRoom('Int64')
          return AS_IT_LIES
        }
        for (let row = 0; row < count; row += 1) {
          words[row * 4] = view.getUint32(at + row * 8, true)
          words[row * 4 + 1] = view.getUint32(at + row * 8 + 4, true)
          words[row * 4 + 2] = 0
          words[row * 4 + 3] = 0
        }
        return 16
      case 'DateTime64': {
        const factor = 10n ** BigInt(MICROSECOND_DIGITS - Number(parts[0]))
        if (factor === 1n) return AS_IT_LIES
        const longs = new BigInt64Array(words.buffer)
        // Behind a NULL, it may go round.
        for (let row = 0; row < count; row += 1) longs[row] = BigInt.asIntN(64, view.getBigInt64(at + row * 8, true) * factor)
        return 8
      }
      case 'Decimal': {
        if (Number(parts[0]) > 4) return AS_IT_LIES
        const shorts = new Int16Array(words.buffer)
        for (let row = 0; row < count; row += 1) shorts[row] = view.getInt32(at + row * 4, true)
        return 2
      }
      default:
        return AS_IT_LIES
    }
  }
}

/** Whether values of a type there are values of the type here: as they are read, or as they are counted. */
function isReadAs(typeText: string, type: SparkType): boolean {
  try {
    if (readTypeOf(typeText).sparkType === sparkTypeName(type)) return true
  } catch (error) {
    if (error instanceof UnusableType) return false
    throw error
  }
  return type.kind === 'bigint' && (typeText === 'UInt64' || typeText === 'Nullable(UInt64)')
}

function readTexts(block: BlockBytes, rows: number): { readonly offsets: Int32Array; readonly lengths: Int32Array } {
  // A text has one byte at least, which says how long it is.
  block.expect(rows)
  const offsets = new Int32Array(rows)
  const lengths = new Int32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const length = block.varint()
    offsets[row] = block.take(length)
    lengths[row] = length
  }
  return { offsets, lengths }
}
