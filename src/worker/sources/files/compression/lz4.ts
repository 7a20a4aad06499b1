import { findMatches } from './block-matches.ts'

const LENGTH_MORE = 15
const SHORTEST_MATCH = 4
/** A byte of a length says 255 at most. */
const EXPANSION_MAX = 255

/**
 * Decompresses a block of LZ4's raw format into at most `bytesMax` bytes.
 * @returns undefined for bytes that are none, or would be more
 */
export function decompressLz4(bytes: Buffer, bytesMax: number): Buffer | undefined {
  const output = Buffer.allocUnsafe(Math.min(bytesMax, bytes.length * EXPANSION_MAX))
  // No function within changes these: V8 14 compiled a loop beside one that did with a place it had passed already.
  let at = 0
  let filled = 0
  while (at < bytes.length) {
    const token = bytes[at] ?? 0
    at += 1
    let literals = token >> 4
    if (literals === LENGTH_MORE) {
      const end = lengthEnd(bytes, at)
      literals += lengthBetween(bytes, at, end)
      at = end
    }
    if (literals > bytes.length - at || literals > output.length - filled) return undefined
    bytes.copy(output, filled, at, at + literals)
    at += literals
    filled += literals
    // The last sequence has no match.
    if (at === bytes.length) return output.subarray(0, filled)
    if (at + 2 > bytes.length) return undefined
    const back = bytes.readUInt16LE(at)
    at += 2
    let match = (token & 15) + SHORTEST_MATCH
    if (match === LENGTH_MORE + SHORTEST_MATCH) {
      const end = lengthEnd(bytes, at)
      match += lengthBetween(bytes, at, end)
      at = end
    }
    if (back === 0 || back > filled || match > output.length - filled || at > bytes.length) return undefined
    // What is copied may begin within what it makes: byte for byte.
    for (const end = filled + match; filled < end; filled += 1) output[filled] = output[filled - back] ?? 0
  }
  return undefined
}

/** Behind the bytes that say how much longer a length is: the first that is not 255 is the last. */
function lengthEnd(bytes: Buffer, from: number): number {
  let at = from
  while (bytes[at] === 255) at += 1
  return at + 1
}

const lengthBetween = (bytes: Buffer, from: number, end: number): number => (end - from - 1) * 255 + (bytes[end - 1] ?? 0)

/** No match begins in the last bytes of a block, and none goes up to its end: readers copy in steps. */
const LAST_MATCH_BYTES = 12
const LAST_LITERALS = 5

/** Compresses bytes into a block of LZ4's raw format, of at most 64 MiB. */
export function compressLz4(bytes: Buffer): Buffer {
  const block = new Lz4Block(bytes)
  findMatches(bytes, { lastAt: bytes.length - LAST_MATCH_BYTES, end: bytes.length - LAST_LITERALS }, (at, back, length) =>
    block.sequence(at, back, length),
  )
  block.sequence(bytes.length, 0, 0)
  return block.written()
}

class Lz4Block {
  readonly #bytes: Buffer
  readonly #output: Buffer
  #taken = 0
  #filled = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#output = Buffer.allocUnsafe(16 + bytes.length + Math.ceil(bytes.length / EXPANSION_MAX))
  }

  written(): Buffer {
    return this.#output.subarray(0, this.#filled)
  }

  /** Bytes as they are up to `until`, and then those of a match. `back` is 0 for the last one, which has no match. */
  sequence(until: number, back: number, length: number): void {
    const literals = until - this.#taken
    const match = back === 0 ? 0 : length - SHORTEST_MATCH
    this.#output[this.#filled] = (Math.min(literals, LENGTH_MORE) << 4) | Math.min(match, LENGTH_MORE)
    this.#filled += 1
    this.#more(literals)
    this.#bytes.copy(this.#output, this.#filled, this.#taken, until)
    this.#filled += literals
    this.#taken = until + length
    if (back === 0) return
    this.#output.writeUInt16LE(back, this.#filled)
    this.#filled += 2
    this.#more(match)
  }

  #more(length: number): void {
    for (let rest = length - LENGTH_MORE; rest >= 0; rest -= 255) {
      this.#output[this.#filled] = Math.min(rest, 255)
      this.#filled += 1
    }
  }
}
