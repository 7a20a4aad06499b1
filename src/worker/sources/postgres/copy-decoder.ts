import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../engine/vector-writers.ts'
import type { ColumnWriter } from './column-writer.ts'
import { columnWriter } from './column-writers.ts'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
/** Signature, flags, length of the header's extension. */
const HEADER_BYTES = SIGNATURE.length + 8
/** A row that is not complete is kept in memory until it is. */
const ROW_BYTES_MAX = 256 << 20

/**
 * PostgreSQL's COPY … (FORMAT binary). Rows are first indexed (where each field starts and how long it is), then written column by column:
 * every column's loop handles one type only.
 */
export class CopyDecoder implements Decoder {
  readonly #writers: readonly ColumnWriter[]
  readonly #offsets: readonly Int32Array[]
  readonly #lengths: readonly Int32Array[]
  #bytes: Buffer = Buffer.alloc(0)
  #offset = 0
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

  feed(bytes: Buffer): void {
    this.#bytes = bytes
    this.#offset = 0
  }

  decode(chunk: NativeChunk): number {
    if (!this.#headerSeen && !this.#readHeader()) return 0
    const rows = this.#ended ? 0 : this.#indexRows()
    if (rows === 0) return 0
    this.#writers.forEach((writer, column) => {
      const offsets = this.#offsets[column]
      const lengths = this.#lengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        writer.write(this.#bytes, offsets, lengths, rows, duckdb.data_chunk_get_vector(chunk, column))
      }
    })
    this.#rowCount += rows
    return rows
  }

  #readHeader(): boolean {
    if (this.#bytes.length < HEADER_BYTES) return false
    if (!this.#bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw notCopy()
    const end = HEADER_BYTES + this.#bytes.readInt32BE(SIGNATURE.length + 4)
    if (this.#bytes.length < end) return false
    this.#offset = end
    this.#headerSeen = true
    return true
  }

  /** Indexes whole rows from the present offset on; moves the offset behind them. */
  #indexRows(): number {
    const bytes = this.#bytes
    const end = bytes.length
    const columns = this.#offsets.length
    let rows = 0
    let at = this.#offset
    while (rows < VECTOR_ROWS && at + 2 <= end) {
      const fields = (((bytes[at] ?? 0) << 24) >> 16) | (bytes[at + 1] ?? 0)
      if (fields === -1) {
        this.#ended = true
        this.#offset = at + 2
        return rows
      }
      if (fields !== columns) throw notCopy()
      const next = this.#indexRow(bytes, at + 2, end, rows)
      if (next < 0) break
      at = next
      rows += 1
    }
    this.#offset = at
    return rows
  }

  /** Where the row ends; -1: it is not complete. */
  #indexRow(bytes: Buffer, start: number, end: number, row: number): number {
    const allOffsets = this.#offsets
    const allLengths = this.#lengths
    let at = start
    for (let column = 0; column < allOffsets.length; column += 1) {
      if (at + 4 > end) return -1
      const length = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
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
