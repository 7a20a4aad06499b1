import { CausewayError } from '../../../base/errors.ts'

/** Not all of it has come. */
export class NeedMore extends Error {}

/** What a server that is none may say of a name or a number of rows. */
const TEXT_BYTES_MAX = 1 << 20
const BLOCK_BYTES_MAX = 1 << 30
const FIRST_BYTES = 1 << 20
const VARINT_FACTOR = 128

/** The bytes of blocks, one behind the other, and a place in them. Bytes of one block lie in one piece. */
export class BlockBytes {
  #store: Buffer<ArrayBuffer> = Buffer.from(new ArrayBuffer(FIRST_BYTES))
  #view = new DataView(this.#store.buffer)
  #end = 0
  /** From the beginning of the store. */
  at = 0

  get bytes(): Buffer<ArrayBuffer> {
    return this.#store
  }

  get view(): DataView<ArrayBuffer> {
    return this.#view
  }

  /** What has not been read. */
  get rest(): Buffer<ArrayBuffer> {
    return this.#store.subarray(this.at, this.#end)
  }

  /** At most so many of those that came last. */
  last(length: number): Buffer<ArrayBuffer> {
    return this.#store.subarray(Math.max(this.#end - length, 0), this.#end)
  }

  /** Puts bytes behind; what is before `from` is not needed any more. Answers with how far all moves to the front. */
  append(bytes: Uint8Array, from: number): number {
    const kept = this.#end - from
    const needed = kept + bytes.length
    if (needed > BLOCK_BYTES_MAX) {
      throw new CausewayError('limit-exceeded', `The database sends blocks of more than ${BLOCK_BYTES_MAX >> 20} MiB`, {
        hint: 'Lower max_block_size of the user there',
      })
    }
    if (this.#end + bytes.length <= this.#store.length) {
      this.#store.set(bytes, this.#end)
      this.#end += bytes.length
      return 0
    }
    const store = needed * 2 > this.#store.length ? Buffer.from(new ArrayBuffer(needed * 2)) : this.#store
    this.#store.copy(store, 0, from, this.#end)
    store.set(bytes, kept)
    this.#store = store
    this.#view = new DataView(store.buffer)
    this.#end = needed
    this.at -= from
    return from
  }

  /** The beginning of so many bytes, behind which the place is then. */
  take(length: number): number {
    const from = this.at
    if (length > this.#end - from) throw new NeedMore()
    this.at = from + length
    return from
  }

  /** That so many bytes are there: before room is made for as many values as a server says it sends. */
  expect(length: number): void {
    if (length > this.#end - this.at) throw new NeedMore()
  }

  /** Passes so many bytes, if they are there. */
  skip(length: number): boolean {
    if (length > this.#end - this.at) return false
    this.at += length
    return true
  }

  /** Passes a text, if it is there. */
  skipText(): boolean {
    const from = this.at
    let length = 0
    for (let factor = 1; ; factor *= VARINT_FACTOR) {
      if (this.at === this.#end) break
      const byte = this.#store[this.at] ?? 0
      this.at += 1
      length += (byte & 0x7f) * factor
      if (length > BLOCK_BYTES_MAX || factor > BLOCK_BYTES_MAX) throw notBlocks()
      if (byte >= 0x80) continue
      if (this.skip(length)) return true
      break
    }
    this.at = from
    return false
  }

  varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= VARINT_FACTOR) {
      // Without end, zeros would make it no number, which no bound below stops.
      if (factor > Number.MAX_SAFE_INTEGER) throw notBlocks()
      const byte = this.#store[this.take(1)] ?? 0
      value += (byte & 0x7f) * factor
      if (value > Number.MAX_SAFE_INTEGER) throw notBlocks()
      if (byte < 0x80) return value
    }
  }

  /** Of a name. */
  text(): string {
    const length = this.varint()
    if (length > TEXT_BYTES_MAX) throw notBlocks()
    const from = this.take(length)
    return this.#store.toString('utf8', from, from + length)
  }
}

export const notBlocks = (): CausewayError =>
  new CausewayError('remote-failure', 'The database sent rows that are not what its table looked like', {
    hint: 'Run the statement again; where it says the same, DROP TABLE and CREATE TABLE again, or REFRESH TABLE in a database FROM CONNECTION',
  })
