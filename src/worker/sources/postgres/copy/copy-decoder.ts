import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../base/errors.ts'
import type { NativeChunk } from '../../../engine/decoder.ts'
import { FedDecoder } from '../../../engine/fed-decoder.ts'
import { FedSpace } from '../../../engine/fed-space.ts'
import type { StreamColumn } from '../../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import { checkRowBytes } from '../../shared/jdbc/row-limit.ts'
import type { ColumnWriter } from './column-writer.ts'
import { columnWriter } from './column-writers.ts'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
/** Signature, flags, length of the header's extension. */
const HEADER_BYTES = SIGNATURE.length + 8

/** A code and a length that counts itself: what copy-messages.ts hands on has this before each piece. */
const MESSAGE_HEADER_BYTES = 5
const LENGTH_BYTES = 4

/**
 * PostgreSQL's COPY … (FORMAT binary), in the messages that it comes in: a row is one, but where somebody in between has cut them otherwise. Rows are first indexed
 * (where each field starts and how long it is), then written column by column: every column's loop handles one type only.
 */
export class CopyDecoder extends FedDecoder {
  readonly #writers: readonly ColumnWriter[]
  readonly #offsets: readonly Int32Array[]
  readonly #lengths: readonly Int32Array[]
  readonly #space = new FedSpace()
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** Where the message ends that the offset is in. */
  #messageEnd = 0
  #headerSeen = false

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#writers = columns.map((column) => columnWriter(column, VECTOR_ROWS))
    this.#offsets = columns.map(() => new Int32Array(VECTOR_ROWS))
    this.#lengths = columns.map(() => new Int32Array(VECTOR_ROWS))
  }

  override rest(): Uint8Array | undefined {
    checkRowBytes(this.bytes.length - this.offset)
    return super.rest()
  }

  space(length: number): Buffer {
    return this.#space.of(length)
  }

  override feed(bytes: Buffer): void {
    this.#messageEnd -= this.offset
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    super.feed(bytes)
  }

  protected override writeColumns(chunk: NativeChunk, rows: number): void {
    const from = { bytes: this.bytes, view: this.#view }
    this.#writers.forEach((writer, column) => {
      const offsets = this.#offsets[column]
      const lengths = this.#lengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        writer.write(from, offsets, lengths, rows, duckdb.data_chunk_get_vector(chunk, column))
      }
    })
  }

  #readHeader(): boolean {
    if (!this.#holds(HEADER_BYTES)) return false
    if (!this.bytes.subarray(this.offset, this.offset + SIGNATURE.length).equals(SIGNATURE)) throw notCopy()
    const length = HEADER_BYTES + this.#view.getInt32(this.offset + SIGNATURE.length + 4)
    if (!this.#holds(length)) return false
    this.offset += length
    this.#headerSeen = true
    return true
  }

  /** Whether so many bytes of the stream are there from the offset on, in one message then. */
  #holds(length: number): boolean {
    while (this.#messageEnd - this.offset < length) if (!this.#joinNext()) return false
    return true
  }

  /** Makes one of what is left of the present message and of the next one; false: that is not there yet. */
  #joinNext(): boolean {
    const at = this.#messageEnd
    if (at + MESSAGE_HEADER_BYTES > this.bytes.length) return false
    const length = this.#view.getInt32(at + 1) - LENGTH_BYTES
    const end = at + MESSAGE_HEADER_BYTES + length
    if (end > this.bytes.length) return false
    if (this.offset < at) this.bytes.copyWithin(this.offset + MESSAGE_HEADER_BYTES, this.offset, at)
    this.offset += MESSAGE_HEADER_BYTES
    this.#messageEnd = end
    return true
  }

  protected override indexRows(): number {
    if (!this.#headerSeen && !this.#readHeader()) return 0
    const view = this.#view
    const columns = this.#offsets.length
    let rows = 0
    while (rows < VECTOR_ROWS) {
      if (!this.#holds(2)) break
      const start = this.offset
      const fields = view.getInt16(start)
      if (fields === -1) {
        this.hasEnded = true
        this.offset = start + 2
        return rows
      }
      if (fields !== columns) throw notCopy()
      const next = this.#indexRow(view, start + 2, this.#messageEnd, rows)
      if (next >= 0) {
        this.offset = next
        rows += 1
      } else if (!this.#joinNext()) break
    }
    return rows
  }

  /** Where the row ends; -1: it is not complete. */
  #indexRow(view: DataView, start: number, end: number, row: number): number {
    const allOffsets = this.#offsets
    const allLengths = this.#lengths
    let at = start
    for (let column = 0; column < allOffsets.length; column += 1) {
      if (at + 4 > end) return -1
      const length = view.getInt32(at)
      at += 4
      const offsets = allOffsets[column]
      const lengths = allLengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        offsets[row] = at
        lengths[row] = length
      }
      if (length > 0) at += length
      if (at > end) return -1
    }
    return at
  }
}

const notCopy = () => new CausewayError('remote-failure', 'The remote database sent rows that are not what its table looked like')
