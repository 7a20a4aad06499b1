import { CausewayError } from '../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { BlockBytes, NeedMore, notBlocks } from './block-bytes.ts'
import { type BlockColumn, ColumnWriter } from './block-column.ts'
import { reasonOf } from './remote-error.ts'

interface Block {
  readonly rows: number
  readonly columns: readonly BlockColumn[]
  next: number
}

/** Rows that a block of a server has at most, by far. */
const ROWS_MAX = 1 << 26

/**
 * Blocks of the format Native: how many columns and rows, then each column with its name, its type and the values of all rows. Columns are known by their places; their types are those
 * that the block says.
 */
export class NativeDecoder implements Decoder {
  readonly #writers: readonly ColumnWriter[]
  readonly #bytes = new BlockBytes()
  /** Where the block that is not whole begins; columns of it that are. */
  #begin = 0
  #read: BlockColumn[] = []
  #resume: { readonly at: number; readonly rows: number } | undefined
  #block: Block | undefined
  #ended = false
  #rowCount = 0

  constructor(columns: readonly StreamColumn[]) {
    this.#writers = columns.map(({ name, value }) => new ColumnWriter(name, typeOfValue(value)))
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  /** What has come is kept here: a block has many pieces, and each would be copied with every next one. */
  rest(): undefined {
    return undefined
  }

  feed(bytes: Buffer): void {
    const moved = this.#bytes.append(bytes, this.#begin)
    this.#begin -= moved
    // Offsets of columns are of the store as it was.
    if (moved > 0) this.#forget()
  }

  decode(chunk: NativeChunk): number {
    while (this.#block === undefined) {
      if (this.#ended || !this.#readBlock()) return 0
    }
    const block = this.#block
    const count = Math.min(VECTOR_ROWS, block.rows - block.next)
    this.#writers.forEach((writer, index) => {
      const column = block.columns[index]
      if (column !== undefined) writer.write(this.#bytes, column, block.next, count, vectorOf(chunk, index))
    })
    block.next += count
    this.#rowCount += count
    if (block.next === block.rows) this.#block = undefined
    return count
  }

  #forget(): void {
    this.#read = []
    this.#resume = undefined
  }

  /** Whether all of the next block is there. */
  #readBlock(): boolean {
    try {
      const rows = this.#resume?.rows ?? this.#readHead()
      if (rows === undefined) return true
      this.#bytes.at = this.#resume?.at ?? this.#bytes.at
      this.#resume = { at: this.#bytes.at, rows }
      const fields = Math.max(this.#writers.length, 1)
      while (this.#read.length < fields) {
        this.#read.push(this.#readColumn(this.#read.length, rows))
        this.#resume = { at: this.#bytes.at, rows }
      }
      if (rows > 0) this.#block = { rows, columns: this.#read, next: 0 }
      this.#begin = this.#bytes.at
      this.#forget()
      return true
    } catch (error) {
      if (error instanceof NeedMore) return false
      throw this.#saidInstead() ?? error
    }
  }

  /** How many rows; undefined: it is the end. */
  #readHead(): number | undefined {
    this.#bytes.at = this.#begin
    const columns = this.#bytes.varint()
    const rows = this.#bytes.varint()
    if (columns === 0 && rows === 0) {
      this.#ended = true
      return undefined
    }
    if (columns !== Math.max(this.#writers.length, 1) || rows > ROWS_MAX) throw notBlocks()
    return rows
  }

  #readColumn(index: number, rows: number): BlockColumn {
    const bytes = this.#bytes
    bytes.text()
    const typeText = bytes.text()
    const writer = this.#writers[index]
    if (writer !== undefined) return rows === 0 ? { kind: 'none' } : writer.read(bytes, typeText, rows)
    // Nothing was wanted but the number of rows.
    if (typeText !== 'UInt8') throw notBlocks()
    bytes.take(rows)
    return { kind: 'none' }
  }

  /** A server that fails in the middle writes that in the place of the next block. */
  #saidInstead(): CausewayError | undefined {
    this.#bytes.at = this.#begin
    const { code, reason } = reasonOf(this.#bytes.rest.toString('utf8'))
    return code === 0 ? undefined : new CausewayError('remote-failure', `The database failed in the middle of the rows: ${reason}`)
  }
}
