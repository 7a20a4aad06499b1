import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import { FedSpace } from '../../../engine/fed-space.ts'
import { type StreamColumn, typeOfValue } from '../../../engine/stream-column.ts'
import { type NativeVector, VECTOR_ROWS, vectorOf } from '../../../engine/vector-writers.ts'
import { FRAME, type FrameFile, type FrameReader } from '../file-frames.ts'
import { FrameDecoder } from '../frame-decoder.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { RecordSplitter } from '../record-splitter.ts'
import { LineRows } from './columns/line-rows.ts'
import type { JsonOptions } from './json-options.ts'
import type { JsonValue } from './json-value.ts'
import { nextRecord, recordEnds } from './record-ends.ts'
import { RecordRows } from './record-rows.ts'

/** What the stream of a JSON table begins with. */
export interface JsonSettings {
  readonly options: JsonOptions
  /** Columns that the names of folders say. */
  readonly partitions: readonly string[]
}

export const makeJsonDecoder = (columns: readonly StreamColumn[]): Decoder => new JsonDecoder(columns)

/** Rows of the files of a JSON table. */
class JsonDecoder extends FrameDecoder {
  readonly #columns: readonly StreamColumn[]
  readonly #space = new FedSpace()
  #reading: FileReading | undefined

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns
  }

  override get ended(): boolean {
    return this.hasEnded && !(this.#reading?.hasRows ?? false)
  }

  space(length: number): Buffer {
    return this.#space.of(length)
  }

  protected override fill(chunk: NativeChunk): number {
    let rows = 0
    while (rows < VECTOR_ROWS) {
      const added = this.#addRows()
      if (added === 0) break
      rows += added
    }
    if (rows === 0) return 0
    this.#reading?.flush((column) => vectorOf(chunk, column))
    return rows
  }

  #addRows(): number {
    for (;;) {
      const added = this.#reading?.addRows() ?? 0
      if (added > 0) return added
      if (!this.takeNext()) return 0
    }
  }

  protected override takeFrame(frames: FrameReader): void {
    switch (frames.kind) {
      case FRAME.settings:
        this.#reading = new FileReading(this.#columns, frames.json() as JsonSettings)
        return
      case FRAME.file:
        this.#reading?.begin(frames.json() as FrameFile)
        return
      case FRAME.bytes:
        this.#reading?.feed(frames.bytes, frames.start, frames.end)
        return
      case FRAME.endOfFile:
        this.#reading?.end()
        return
      default:
        this.hasEnded = true
    }
  }
}

class FileReading {
  readonly #columnNames: readonly string[]
  /** For each column its place in what is read; undefined: a folder says it. */
  readonly #places: readonly (number | undefined)[]
  readonly #splitter: RecordSplitter
  readonly #records: RecordRows
  readonly #lines: LineRows
  /** Columns that a line has not: those of folders, and the one for malformed records. */
  readonly #others: readonly StreamColumn[]
  readonly #isLines: boolean
  #file: FrameFile = { shown: '', partitions: {} }
  #othersOfFile: readonly (string | null)[] = []
  #line = 0
  #rows: readonly (readonly JsonValue[])[] = []
  #at = 0

  constructor(columns: readonly StreamColumn[], { options, partitions }: JsonSettings) {
    const isRead = ({ name }: StreamColumn): boolean => !partitions.includes(name)
    const isOfLine = (column: StreamColumn): boolean => isRead(column) && column.name !== options.columnNameOfCorruptRecord
    const read = columns.filter(isRead)
    this.#columnNames = columns.map(({ name }) => name)
    this.#places = columns.map((column) => (isRead(column) ? read.indexOf(column) : undefined))
    this.#others = columns.filter((column) => !isOfLine(column))
    this.#splitter = new RecordSplitter(recordEnds(options), RECORD_BYTES_MAX)
    this.#records = new RecordRows(
      read.map(({ name, value }) => ({ name, type: typeOfValue(value) })),
      options,
    )
    this.#lines = new LineRows(
      columns.map((column) => ({ name: column.name, type: typeOfValue(column.value), isRead: isOfLine(column) })),
      options,
    )
    this.#isLines = !options.multiLine
  }

  get hasRows(): boolean {
    return this.#at < this.#rows.length
  }

  begin(file: FrameFile): void {
    this.#file = file
    this.#othersOfFile = this.#others.map(({ name }) => file.partitions[name] ?? null)
    this.#line = 0
    this.#splitter.beginFile()
  }

  feed(bytes: Buffer, start: number, end: number): void {
    this.#splitter.feed(bytes, start, end)
    this.#lines.forgetBytes()
  }

  end(): void {
    this.#splitter.endFile()
  }

  /** Of the next record, or of the lines from there on that fit into the vector. How many; 0: there is none before more is fed. */
  addRows(): number {
    while (this.#at >= this.#rows.length) {
      const read = this.#lines.readLines(this.#splitter, this.#othersOfFile)
      if (read !== undefined && read > 0) {
        this.#line += read
        return read
      }
      if (!this.#nextRecord()) return 0
      this.#line += 1
      if (read === undefined && this.#lines.read(this.#splitter, this.#othersOfFile)) return 1
      const line = this.#isLines ? this.#line : undefined
      this.#rows = this.#records.rowsOf(this.#splitter, { file: this.#file.shown, line })
      this.#at = 0
    }
    const row = this.#rows[this.#at] ?? []
    this.#at += 1
    this.#lines.add(this.#places.map((place, index) => (place === undefined ? this.#folderValue(index) : (row[place] ?? null))))
    return 1
  }

  flush(vectorOfColumn: (column: number) => NativeVector): void {
    this.#lines.flush(vectorOfColumn)
  }

  #folderValue(index: number): string | null {
    return this.#file.partitions[this.#columnNames[index] ?? ''] ?? null
  }

  #nextRecord(): boolean {
    return nextRecord(this.#splitter, this.#file.shown, this.#isLines ? this.#line + 1 : undefined)
  }
}
