import { HEADER_BYTES, PART_BYTES_MAX } from './packet-channel.ts'
import { ERR } from './server-error.ts'

export const END = 0xfe
/** A row may begin with the same byte; it is longer then. */
export const END_BYTES_MAX = 8

/** Follows the packets of a result's rows by their headers, to see where they end. */
export class RowBoundary {
  /** The packet that ended the rows, without its header; undefined: more is to come. */
  last: Buffer | undefined
  readonly #head = Buffer.alloc(HEADER_BYTES + 1)
  #headBytes = 0
  #skip = 0
  #goesOn = false
  #lastBytes = 0
  #lastParts: Buffer[] | undefined

  take(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#lastParts !== undefined) {
        this.#gather(bytes.subarray(at))
        return
      }
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at)
        this.#skip -= step
        at += step
        continue
      }
      if (this.#headBytes === 0 && at + HEADER_BYTES < bytes.length) {
        const length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
        if (length > 0 && !this.#goesOn && !isLast(bytes[at + HEADER_BYTES] ?? 0, length)) {
          at += HEADER_BYTES
          this.#skip = length
          this.#goesOn = length === PART_BYTES_MAX
          continue
        }
      }
      this.#head[this.#headBytes++] = bytes[at++] ?? 0
      this.#headRead()
    }
  }

  /** With a header, or with one and the first byte behind it. */
  #headRead(): void {
    if (this.#headBytes < HEADER_BYTES) return
    const length = this.#head.readUIntLE(0, 3)
    // A part of a row that goes on, or an empty packet, has no first byte that matters.
    if (this.#goesOn || length === 0) {
      this.#headBytes = 0
      this.#skip = length
      this.#goesOn = length === PART_BYTES_MAX
      return
    }
    if (this.#headBytes === HEADER_BYTES) return
    const first = this.#head[HEADER_BYTES] ?? 0
    this.#headBytes = 0
    if (isLast(first, length)) {
      this.#lastBytes = length
      this.#lastParts = []
      this.#gather(Buffer.from([first]))
      return
    }
    this.#skip = length - 1
    this.#goesOn = length === PART_BYTES_MAX
  }

  #gather(bytes: Buffer): void {
    this.#lastParts?.push(bytes)
    const all = Buffer.concat(this.#lastParts ?? [])
    if (all.length >= this.#lastBytes) this.last = all.subarray(0, this.#lastBytes)
  }
}

const isLast = (first: number, length: number): boolean => first === ERR || (first === END && length <= END_BYTES_MAX)
