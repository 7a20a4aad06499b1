import { findMatches } from './block-matches.ts'

/**
 * Decompresses a block of Snappy's raw format into at most `bytesMax` bytes.
 * @returns undefined for bytes that are none, or would be more
 */
export function decompressSnappy(bytes: Buffer, bytesMax: number): Buffer | undefined {
  let length = 0
  let at = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at]
    if (byte === undefined || shift > 28) return undefined
    at += 1
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (length > bytesMax) return undefined
  const output = Buffer.alloc(length)
  let filled = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const element = tag & 3
    if (element === 0) {
      const extra = Math.max(0, (tag >> 2) - 59)
      if (at + 1 + extra > bytes.length) return undefined
      const size = (extra === 0 ? tag >> 2 : bytes.readUIntLE(at + 1, extra)) + 1
      at += 1 + extra
      if (size > bytes.length - at || size > length - filled) return undefined
      bytes.copy(output, filled, at, at + size)
      at += size
      filled += size
      continue
    }
    const extra = element === 3 ? 4 : element
    if (at + 1 + extra > bytes.length) return undefined
    const size = element === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const back = element === 1 ? ((tag >> 5) << 8) | (bytes[at + 1] ?? 0) : bytes.readUIntLE(at + 1, extra)
    at += 1 + extra
    if (back === 0 || back > filled || size > length - filled) return undefined
    // What is copied may begin within what it makes: byte for byte.
    for (const end = filled + size; filled < end; filled += 1) output[filled] = output[filled - back] ?? 0
  }
  return filled === length ? output : undefined
}

const COPY_MAX = 64
/** Of a match of 4 bytes and more none is left that is shorter than 4. */
const SHORTEST_COPY = 4

/** Compresses bytes into a block of Snappy's raw format, of at most 64 MiB. */
export function compressSnappy(bytes: Buffer): Buffer {
  const block = new SnappyBlock(bytes)
  findMatches(bytes, { lastAt: bytes.length, end: bytes.length }, (at, back, length) => {
    block.literal(at)
    block.match(back, length)
  })
  block.literal(bytes.length)
  return block.written()
}

class SnappyBlock {
  readonly #bytes: Buffer
  readonly #output: Buffer
  #taken = 0
  #filled = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#output = Buffer.allocUnsafe(32 + bytes.length + Math.ceil(bytes.length / 6))
    for (let rest = bytes.length; ; rest >>>= 7) {
      this.#output[this.#filled] = rest < 0x80 ? rest : (rest & 0x7f) | 0x80
      this.#filled += 1
      if (rest < 0x80) break
    }
  }

  written(): Buffer {
    return this.#output.subarray(0, this.#filled)
  }

  /** Bytes as they are, up to `until`. */
  literal(until: number): void {
    const size = until - this.#taken
    if (size === 0) return
    const last = size - 1
    const extra = last < 60 ? 0 : last < 1 << 8 ? 1 : last < 1 << 16 ? 2 : last < 1 << 24 ? 3 : 4
    this.#output[this.#filled] = (extra === 0 ? last : 59 + extra) << 2
    if (extra > 0) this.#output.writeUIntLE(last, this.#filled + 1, extra)
    this.#filled += 1 + extra
    this.#bytes.copy(this.#output, this.#filled, this.#taken, until)
    this.#filled += size
    this.#taken = until
  }

  match(back: number, length: number): void {
    for (let left = length; left > 0; ) {
      const size = left <= COPY_MAX ? left : Math.min(COPY_MAX, left - SHORTEST_COPY)
      this.#output[this.#filled] = ((size - 1) << 2) | 2
      this.#output.writeUInt16LE(back, this.#filled + 1)
      this.#filled += 3
      left -= size
    }
    this.#taken += length
  }
}
