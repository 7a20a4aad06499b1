/** Writes whole columns into the engine's vectors without a call for each value; see fixed layouts in DuckDB's C API. */
import { isUtf8 } from 'node:buffer'
import duckdb from '@duckdb/node-bindings'
import type { NativeChunk } from './decoder.ts'

/** Rows of a vector. */
export const VECTOR_ROWS = duckdb.vector_size()

export type NativeVector = ReturnType<typeof duckdb.data_chunk_get_vector>

export const vectorOf = (chunk: NativeChunk, column: number): NativeVector => duckdb.data_chunk_get_vector(chunk, column)

/** Of the rows of a vector, or of more in one that is part of a nested one. */
export class Validity {
  #words: Uint32Array<ArrayBuffer>
  #anyNull = false

  /** `capacity`: rows, a multiple of 64. */
  constructor(capacity = VECTOR_ROWS) {
    this.#words = new Uint32Array(capacity / 32)
  }

  reset(): void {
    this.#words.fill(0xffffffff)
    this.#anyNull = false
  }

  /** All rows are NULL. */
  setNone(): void {
    this.#words.fill(0)
    this.#anyNull = true
  }

  setNull(row: number): void {
    const word = row >> 5
    if (word >= this.#words.length) this.#grow(word + 1)
    this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (row & 31))
    this.#anyNull = true
  }

  /** From a row up to another. */
  setValid(from: number, to: number): void {
    if (!this.#anyNull) return
    for (let row = from; row < to && row >> 5 < this.#words.length; row += 1)
      this.#words[row >> 5] = (this.#words[row >> 5] ?? 0) | (1 << (row & 31))
  }

  flush(vector: NativeVector, rows: number): void {
    if (!this.#anyNull) return
    const words = Math.ceil(rows / 64) * 2
    if (words > this.#words.length) this.#grow(words)
    duckdb.vector_ensure_validity_writable(vector)
    duckdb.copy_data_to_vector_validity(vector, 0, this.#words.buffer, 0, words * 4)
  }

  #grow(wordsMin: number): void {
    const grown = new Uint32Array(Math.max(this.#words.length * 2, wordsMin)).fill(0xffffffff)
    grown.set(this.#words)
    this.#words = grown
  }
}

/** `values` are the first bytes of the vector: one element, or a fixed number of words, for each row. */
export function flushFixed(vector: NativeVector, values: ArrayBuffer, bytes: number): void {
  duckdb.copy_data_to_vector(vector, 0, values, 0, bytes)
}

const STRING_BYTES = 16
const INLINE_BYTES_MAX = 12
const SEPARATOR = 0x20
const FIRST_BLOCK_BYTES = 1 << 17
/** Below this a loop is quicker than a call. */
const CALL_BYTES_MIN = 64
/** Of a word's first 0 to 3 bytes. */
const maskOf = (bytes: number): number => (1 << (bytes << 3)) - 1
const NOT_ASCII = 0x80808080
const WORD = 2 ** 32

/**
 * A vector of text or bytes. The engine keeps a value of up to 12 bytes in its 16-byte element and a longer one as a pointer into the vector's own memory.
 * All long values of a vector are given to the engine as one value, which it copies; reading that element back tells the address,
 * and the elements are written with pointers into it.
 *
 * Text is checked to be UTF-8 here, because the engine checks only what it is given value by value. Each checked value is followed by a
 * separator in the block, so two halves of a character in neighbouring values do not pass as a whole one.
 */
export class StringVector {
  readonly #isText: boolean
  #elements: ArrayBuffer
  #bytes: Uint8Array<ArrayBuffer>
  #words: Uint32Array
  #longRows: Int32Array
  #longOffsets: Float64Array
  #source: Buffer = Buffer.alloc(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  #block = Buffer.allocUnsafe(FIRST_BLOCK_BYTES)
  #blockView = viewOf(this.#block)
  #blockLength = 0
  #longCount = 0
  #markedLength = 0
  #markedCount = 0

  constructor(isText: boolean, capacity = VECTOR_ROWS) {
    this.#isText = isText
    this.#elements = new ArrayBuffer(capacity * STRING_BYTES)
    this.#bytes = new Uint8Array(this.#elements)
    this.#words = new Uint32Array(this.#elements)
    this.#longRows = new Int32Array(capacity)
    this.#longOffsets = new Float64Array(capacity)
  }

  reset(): void {
    this.#blockLength = 0
    this.#longCount = 0
    this.mark()
  }

  /** What was set so far stays. */
  mark(): void {
    this.#markedLength = this.#blockLength
    this.#markedCount = this.#longCount
  }

  /** What was set since the last mark counts for nothing: its rows are set again. */
  rewind(): void {
    this.#blockLength = this.#markedLength
    this.#longCount = this.#markedCount
  }

  set(row: number, source: Buffer, from: number, length: number): void {
    if (row >= this.#longRows.length) this.#growRows(row + 1)
    const word = row << 2
    this.#words[word] = length
    if (source !== this.#source) {
      this.#source = source
      this.#view = viewOf(source)
    }
    // By words: three, or one and the rest, for a value in the middle of its bytes.
    if (from + INLINE_BYTES_MAX <= source.length) {
      const first = this.#view.getUint32(from, true)
      if (length <= INLINE_BYTES_MAX) {
        this.#setInlineWords(word, source, from, length, first)
        return
      }
      this.#words[word + 1] = first
      this.#setLong(row, source, from, length)
      return
    }
    const at = row * STRING_BYTES + 4
    if (length <= INLINE_BYTES_MAX) {
      this.#setInline(at, source, from, length)
      return
    }
    const bytes = this.#bytes
    for (let i = 0; i < 4; i += 1) bytes[at + i] = source[from + i] ?? 0
    this.#setLong(row, source, from, length)
  }

  #setInlineWords(word: number, source: Buffer, from: number, length: number, first: number): void {
    const words = this.#words
    const view = this.#view
    // Unused bytes must be zero: the engine compares whole elements.
    const one = length >= 4 ? first : first & maskOf(length)
    const two = length >= 8 ? view.getUint32(from + 4, true) : length > 4 ? view.getUint32(from + 4, true) & maskOf(length - 4) : 0
    const three = length === 12 ? view.getUint32(from + 8, true) : length > 8 ? view.getUint32(from + 8, true) & maskOf(length - 8) : 0
    words[word + 1] = one
    words[word + 2] = two
    words[word + 3] = three
    if (this.#isText && ((one | two | three) & NOT_ASCII) !== 0) this.#append(source, from, length)
  }

  #setLong(row: number, source: Buffer, from: number, length: number): void {
    this.#longRows[this.#longCount] = row
    this.#longOffsets[this.#longCount] = this.#blockLength
    this.#longCount += 1
    this.#append(source, from, length)
  }

  /** False: some text is not UTF-8, and the vector is not written. */
  flush(vector: NativeVector, rows: number): boolean {
    const used = this.#block.subarray(0, this.#blockLength)
    if (this.#isText && used.length > 0 && !isUtf8(used)) return false
    if (this.#longCount > 0) this.#setPointers(vector, used)
    duckdb.copy_data_to_vector(vector, 0, this.#elements, 0, rows * STRING_BYTES)
    return true
  }

  #setInline(at: number, source: Buffer, from: number, length: number): void {
    const bytes = this.#bytes
    let bits = 0
    let i = 0
    for (; i < length; i += 1) {
      const byte = source[from + i] ?? 0
      bits |= byte
      bytes[at + i] = byte
    }
    // Unused bytes must be zero: the engine compares whole elements.
    for (; i < INLINE_BYTES_MAX; i += 1) bytes[at + i] = 0
    if (bits > 0x7f && this.#isText) this.#append(source, from, length)
  }

  #append(source: Buffer, from: number, length: number): void {
    const end = this.#blockLength + length + 1
    if (end > this.#block.length) this.#grow(end)
    const block = this.#block
    let at = this.#blockLength
    if (length >= CALL_BYTES_MIN) at += source.copy(block, at, from, from + length)
    else if (from + length + 4 <= source.length && at + length + 4 <= block.length && source === this.#source) {
      // A word too many does not matter: what follows is written over it.
      for (let i = 0; i < length; i += 4) this.#blockView.setUint32(at + i, this.#view.getUint32(from + i, true), true)
      at += length
    } else for (let i = 0; i < length; i += 1) block[at++] = source[from + i] ?? 0
    block[at] = SEPARATOR
    this.#blockLength = at + 1
  }

  /** Only a vector that is part of a nested one has more rows than others. */
  #growRows(rowsMin: number): void {
    const rows = Math.max(this.#longRows.length * 2, rowsMin)
    const bytes = new Uint8Array(new ArrayBuffer(rows * STRING_BYTES))
    bytes.set(this.#bytes)
    this.#bytes = bytes
    this.#elements = bytes.buffer
    this.#words = new Uint32Array(bytes.buffer)
    const [longRows, longOffsets] = [new Int32Array(rows), new Float64Array(rows)]
    longRows.set(this.#longRows)
    longOffsets.set(this.#longOffsets)
    this.#longRows = longRows
    this.#longOffsets = longOffsets
  }

  #grow(bytesMin: number): void {
    const grown = Buffer.allocUnsafe(Math.max(this.#block.length * 2, bytesMin))
    this.#block.copy(grown, 0, 0, this.#blockLength)
    this.#block = grown
    this.#blockView = viewOf(grown)
  }

  #setPointers(vector: NativeVector, used: Buffer): void {
    duckdb.vector_assign_string_element_len(vector, 0, used)
    const element = duckdb.vector_get_data(vector, STRING_BYTES)
    const view = new DataView(element.buffer, element.byteOffset, STRING_BYTES)
    // The engine refuses what it takes for bad UTF-8 by leaving the element empty: its pointer would be garbage.
    if (view.getUint32(0, true) !== used.length) throw new Error('the engine did not take a block of text')
    const low = view.getUint32(8, true)
    const high = view.getUint32(12, true)
    const words = this.#words
    // Blocks that lie across 4 GiB are rare.
    const isWithin = low + used.length < WORD
    for (let i = 0; i < this.#longCount; i += 1) {
      const word = (this.#longRows[i] ?? 0) << 2
      const address = low + (this.#longOffsets[i] ?? 0)
      words[word + 2] = isWithin ? address : address % WORD
      words[word + 3] = isWithin ? high : high + Math.floor(address / WORD)
    }
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
