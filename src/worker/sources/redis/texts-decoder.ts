import { CausewayError } from '../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { FedDecoder } from '../../engine/fed-decoder.ts'
import { FedSpace } from '../../engine/fed-space.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { ListReader } from './list-reader.ts'
import { type TextColumn, textColumn } from './text-columns.ts'
import { FRAME, HEAD_BYTES, LENGTH_BYTES } from './texts-format.ts'

/** Rows of texts, each read as its column's type. */
export const makeTextsDecoder = (columns: readonly StreamColumn[]): Decoder => new TextsDecoder(columns)

const LINE_END_BYTES = 2
interface IndexedColumn {
  readonly write: TextColumn
  readonly offsets: Int32Array
  readonly lengths: Int32Array
}

/** Rows are first indexed (where each text starts and how long it is), then written column by column: every column's loop handles one type only. */
class TextsDecoder extends FedDecoder {
  readonly #columns: readonly IndexedColumn[]
  readonly #reader = new ListReader()
  readonly #space = new FedSpace()
  /** Of each reply's texts, the column that they are for; -1: none. */
  #columnOf: readonly number[] = []
  #keyColumn = -1
  /** Of the frame that is taken up: rows that are left, and where their keys and replies begin. */
  #left = 0
  #keysAt = 0
  #repliesAt = 0

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns.map((column) => ({
      write: textColumn(column),
      offsets: new Int32Array(VECTOR_ROWS),
      lengths: new Int32Array(VECTOR_ROWS),
    }))
  }

  space(length: number): Buffer {
    return this.#space.of(length)
  }

  protected override indexRows(): number {
    let rows = 0
    while (rows < VECTOR_ROWS && (this.#left > 0 || this.#takeUp())) rows = this.#index(rows)
    return rows
  }

  protected override writeColumns(chunk: NativeChunk, rows: number): void {
    for (const [index, { write, offsets, lengths }] of this.#columns.entries())
      write(this.bytes, offsets, lengths, rows, vectorOf(chunk, index))
  }

  /** The next frame, where there is a whole one with rows. */
  #takeUp(): boolean {
    const bytes = this.bytes
    while (!this.hasEnded && this.offset + HEAD_BYTES <= bytes.length) {
      const kind = bytes[this.offset]
      const [rows, keyBytes, replyBytes] = [1, 5, 9].map((at) => bytes.readUInt32LE(this.offset + at))
      if (rows === undefined || keyBytes === undefined || replyBytes === undefined) return false
      const keysAt = this.offset + HEAD_BYTES
      const end = keysAt + keyBytes + replyBytes
      if (end > bytes.length) return false
      this.offset = end
      if (kind === FRAME.end) this.hasEnded = true
      else if (kind === FRAME.layout) this.#layOut(rows, keysAt)
      else {
        this.#left = rows
        this.#keysAt = keysAt
        this.#repliesAt = keysAt + keyBytes
        return true
      }
    }
    return false
  }

  #layOut(fields: number, at: number): void {
    const places = this.#columns.map((_, column) => this.bytes.readInt32LE(at + column * LENGTH_BYTES))
    this.#columnOf = Array.from({ length: fields }, (_, field) => places.indexOf(field))
    this.#keyColumn = places.indexOf(-1)
  }

  /** Rows of the frame, behind those that were indexed before; answers with how many there are then. */
  #index(before: number): number {
    const rows = Math.min(VECTOR_ROWS, before + this.#left)
    const key = this.#columns[this.#keyColumn]
    if (key !== undefined) this.#indexKeys(key, before, rows)
    const { length } = this.#columnOf
    if (length > 0) for (let row = before; row < rows; row += 1) this.#indexReply(row, length)
    this.#left -= rows - before
    return rows
  }

  #indexKeys({ offsets, lengths }: IndexedColumn, before: number, rows: number): void {
    const bytes = this.bytes
    let at = this.#keysAt
    for (let row = before; row < rows; row += 1) {
      const length = bytes.readUInt32LE(at)
      at += LENGTH_BYTES
      offsets[row] = at
      lengths[row] = length
      at += length
    }
    this.#keysAt = at
  }

  #indexReply(row: number, fields: number): void {
    const bytes = this.bytes
    const reader = this.#reader
    let at = reader.first(bytes, this.#repliesAt)
    for (let field = 0; field < fields; field += 1) {
      const length = reader.text(bytes, at)
      if (length === undefined) throw new CausewayError('internal', 'A reply of Redis was cut on its way')
      const column = this.#columns[this.#columnOf[field] ?? -1]
      if (column !== undefined) {
        column.offsets[row] = reader.end - Math.max(length, 0) - LINE_END_BYTES
        column.lengths[row] = length
      }
      at = reader.end
    }
    this.#repliesAt = at
  }
}
