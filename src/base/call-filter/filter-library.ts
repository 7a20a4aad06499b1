import {
  EXECUTABLE,
  HEADER_BYTES,
  PAGE_BYTES,
  PT_DYNAMIC,
  PT_GNU_STACK,
  PT_LOAD,
  READABLE,
  SEGMENT_BYTES,
  type Segment,
  WRITABLE,
  writeElfHead,
} from '../native/elf-head.ts'

/** set-filter-x64.s, assembled: filter-library.test.ts compares the two. The filter's length and the filter stand behind it. */
export const SET_FILTER_CODE = Buffer.from(
  [
    'bf26000000be0100000031d24531d24531c0b89d0000000f054885c0752c488d053b00000050ff352c000000bf01000000be010000004889e2b83d01',
    '00000f054883c4104885c07501c3bf47000000b8e70000000f056690',
  ].join(''),
  'hex',
)

const SECTION_ENTRY_BYTES = 64
const SYMBOL_BYTES = 24
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
  const at = (type: number, flags: number, from: number, bytes: number): Segment => ({
    type,
    flags,
    offset: from,
    address: from,
    fileBytes: bytes,
    memoryBytes: bytes,
  })
  const segments = [
    at(PT_LOAD, READABLE | EXECUTABLE, 0, end),
    at(PT_LOAD, READABLE | WRITABLE, dynamicAt, dynamic.length * 16),
    at(PT_DYNAMIC, READABLE | WRITABLE, dynamicAt, dynamic.length * 16),
    at(PT_GNU_STACK, READABLE | WRITABLE, 0, 0),
  ]
  writeElfHead(image, { kind: 'library', segments })
  image.writeUInt16LE(SECTION_ENTRY_BYTES, 58)
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
