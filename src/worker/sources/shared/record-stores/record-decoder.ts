import type { SparkType } from '../../../../base/spark-type.ts'
import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { type ValueWriter, valueWriter } from '../../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../../engine/vector-writers.ts'

export interface RecordColumn {
  readonly name: string
  readonly type: SparkType
  readonly writer: ValueWriter
}

/** How the records of a stream stand one behind the other. */
export interface RecordFormat {
  /** What begins there, and where it ends; undefined: not all of it has come. */
  next(bytes: Buffer, from: number): { readonly kind: 'record' | 'end-of-stream'; readonly end: number } | undefined
  /** Gives each column its value of one whole record. */
  read(record: Buffer): void
}

/** Records whose values are read as the types of a table's columns. */
export class RecordDecoder implements Decoder {
  readonly #columns: readonly RecordColumn[]
  readonly #format: RecordFormat
  #bytes: Buffer = Buffer.alloc(0)
  #offset = 0
  #rowCount = 0
  #ended = false

  constructor(columns: readonly StreamColumn[], format: (columns: readonly RecordColumn[]) => RecordFormat) {
    this.#columns = columns.map(({ name, value }) => {
      const type = typeOfValue(value)
      return { name, type, writer: valueWriter(type) }
    })
    this.#format = format(this.#columns)
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  rest(): Uint8Array | undefined {
    return this.#offset === this.#bytes.length ? undefined : this.#bytes.subarray(this.#offset)
  }

  feed(bytes: Buffer): void {
    this.#bytes = bytes
    this.#offset = 0
  }

  decode(chunk: NativeChunk): number {
    let rows = 0
    while (rows < VECTOR_ROWS && this.#decodeNext()) rows += 1
    if (rows > 0) for (const [index, { writer }] of this.#columns.entries()) writer.flush(vectorOf(chunk, index))
    this.#rowCount += rows
    return rows
  }

  /** Whether there was a whole record. */
  #decodeNext(): boolean {
    const next = this.#ended ? undefined : this.#format.next(this.#bytes, this.#offset)
    if (next === undefined) return false
    const from = this.#offset
    this.#offset = next.end
    this.#ended = next.kind === 'end-of-stream'
    if (this.#ended) return false
    this.#format.read(this.#bytes.subarray(from, next.end))
    return true
  }
}
