/** elf(5), for 64 bits and little-endian, of programs and libraries that are made here byte by byte: what stands at their beginning. */
export const HEADER_BYTES = 64
export const SEGMENT_BYTES = 56
export const PAGE_BYTES = 4096
export const PT_LOAD = 1
export const PT_DYNAMIC = 2
export const PT_GNU_STACK = 0x6474_e551
export const EXECUTABLE = 1
export const WRITABLE = 2
export const READABLE = 4
const X86_64 = 62
/** 2: its code has its addresses in it. 3: it is put anywhere. */
const TYPES = { program: 2, library: 3 } as const

export interface Segment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly fileBytes: number
  readonly memoryBytes: number
}

/** @param entry the address at which a program begins */
export function writeElfHead(
  image: Buffer,
  { kind, entry = 0, segments }: { readonly kind: keyof typeof TYPES; readonly entry?: number; readonly segments: readonly Segment[] },
): void {
  image.write('7f454c46020101', 'hex')
  image.writeUInt16LE(TYPES[kind], 16)
  image.writeUInt16LE(X86_64, 18)
  image.writeUInt32LE(1, 20)
  image.writeBigUInt64LE(BigInt(entry), 24)
  image.writeBigUInt64LE(BigInt(HEADER_BYTES), 32)
  image.writeUInt16LE(HEADER_BYTES, 52)
  image.writeUInt16LE(SEGMENT_BYTES, 54)
  image.writeUInt16LE(segments.length, 56)
  for (const [index, { type, flags, offset, address, fileBytes, memoryBytes }] of segments.entries()) {
    const at = HEADER_BYTES + index * SEGMENT_BYTES
    image.writeUInt32LE(type, at)
    image.writeUInt32LE(flags, at + 4)
    for (const [place, value] of [offset, address, address, fileBytes, memoryBytes, PAGE_BYTES].entries())
      image.writeBigUInt64LE(BigInt(value), at + 8 + 8 * place)
  }
}
