import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { type ValueWriter, valueWriter } from '../../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../../engine/vector-writers.ts'
import { FRAME, type FrameReader } from '../file-frames.ts'
import { FrameDecoder } from '../frame-decoder.ts'
import type { OrcFrameFile, OrcFrameStripe, OrcSettings } from './orc-format.ts'
import type { ReadValue } from './read-value.ts'
import { StripeValues } from './stripe-values.ts'
import { columnTypes } from './wanted-types.ts'

/** So much makes a vector, though it has fewer rows: as it stands in the file, and in memory, where a few bytes may have become many values. */
const VECTOR_BYTES_MAX = 32 << 20

export const makeOrcDecoder = (columns: readonly StreamColumn[]): Decoder => new OrcDecoder(columns)

/** Rows of the files of an ORC table. */
class OrcDecoder extends FrameDecoder {
  readonly #columns: readonly StreamColumn[]
  readonly #writers: readonly ValueWriter[]
  #settings: OrcSettings = { partitions: [], columns: [] }
  #file: OrcFrameFile | undefined
  #stripe: StripeReading | undefined

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns
    this.#writers = columns.map(({ value }) => valueWriter(typeOfValue(value)))
  }

  protected override fill(chunk: NativeChunk): number {
    for (;;) {
      const rows = this.#stripe?.nextRows(this.#writers) ?? 0
      if (rows > 0) {
        for (const [index, writer] of this.#writers.entries()) writer.flush(vectorOf(chunk, index))
        return rows
      }
      if (!this.takeNext()) return 0
    }
  }

  protected override takeFrame(frames: FrameReader): void {
    switch (frames.kind) {
      case FRAME.settings:
        this.#settings = frames.json() as OrcSettings
        return
      case FRAME.file:
        this.#file = frames.json() as OrcFrameFile
        return
      case FRAME.block:
        if (this.#file !== undefined)
          this.#stripe = new StripeReading(this.#columns, this.#settings, this.#file, frames.json() as OrcFrameStripe)
        return
      case FRAME.bytes:
        this.#stripe?.take(frames.bytes.subarray(frames.start, frames.end))
        return
      case FRAME.endOfFile:
        this.#file = undefined
        this.#stripe = undefined
        return
      default:
        this.hasEnded = true
    }
  }
}

class StripeReading {
  readonly #columns: readonly StreamColumn[]
  readonly #settings: OrcSettings
  readonly #file: OrcFrameFile
  readonly #stripe: OrcFrameStripe
  readonly #bytes: Buffer
  readonly #rowsMax: number
  #filled = 0
  #rowsLeft: number
  #values: StripeValues | undefined
  #readers: readonly ReadValue[] = []

  constructor(columns: readonly StreamColumn[], settings: OrcSettings, file: OrcFrameFile, stripe: OrcFrameStripe) {
    this.#columns = columns
    this.#settings = settings
    this.#file = file
    this.#stripe = stripe
    this.#bytes = Buffer.allocUnsafe(stripe.streams.reduce((sum, { length }) => sum + length, 0))
    this.#rowsLeft = stripe.rows
    const rowBytes = this.#bytes.length / Math.max(1, stripe.rows)
    this.#rowsMax = Math.max(1, Math.min(VECTOR_ROWS, Math.floor(VECTOR_BYTES_MAX / Math.max(1, rowBytes))))
  }

  take(bytes: Buffer): void {
    this.#filled += bytes.copy(this.#bytes, this.#filled)
  }

  /** 0: more bytes are to come, or all rows were read. */
  nextRows(writers: readonly ValueWriter[]): number {
    if (this.#filled < this.#bytes.length) return 0
    const values = this.#opened()
    const most = Math.min(this.#rowsLeft, this.#rowsMax)
    let rows = 0
    for (let bytes = 0; rows < most && bytes < VECTOR_BYTES_MAX; rows += 1) {
      for (const [index, read] of this.#readers.entries()) writers[index]?.add(read())
      bytes += values.takeRowBytes()
    }
    this.#rowsLeft -= rows
    return rows
  }

  #opened(): StripeValues {
    if (this.#values !== undefined) return this.#values
    const values = new StripeValues(this.#stripe, this.#bytes, this.#file)
    this.#readers = this.#makeReaders(values)
    this.#values = values
    return values
  }

  #makeReaders(values: StripeValues): readonly ReadValue[] {
    const { root, shown, partitions } = this.#file
    const names = this.#columns.map(({ name }) => name)
    const types = columnTypes(root, names, this.#settings.columns, shown)
    return this.#columns.map(({ name, value }, index): ReadValue => {
      if (this.#settings.partitions.includes(name)) return () => partitions[name] ?? null
      const type = types[index]
      return type === undefined ? () => null : values.reader(type, typeOfValue(value), name)
    })
  }
}
