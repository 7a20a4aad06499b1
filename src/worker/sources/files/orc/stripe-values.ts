import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../engine/value-writers.ts'
import { BitRuns, ByteRuns } from './byte-runs.ts'
import { decimalReader } from './decimal-values.ts'
import { FirstIntegerRuns, type IntegerRuns, SecondIntegerRuns } from './integer-runs.ts'
import { type OrcFrameFile, type OrcFrameStripe, STREAM } from './orc-format.ts'
import { OrcInput } from './orc-input.ts'
import type { OrcType } from './orc-type.ts'
import type { ReadValue } from './read-value.ts'
import { sortedMap } from './sorted-map.ts'
import { gregorianDay, timestampReader } from './time-values.ts'
import { fieldType } from './wanted-types.ts'

const DICTIONARY_BYTES_MAX = 512 << 20
const TEXT_BYTES_MAX = 512 << 20
const ITEMS_MAX = 10_000_000
/** What a row may hold in memory, however few bytes of the file say so. */
const ROW_BYTES_MAX = 512 << 20
const ITEM_BYTES = 32
/** So many words of a dictionary are made once, and others each time: a word takes ten times the memory of a short text. */
const KEPT_WORDS_MAX = 1 << 16
const WORDS_MAX = 1 << 24
const SPACE = 0x20
const INTEGER_BITS: Readonly<Partial<Record<string, number>>> = {
  byte: 8,
  short: 16,
  int: 32,
  long: 64,
  tinyint: 8,
  smallint: 16,
  bigint: 64,
}

/** The values of a stripe whose bytes are all there. */
export class StripeValues {
  readonly #stripe: OrcFrameStripe
  readonly #file: Pick<OrcFrameFile, 'packing' | 'shown' | 'isJulian'>
  readonly #streams = new Map<string, Buffer>()
  #rowBytes = 0

  constructor(stripe: OrcFrameStripe, bytes: Buffer, file: Pick<OrcFrameFile, 'packing' | 'shown' | 'isJulian'>) {
    this.#stripe = stripe
    this.#file = file
    let at = 0
    for (const { kind, column, length } of stripe.streams) {
      this.#streams.set(`${column} ${kind}`, bytes.subarray(at, at + length))
      at += length
    }
  }

  /** About how many bytes the values have in memory that were read since this was last asked: of one row. */
  takeRowBytes(): number {
    const bytes = this.#rowBytes
    this.#rowBytes = 0
    return bytes
  }

  /**
   * Reads what was written as `written` as one of `wanted`.
   * @throws CausewayError for types that cannot be read so
   */
  reader(written: OrcType, wanted: SparkType, name: string): ReadValue {
    const read = this.#present(written, wanted, name)
    const marks = this.#stream(written, STREAM.present)
    if (marks === undefined) return read
    const present = new BitRuns(marks)
    return () => (present.next() ? read() : null)
  }

  #present(written: OrcType, wanted: SparkType, name: string): ReadValue {
    const read = written.sparkName === undefined ? this.#typed(written, wanted, name) : undefined
    if (read !== undefined) return read
    throw new CausewayError(
      'invalid-parameter',
      `Column "${name}" of ${this.#file.shown} is ${written.sparkName ?? written.kind}, which is not read as ${sparkTypeName(wanted)}`,
      { hint: 'Leave the columns out of CREATE TABLE: they are found in the file.' },
    )
  }

  #typed(written: OrcType, wanted: SparkType, name: string): ReadValue | undefined {
    switch (written.kind) {
      case 'boolean': {
        if (wanted.kind !== 'boolean') return undefined
        const bits = new BitRuns(this.#data(written))
        return () => bits.next()
      }
      case 'byte':
      case 'short':
      case 'int':
      case 'long':
        return this.#integers(written, wanted)
      case 'float': {
        if (wanted.kind !== 'float' && wanted.kind !== 'double') return undefined
        const input = this.#data(written)
        return () => input.float()
      }
      case 'double': {
        if (wanted.kind !== 'double') return undefined
        const input = this.#data(written)
        return () => input.double()
      }
      case 'string':
      case 'varchar':
      case 'char':
        return wanted.kind === 'string' ? this.#texts(written) : undefined
      case 'binary':
        return wanted.kind === 'binary' ? this.#direct(written) : undefined
      case 'date':
        return wanted.kind === 'date' ? this.#days(written) : undefined
      case 'timestamp':
      case 'timestamp with local time zone':
        if (wanted.kind !== 'timestamp') return undefined
        return timestampReader(this.#runs(written, STREAM.data, true), this.#runs(written, STREAM.secondary, false), {
          // One with a zone counts from the same moment everywhere.
          timeZone: written.kind === 'timestamp' ? this.#stripe.timeZone : '',
          isJulian: this.#file.isJulian,
          damaged: () => this.#damaged(),
        })
      case 'decimal':
        if (wanted.kind !== 'decimal') return undefined
        return decimalReader(this.#data(written), this.#runs(written, STREAM.secondary, true), wanted, () => this.#damaged())
      case 'list':
        return wanted.kind === 'array' ? this.#list(written, wanted.element, name) : undefined
      case 'map':
        return wanted.kind === 'map' ? this.#map(written, wanted, name) : undefined
      case 'struct':
        return wanted.kind === 'struct' ? this.#struct(written, wanted, name) : undefined
      case 'union':
        return undefined
    }
  }

  /** A number that the type has no room for is NULL, as in Spark. */
  #integers(written: OrcType, wanted: SparkType): ReadValue | undefined {
    const bits = INTEGER_BITS[wanted.kind]
    const writtenBits = INTEGER_BITS[written.kind] ?? 0
    if (bits === undefined && wanted.kind !== 'double' && wanted.kind !== 'string') return undefined
    const next = written.kind === 'byte' ? this.#bytes(written) : this.#next(written)
    if (wanted.kind === 'string') return () => Buffer.from(String(next()))
    if (bits === undefined) return () => Number(next())
    if (bits === 64) return () => BigInt(next())
    if (bits >= writtenBits) return () => Number(next())
    const limit = 2 ** (bits - 1)
    return () => {
      const value = Number(next())
      return value >= -limit && value < limit ? value : null
    }
  }

  #bytes(written: OrcType): () => number {
    const bytes = new ByteRuns(this.#data(written))
    return () => (bytes.next() << 24) >> 24
  }

  #next(written: OrcType): () => number | bigint {
    const runs = this.#runs(written, STREAM.data, true)
    return () => runs.next()
  }

  #days(written: OrcType): ReadValue {
    const runs = this.#runs(written, STREAM.data, true)
    const { isJulian } = this.#file
    return () => {
      const day = Number(runs.next())
      return isJulian ? gregorianDay(day) : day
    }
  }

  #texts(written: OrcType): ReadValue {
    const isPadded = written.kind === 'char'
    const textOf = (bytes: Buffer): Buffer => {
      if (!isUtf8(bytes)) throw this.#notText()
      return isPadded ? withoutPadding(bytes) : bytes
    }
    const { isDictionary } = this.#encoding(written)
    if (!isDictionary) {
      const read = this.#direct(written)
      return () => textOf(read())
    }
    const { bytes, ends } = this.#dictionary(written)
    const runs = this.#runs(written, STREAM.data, false)
    const kept: (Buffer | undefined)[] = []
    const made = (index: number): Buffer => {
      const end = ends[index]
      if (end === undefined) throw this.#damaged()
      return textOf(bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
    }
    return () => {
      const index = Number(runs.next())
      const word = kept[index] ?? made(index)
      if (index < KEPT_WORDS_MAX) kept[index] = word
      this.#spend(word.length)
      return word
    }
  }

  /** Where the words end, one behind the other. */
  #dictionary(written: OrcType): { readonly bytes: Buffer; readonly ends: readonly number[] } {
    const { dictionarySize } = this.#encoding(written)
    if (dictionarySize === 0) return { bytes: Buffer.alloc(0), ends: [] }
    if (dictionarySize > WORDS_MAX) throw this.#damaged()
    const bytes = this.#input(written, STREAM.dictionary).rest(DICTIONARY_BYTES_MAX)
    const lengths = this.#runs(written, STREAM.length, false)
    const ends: number[] = []
    for (let end = 0; ends.length < dictionarySize; ends.push(end)) {
      end += this.#countOf(lengths, TEXT_BYTES_MAX)
      if (end > bytes.length) throw this.#damaged()
    }
    return { bytes, ends }
  }

  #direct(written: OrcType): () => Buffer {
    const input = this.#data(written)
    const lengths = this.#runs(written, STREAM.length, false)
    return () => {
      const length = this.#countOf(lengths, TEXT_BYTES_MAX)
      this.#spend(length)
      return input.take(length)
    }
  }

  #list(written: OrcType, element: SparkType, name: string): ReadValue {
    const read = this.#childReader(written, 0, element, name)
    const lengths = this.#runs(written, STREAM.length, false)
    return () => valuesOf(read, this.#itemsOf(lengths))
  }

  #map(written: OrcType, wanted: Extract<SparkType, { kind: 'map' }>, name: string): ReadValue {
    const readKey = this.#childReader(written, 0, wanted.key, name)
    const readValue = this.#childReader(written, 1, wanted.value, name)
    const lengths = this.#runs(written, STREAM.length, false)
    return () => {
      const count = this.#itemsOf(lengths)
      return sortedMap(valuesOf(readKey, count), valuesOf(readValue, count))
    }
  }

  #struct(written: OrcType, { fields }: Extract<SparkType, { kind: 'struct' }>, name: string): ReadValue {
    const readers = fields.map((field): ReadValue => {
      const type = fieldType(written, field.name, this.#file.shown)
      return type === undefined ? () => null : this.reader(type, field.type, name)
    })
    return () => readers.map((read) => read())
  }

  #childReader(written: OrcType, index: number, wanted: SparkType, name: string): ReadValue {
    const child = written.children[index]
    if (child === undefined) throw this.#damaged()
    return this.reader(child, wanted, name)
  }

  #itemsOf(lengths: IntegerRuns): number {
    const count = this.#countOf(lengths, ITEMS_MAX)
    this.#spend(count * ITEM_BYTES)
    return count
  }

  /** Before it is there. */
  #spend(bytes: number): void {
    this.#rowBytes += bytes
    if (this.#rowBytes > ROW_BYTES_MAX)
      throw new CausewayError('limit-exceeded', `${this.#file.shown} has a row of more than ${ROW_BYTES_MAX >> 20} MiB`, {
        hint: 'Write it anew in smaller rows, or read fewer columns at once.',
      })
  }

  #countOf(runs: IntegerRuns, countMax: number): number {
    const count = Number(runs.next())
    if (count >= 0 && count <= countMax) return count
    throw this.#damaged()
  }

  #encoding({ id }: OrcType): OrcFrameStripe['encodings'][string] {
    const found = this.#stripe.encodings[id]
    if (found === undefined) throw this.#damaged()
    return found
  }

  #runs(written: OrcType, kind: number, signed: boolean): IntegerRuns {
    const input = this.#input(written, kind)
    return this.#encoding(written).version === 1 ? new FirstIntegerRuns(input, signed) : new SecondIntegerRuns(input, signed)
  }

  #data(written: OrcType): OrcInput {
    return this.#input(written, STREAM.data)
  }

  /** Where all values are NULL there is no stream: whoever reads one finds it cut off. */
  #input(written: OrcType, kind: number): OrcInput {
    return this.#stream(written, kind) ?? new OrcInput(Buffer.alloc(0), this.#file.packing, this.#file.shown)
  }

  #stream({ id }: OrcType, kind: number): OrcInput | undefined {
    const bytes = this.#streams.get(`${id} ${kind}`)
    return bytes === undefined ? undefined : new OrcInput(bytes, this.#file.packing, this.#file.shown)
  }

  #damaged(): CausewayError {
    return new OrcInput(Buffer.alloc(0), this.#file.packing, this.#file.shown).damaged()
  }

  #notText(): CausewayError {
    return new CausewayError('not-supported', `${this.#file.shown} has a text that is no UTF-8, which is not supported`, {
      hint: 'Write such values as binary.',
    })
  }
}

function valuesOf(read: ReadValue, count: number): readonly ColumnValue[] {
  const values: ColumnValue[] = []
  for (let left = count; left > 0; left -= 1) values.push(read())
  return values
}

function withoutPadding(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === SPACE) end -= 1
  return bytes.subarray(0, end)
}
