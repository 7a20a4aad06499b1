/** set-filter-x64.s, assembled: filter-library.test.ts compares the two. The filter's length and the filter stand behind it. */
export const SET_FILTER_CODE = Buffer.from(
  [
    'bf26000000be0100000031d24531d24531c0b89d0000000f054885c0752c488d053b00000050ff352c000000bf01000000be010000004889e2b83d01',
    '00000f054883c4104885c07501c3bf47000000b8e70000000f056690',
  ].join(''),
  'hex',
)

// elf(5), for 64 bits and little-endian.
const HEADER_BYTES = 64
const SEGMENT_BYTES = 56
const SECTION_ENTRY_BYTES = 64
const SYMBOL_BYTES = 24
const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_GNU_STACK = 0x6474_e551
const EXECUTABLE = 1
const WRITABLE = 2
const READABLE = 4
const X86_64 = 62
const PAGE_BYTES = 4096
const DT_HASH = 4
const DT_STRTAB = 5
const DT_SYMTAB = 6
const DT_STRSZ = 10
const DT_SYMENT = 11
const DT_INIT = 12

/**
 * A library for x64 that sets this filter on the process that loads it (dlopen), on every thread of it, or ends it with exit code 71. It has no names in it, so node says that it is no
 * module of its: whether the filter is set, the kernel tells. To load a library that calls whatever C has takes ten milliseconds, this one a fraction of one.
 */
export function filterLibrary(filter: Uint8Array): Buffer {
  const hashAt = HEADER_BYTES + 4 * SEGMENT_BYTES
  const symbolsAt = hashAt + 16
  const textsAt = symbolsAt + SYMBOL_BYTES
  const codeAt = textsAt + 8
  const filterAt = codeAt + SET_FILTER_CODE.length + 8
  const end = filterAt + filter.length
  const dynamicAt = Math.ceil(end / PAGE_BYTES) * PAGE_BYTES
  const dynamic: readonly (readonly [tag: number, value: number])[] = [
    [DT_HASH, hashAt],
    [DT_SYMTAB, symbolsAt],
    [DT_SYMENT, SYMBOL_BYTES],
    [DT_STRTAB, textsAt],
    [DT_STRSZ, 1],
    [DT_INIT, codeAt],
    [0, 0],
  ]
  const image = Buffer.alloc(dynamicAt + dynamic.length * 16)
  image.write('7f454c46020101', 'hex')
  image.writeUInt16LE(3, 16) // ET_DYN: wherever it is put.
  image.writeUInt16LE(X86_64, 18)
  image.writeUInt32LE(1, 20)
  image.writeBigUInt64LE(BigInt(HEADER_BYTES), 32)
  image.writeUInt16LE(HEADER_BYTES, 52)
  image.writeUInt16LE(SEGMENT_BYTES, 54)
  image.writeUInt16LE(SECTION_ENTRY_BYTES, 58)
  const segments = [
    { type: PT_LOAD, flags: READABLE | EXECUTABLE, from: 0, bytes: end },
    { type: PT_LOAD, flags: READABLE | WRITABLE, from: dynamicAt, bytes: dynamic.length * 16 },
    { type: PT_DYNAMIC, flags: READABLE | WRITABLE, from: dynamicAt, bytes: dynamic.length * 16 },
    { type: PT_GNU_STACK, flags: READABLE | WRITABLE, from: 0, bytes: 0 },
  ]
  image.writeUInt16LE(segments.length, 56)
  for (const [index, { type, flags, from, bytes }] of segments.entries()) {
    const at = HEADER_BYTES + index * SEGMENT_BYTES
    image.writeUInt32LE(type, at)
    image.writeUInt32LE(flags, at + 4)
    for (const place of [8, 16, 24]) image.writeBigUInt64LE(BigInt(from), at + place)
    for (const place of [32, 40]) image.writeBigUInt64LE(BigInt(bytes), at + place)
    image.writeBigUInt64LE(BigInt(PAGE_BYTES), at + 48)
  }
  // One bucket, and in it the symbol that is none.
  image.writeUInt32LE(1, hashAt)
  image.writeUInt32LE(1, hashAt + 4)
  SET_FILTER_CODE.copy(image, codeAt)
  image.writeBigUInt64LE(BigInt(filter.length / 8), filterAt - 8)
  image.set(filter, filterAt)
  for (const [index, [tag, value]] of dynamic.entries()) {
    image.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16)
    image.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8)
  }
  return image
}
