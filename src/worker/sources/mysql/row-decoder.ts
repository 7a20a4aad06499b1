import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../base/errors.ts'
import type { NativeChunk } from '../../engine/decoder.ts'
import { FedDecoder } from '../../engine/fed-decoder.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { checkRowBytes } from '../shared/jdbc/row-limit.ts'
import type { ColumnWriter } from './column-writer.ts'
import { columnWriter } from './column-writers.ts'
import type { ZeroDates } from './remote-type.ts'

const HEADER_BYTES = 4
/** A packet of this length goes on in the next one. */
const PART_BYTES_MAX = 0xffffff
const END = 0xfe
const END_BYTES_MAX = 8
const NULL = 0xfb

/**
 * Rows of MySQL's text protocol: a packet for each, with each field's length before it. Rows are first indexed (where each field starts and how long it is), then
 * written column by column: every column's loop handles one type only.
 */
export class RowDecoder extends FedDecoder {
  readonly #writers: readonly ColumnWriter[]
  readonly #offsets: readonly Int32Array[]
  readonly #lengths: readonly Int32Array[]
  /** A statement that needs no column selects one NULL. */
  readonly #fields: number

  constructor(columns: readonly StreamColumn[], zeroDates: ZeroDates) {
    super()
    this.#writers = columns.map((column) => columnWriter(column, zeroDates))
    this.#fields = Math.max(columns.length, 1)
    this.#offsets = Array.from({ length: this.#fields }, () => new Int32Array(VECTOR_ROWS))
    this.#lengths = Array.from({ length: this.#fields }, () => new Int32Array(VECTOR_ROWS))
  }

  override rest(): Uint8Array | undefined {
    checkRowBytes(this.bytes.length - this.offset)
    return super.rest()
  }

  protected override writeColumns(chunk: NativeChunk, rows: number): void {
    this.#writers.forEach((writer, column) => {
      const offsets = this.#offsets[column]
      const lengths = this.#lengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        writer(this.bytes, offsets, lengths, rows, duckdb.data_chunk_get_vector(chunk, column))
      }
    })
  }

  protected override indexRows(): number {
    const bytes = this.bytes
    const end = bytes.length
    let rows = 0
    let at = this.offset
    while (rows < VECTOR_ROWS && at + HEADER_BYTES < end) {
      const length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
      let start = at + HEADER_BYTES
      let next = start + length
      if (length === PART_BYTES_MAX) {
        const joined = joinParts(bytes, at)
        if (joined === undefined) break
        start = joined.start
        next = joined.end
      } else if (next > end) break
      else if (length <= END_BYTES_MAX && bytes[start] === END) {
        this.hasEnded = true
        this.offset = next
        return rows
      }
      this.#indexRow(bytes, start, next, rows)
      at = next
      rows += 1
    }
    this.offset = at
    return rows
  }

  #indexRow(bytes: Buffer, start: number, end: number, row: number): void {
    const allOffsets = this.#offsets
    const allLengths = this.#lengths
    const fields = this.#fields
    let at = start
    for (let column = 0; column < fields; column += 1) {
      let length = bytes[at++] ?? 0
      if (length >= NULL) {
        if (length === NULL) length = -1
        else if (length === 0xfc) {
          length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
          at += 2
        } else if (length === 0xfd) {
          length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
          at += 3
        } else {
          if (length !== 0xfe || at + 8 > end || bytes.readUInt32LE(at + 4) !== 0) throw notRows()
          length = bytes.readUInt32LE(at)
          at += 8
        }
      }
      const offsets = allOffsets[column]
      const lengths = allLengths[column]
      if (offsets !== undefined && lengths !== undefined) {
        offsets[row] = at
        lengths[row] = length
      }
      if (length > 0) at += length
      if (at > end) throw notRows()
    }
    if (at !== end) throw notRows()
  }
}

/**
 * A row of several packets, with the headers between its parts taken out: what is before each is moved over it. Undefined: it is not complete.
 */
function joinParts(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  const heads: number[] = []
  let next = at
  for (let isLast = false; !isLast; ) {
    if (next + HEADER_BYTES > bytes.length) return undefined
    const length = bytes.readUIntLE(next, 3)
    heads.push(next)
    next += HEADER_BYTES + length
    isLast = length < PART_BYTES_MAX
  }
  if (next > bytes.length) return undefined
  let start = at + HEADER_BYTES
  for (const head of heads.slice(1)) {
    bytes.copyWithin(start + HEADER_BYTES, start, head)
    start += HEADER_BYTES
  }
  return { start, end: next }
}

const notRows = () => new CausewayError('remote-failure', 'The remote database sent rows that are not what its table looked like')
