import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import { FedSpace } from '../../../engine/fed-space.ts'
import type { StreamColumn } from '../../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import type { ColumnWriter } from './column-writer.ts'
import { columnWriter } from './column-writers.ts'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
/** Signature, flags, length of the header's extension. */
const HEADER_BYTES = SIGNATURE.length + 8
/** A row that is not complete is kept in memory until it is. */
const ROW_BYTES_MAX = 256 << 20

/** A code and a length that counts itself: what copy-messages.ts hands on has this before each piece. */
const MESSAGE_HEADER_BYTES = 5
const LENGTH_BYTES = 4

/**
 * PostgreSQL's COPY … (FORMAT binary), in the messages that it comes in: a row is one, but where somebody in between has cut them otherwise. Rows are first indexed
 * (where each field starts and how long it is), then written column by column: every column's loop handles one type only.
 */
export class CopyDecoder implements Decoder {
  readonly #writers: readonly ColumnWriter[]
  readonly #offsets: readonly Int32Array[]
  readonly #lengths: readonly Int32Array[]
  readonly #space = new FedSpace()
  #bytes: Buffer = Buffer.alloc(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #offset = 0
  /** Where the message ends that the offset is in. */
  #messageEnd = 0
  #headerSeen = false
  #ended = false
  #rowCount = 0

  constructor(columns: readonly StreamColumn[]) {
    this.#writers = columns.map((column) => columnWriter(column, VECTOR_ROWS))
    this.#offsets = columns.map(() => new Int32Array(VECTOR_ROWS))
    this.#lengths = columns.map(() => new Int32Array(VECTOR_ROWS))
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  rest(): Uint8Array | undefined {
    const rest = this.#bytes.length - this.#offset
    if (rest > ROW_BYTES_MAX) {
      throw new CausewayError('limit-exceeded', `A row of the remote table is larger than ${ROW_BYTES_MAX >> 20} MiB`)
    }
    return rest === 0 ? undefined : this.#bytes.subarray(this.#offset)
  }

  space(length: number): Buffer {
    return this.#space.of(length)
  }

  feed(bytes: Buffer): void {
    this.#messageEnd -= this.#offset
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#offset = 0
  }

  decode(chunk: NativeChunk): number {
    if (!this.#headerSeen && !this.#readHeader()) return 0
    const rows = this.#ended ? 0 : this.#indexRows()
    if (rows === 0) return 0
    const from = { bytes: this.#bytes, view: this.#view }
    this.#writers.forEach((writer, column) => {
      const offsets = this.#offsets[column]
      const lengths = this.#lengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        writer.write(from, offsets, lengths, rows, duckdb.data_chunk_get_vector(chunk, column))
      }
    })
    this.#rowCount += rows
    return rows
  }

  #readHeader(): boolean {
    if (!this.#holds(HEADER_BYTES)) return false
    if (!this.#bytes.subarray(this.#offset, this.#offset + SIGNATURE.length).equals(SIGNATURE)) throw notCopy()
    const length = HEADER_BYTES + this.#view.getInt32(this.#offset + SIGNATURE.length + 4)
    if (!this.#holds(length)) return false
    this.#offset += length
    this.#headerSeen = true
    return true
  }

  /** Whether so many bytes of the stream are there from the offset on, in one message then. */
  #holds(length: number): boolean {
    while (this.#messageEnd - this.#offset < length) if (!this.#joinNext()) return false
    return true
  }

  /** Makes one of what is left of the present message and of the next one; false: that is not there yet. */
  #joinNext(): boolean {
    const at = this.#messageEnd
    if (at + MESSAGE_HEADER_BYTES > this.#bytes.length) return false
    const length = this.#view.getInt32(at + 1) - LENGTH_BYTES
    const end = at + MESSAGE_HEADER_BYTES + length
    if (end > this.#bytes.length) return false
    if (this.#offset < at) this.#bytes.copyWithin(this.#offset + MESSAGE_HEADER_BYTES, this.#offset, at)
    this.#offset += MESSAGE_HEADER_BYTES
    this.#messageEnd = end
    return true
  }

  /** Indexes whole rows from the present offset on; moves the offset behind them. */
  #indexRows(): number {
    const view = this.#view
    const columns = this.#offsets.length
    let rows = 0
    while (rows < VECTOR_ROWS) {
      if (!this.#holds(2)) break
      const start = this.#offset
      const fields = view.getInt16(start)
      if (fields === -1) {
        this.#ended = true
        this.#offset = start + 2
        return rows
      }
      if (fields !== columns) throw notCopy()
      const next = this.#indexRow(view, start + 2, this.#messageEnd, rows)
      if (next >= 0) {
        this.#offset = next
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
