const CHECKSUMS = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value
})

/** Of a block's own bytes, the highest bit first. */
export function checksumOf(bytes: Uint8Array): number {
  let value = -1
  for (const byte of bytes) value = (value << 8) ^ (CHECKSUMS[((value >>> 24) ^ byte) & 0xff] ?? 0)
  return ~value >>> 0
}

/** Of a whole stream, of which another block follows. */
export const withBlock = (stream: number, block: number): number => (((stream << 1) | (stream >>> 31)) ^ block) >>> 0
