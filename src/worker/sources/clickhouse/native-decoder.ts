import { CausewayError } from '../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { BlockBytes, NeedMore, notBlocks } from './block-bytes.ts'
import { type BlockColumn, ColumnWriter } from './block-column.ts'
import { ColumnExtent } from './column-extent.ts'
import { endedAs } from './native-format.ts'
import { saidAtBegin, saidAtEnd } from './said-instead.ts'

interface Block {
  readonly rows: number
  readonly columns: readonly BlockColumn[]
  next: number
}

/** The column that is not whole. */
interface OpenColumn {
  readonly typeText: string
  /** Where its values begin. */
  readonly from: number
  readonly extent: ColumnExtent
}

/** Rows that a block of a server has at most, by far. */
const ROWS_MAX = 1 << 26
/** Of what a server says in the place of rows. */
const SAID_BYTES_MAX = 1 << 13

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
  #column: OpenColumn | undefined
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
    // Offsets are of the store as it was: that of one block is moved once.
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

  /** What the server says at the end of an answer that is not whole. */
  endedEarly(): CausewayError | undefined {
    return saidAtEnd(this.#bytes.last(SAID_BYTES_MAX))
  }

  #forget(): void {
    this.#read = []
    this.#resume = undefined
    this.#column = undefined
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
        this.#column = undefined
        this.#resume = { at: this.#bytes.at, rows }
      }
      if (rows > 0) this.#block = { rows, columns: this.#read, next: 0 }
      this.#begin = this.#bytes.at
      this.#forget()
      return true
    } catch (error) {
      if (error instanceof NeedMore) return false
      // It may have failed within a block.
      throw this.endedEarly() ?? error
    }
  }

  /** How many rows; undefined: it is the end. */
  #readHead(): number | undefined {
    this.#bytes.at = this.#begin
    const said = saidAtBegin(this.#bytes.rest.subarray(0, SAID_BYTES_MAX), SAID_BYTES_MAX)
    if (said === 'unknown yet') throw new NeedMore()
    if (said !== undefined) throw said
    const columns = this.#bytes.varint()
    const rows = this.#bytes.varint()
    if (columns === 0) {
      this.#end(rows)
      return undefined
    }
    if (columns !== Math.max(this.#writers.length, 1) || rows > ROWS_MAX) throw notBlocks()
    return rows
  }

  /** @throws CausewayError where it is none, or not of so many rows */
  #end(mark: number): void {
    const expected = endedAs(mark)
    // It is ours: nothing is sent behind it.
    if (expected === undefined || this.#bytes.rest.length > 0) throw notBlocks()
    const rows = this.#rowCount
    if ((expected === 'one' && rows !== 1) || (expected === 'one at most' && rows > 1)) {
      throw new CausewayError('remote-failure', `The database was asked for one row, which says something of all, and sent ${rows}`, {
        hint: 'A setting of its user, or something between, makes another answer: look at the profile of the user there',
      })
    }
    this.#ended = true
  }

  #readColumn(index: number, rows: number): BlockColumn {
    const bytes = this.#bytes
    const writer = this.#writers[index]
    this.#column ??= this.#beginColumn(writer, rows)
    if (rows === 0) return { kind: 'none' }
    const { typeText, from, extent } = this.#column
    if (!extent.reach(bytes)) throw new NeedMore()
    if (writer === undefined) return { kind: 'none' }
    bytes.at = from
    return writer.read(bytes, typeText, rows)
  }

  #beginColumn(writer: ColumnWriter | undefined, rows: number): OpenColumn {
    const bytes = this.#bytes
    bytes.text()
    const typeText = bytes.text()
    // Nothing may be wanted but the number of rows.
    if (writer !== undefined) writer.check(typeText)
    else if (typeText !== 'UInt8') throw notBlocks()
    return { typeText, from: bytes.at, extent: new ColumnExtent(typeText, rows, bytes.at) }
  }
}
