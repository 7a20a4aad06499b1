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
  let at = 0
  let filled = 0
  const length = (first: number): number => {
    let sum = first
    if (first < LENGTH_MORE) return sum
    for (let byte = 255; byte === 255; sum += byte) {
      byte = bytes[at] ?? 0
      at += 1
    }
    return sum
  }
  while (at < bytes.length) {
    const token = bytes[at] ?? 0
    at += 1
    const literals = length(token >> 4)
    if (literals > bytes.length - at || literals > output.length - filled) return undefined
    bytes.copy(output, filled, at, at + literals)
    at += literals
    filled += literals
    // The last sequence has no match.
    if (at === bytes.length) return output.subarray(0, filled)
    if (at + 2 > bytes.length) return undefined
    const back = bytes.readUInt16LE(at)
    at += 2
    const match = length(token & 15) + SHORTEST_MATCH
    if (back === 0 || back > filled || match > output.length - filled || at > bytes.length) return undefined
    // What is copied may begin within what it makes: byte for byte.
    for (const end = filled + match; filled < end; filled += 1) output[filled] = output[filled - back] ?? 0
  }
  return undefined
}

/** No match begins in the last bytes of a block, and none goes up to its end: readers copy in steps. */
const LAST_MATCH_BYTES = 12
const LAST_LITERALS = 5

/** Compresses bytes into a block of LZ4's raw format, of at most 64 MiB. */
export function compressLz4(bytes: Buffer): Buffer {
  const output = Buffer.allocUnsafe(16 + bytes.length + Math.ceil(bytes.length / EXPANSION_MAX))
  let written = 0
  let filled = 0
  const more = (length: number): void => {
    for (let rest = length - LENGTH_MORE; rest >= 0; rest -= 255) {
      output[filled] = Math.min(rest, 255)
      filled += 1
    }
  }
  const sequence = (until: number, back: number, length: number): void => {
    const literals = until - written
    const match = back === 0 ? 0 : length - SHORTEST_MATCH
    output[filled] = (Math.min(literals, LENGTH_MORE) << 4) | Math.min(match, LENGTH_MORE)
    filled += 1
    more(literals)
    bytes.copy(output, filled, written, until)
    filled += literals
    written = until + length
    if (back === 0) return
    output.writeUInt16LE(back, filled)
    filled += 2
    more(match)
  }
  findMatches(bytes, { lastAt: bytes.length - LAST_MATCH_BYTES, end: bytes.length - LAST_LITERALS }, sequence)
  sequence(bytes.length, 0, 0)
  return output.subarray(0, filled)
}
