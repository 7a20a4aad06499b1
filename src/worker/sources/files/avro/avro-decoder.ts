import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { type ColumnValue, type ValueWriter, valueWriter } from '../../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../../engine/vector-writers.ts'
import { FRAME, type FrameReader } from '../file-frames.ts'
import { FrameDecoder } from '../frame-decoder.ts'
import type { AvroFrameBlock, AvroFrameFile, AvroSettings } from './avro-format.ts'
import { AvroInput } from './avro-input.ts'
import { rootRecord } from './root-record.ts'
import { recordReader } from './value-readers.ts'

/** So much of a file makes a vector, though it has fewer rows. */
const VECTOR_BYTES_MAX = 16 << 20

export const makeAvroDecoder = (columns: readonly StreamColumn[]): Decoder => new AvroDecoder(columns)

/** Rows of the files of an Avro table. */
class AvroDecoder extends FrameDecoder {
  readonly #columns: readonly StreamColumn[]
  readonly #writers: readonly ValueWriter[]
  #partitions: readonly string[] = []
  #file: FileReading | undefined

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns
    this.#writers = columns.map(({ value }) => valueWriter(typeOfValue(value)))
  }

  protected override fill(chunk: NativeChunk): number {
    let rows = 0
    let bytes = 0
    while (rows < VECTOR_ROWS && bytes < VECTOR_BYTES_MAX) {
      const file = this.#file
      if (file === undefined || !file.hasRow) {
        if (!this.takeNext()) break
        continue
      }
      bytes += file.nextRow(this.#writers)
      rows += 1
    }
    if (rows === 0) return 0
    for (const [index, writer] of this.#writers.entries()) writer.flush(vectorOf(chunk, index))
    return rows
  }

  protected override takeFrame(frames: FrameReader): void {
    switch (frames.kind) {
      case FRAME.settings:
        this.#partitions = (frames.json() as AvroSettings).partitions
        return
      case FRAME.file:
        this.#file = new FileReading(this.#columns, this.#partitions, frames.json() as AvroFrameFile)
        return
      case FRAME.block:
        this.#file?.beginBlock(frames.json() as AvroFrameBlock)
        return
      case FRAME.bytes:
        this.#file?.take(frames.bytes.subarray(frames.start, frames.end))
        return
      case FRAME.endOfFile:
        this.#file = undefined
        return
      default:
        this.hasEnded = true
    }
  }
}

class FileReading {
  readonly #input: AvroInput
  readonly #read: (input: AvroInput) => readonly ColumnValue[]
  /** For each column its place in what is read, or what a folder says. */
  readonly #places: readonly (number | { readonly value: string | null })[]
  #block: Buffer = Buffer.alloc(0)
  #filled = 0
  #rowsLeft = 0

  constructor(columns: readonly StreamColumn[], partitions: readonly string[], file: AvroFrameFile) {
    const read = columns.filter(({ name }) => !partitions.includes(name))
    const wanted = read.map(({ name, value }) => ({ name, type: typeOfValue(value) }))
    this.#places = columns.map((column) => {
      const place = read.indexOf(column)
      return place >= 0 ? place : { value: file.partitions[column.name] ?? null }
    })
    this.#read = recordReader(rootRecord(file.schema, file.shown), wanted, file)
    this.#input = new AvroInput(file.shown)
  }

  get hasRow(): boolean {
    return this.#rowsLeft > 0 && this.#filled === this.#block.length
  }

  beginBlock({ rows, length }: AvroFrameBlock): void {
    this.#block = Buffer.allocUnsafe(length)
    this.#filled = 0
    this.#rowsLeft = rows
    if (length === 0) this.#input.open(this.#block)
  }

  take(bytes: Buffer): void {
    this.#filled += bytes.copy(this.#block, this.#filled)
    if (this.#filled === this.#block.length) this.#input.open(this.#block)
  }

  /** @returns how many bytes it had */
  nextRow(writers: readonly ValueWriter[]): number {
    const input = this.#input
    const start = input.at
    input.beginRow()
    const row = this.#read(input)
    for (let index = 0; index < writers.length; index += 1) {
      const place = this.#places[index] ?? 0
      writers[index]?.add(typeof place === 'number' ? (row[place] ?? null) : place.value)
    }
    this.#rowsLeft -= 1
    if (this.#rowsLeft === 0 && input.left > 0) throw input.damaged()
    return input.at - start
  }
}
