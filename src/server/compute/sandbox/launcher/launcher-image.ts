import { DATA, DATA_BYTES, POLL_OFFSET } from './call-program.ts'

/** launcher-x64.s, assembled: launcher-image.test.ts compares the two. */
export const LAUNCHER_CODE = Buffer.from(
  [
    '488d4424104889042500000020488b0c24488d44cc104889042508000020bf20000020be0200000031d24531d2b80f0100000f05bf05000000be1000',
    '0020ba0800000041ba400000004531c04531c9b82d0000000f054883f8080f85b4000000bf05000000be30000020488b14251000002041ba00010000',
    'b82d0000000f05483b0425100000200f85ca00000041bc30000020498b04244883f8ff74814883f8fe74714d8b6c2438498b7c240841f6c501740348',
    '8b3f498b74241041f6c5027403488b36498b54241841f6c5047403488b124d8b54242041f6c50874034d8b124d8b4424284d8b4c24300f0549894424',
    '504885c07809740f4d03642440eb0849837c24480075064983c458eb86418b7c2448eb4848c7c7ffffffffbe1800002031d24531d2b83d0000000f05',
    '4885c078260fb63c25190000208b1c251800002083e37f7417b8270000000f0589c789deb83e0000000f05bf46000000b8e70000000f05',
  ].join(''),
  'hex',
)

// elf(5), for 64 bits and little-endian.
const HEADER_BYTES = 64
const SEGMENT_BYTES = 56
const PT_LOAD = 1
const PT_GNU_STACK = 0x6474_e551
const EXECUTABLE = 1
const WRITABLE = 2
const READABLE = 4
const X86_64 = 62

const CODE_ADDRESS = 0x1000_0000
const PAGE_BYTES = 4096
const POLLIN = 1

interface Segment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly fileBytes: number
  readonly memoryBytes: number
}

/** A program file of nothing but this code and its memory: no library, no interpreter, no table of names. */
export function launcherImage(control: number): Buffer {
  const codeOffset = HEADER_BYTES + 3 * SEGMENT_BYTES
  // What it waits for: its control, and its child, which there is none of yet.
  const data = Buffer.alloc(POLL_OFFSET + 16)
  data.writeInt32LE(control, POLL_OFFSET)
  data.writeInt16LE(POLLIN, POLL_OFFSET + 4)
  data.writeInt32LE(-1, POLL_OFFSET + 8)
  data.writeInt16LE(POLLIN, POLL_OFFSET + 12)
  const codeBytes = codeOffset + LAUNCHER_CODE.length
  const image = Buffer.alloc(PAGE_BYTES + data.length)
  image.write('7f454c46020101', 'hex')
  image.writeUInt16LE(2, 16) // ET_EXEC: the code has its addresses in it.
  image.writeUInt16LE(X86_64, 18)
  image.writeUInt32LE(1, 20)
  image.writeBigUInt64LE(BigInt(CODE_ADDRESS + codeOffset), 24)
  image.writeBigUInt64LE(BigInt(HEADER_BYTES), 32)
  image.writeUInt16LE(HEADER_BYTES, 52)
  image.writeUInt16LE(SEGMENT_BYTES, 54)
  const segments: readonly Segment[] = [
    { type: PT_LOAD, flags: READABLE | EXECUTABLE, offset: 0, address: CODE_ADDRESS, fileBytes: codeBytes, memoryBytes: codeBytes },
    { type: PT_LOAD, flags: READABLE | WRITABLE, offset: PAGE_BYTES, address: DATA, fileBytes: data.length, memoryBytes: DATA_BYTES },
    { type: PT_GNU_STACK, flags: READABLE | WRITABLE, offset: 0, address: 0, fileBytes: 0, memoryBytes: 0 },
  ]
  image.writeUInt16LE(segments.length, 56)
  for (const [index, { type, flags, offset, address, fileBytes, memoryBytes }] of segments.entries()) {
    const at = HEADER_BYTES + index * SEGMENT_BYTES
    image.writeUInt32LE(type, at)
    image.writeUInt32LE(flags, at + 4)
    image.writeBigUInt64LE(BigInt(offset), at + 8)
    image.writeBigUInt64LE(BigInt(address), at + 16)
    image.writeBigUInt64LE(BigInt(address), at + 24)
    image.writeBigUInt64LE(BigInt(fileBytes), at + 32)
    image.writeBigUInt64LE(BigInt(memoryBytes), at + 40)
    image.writeBigUInt64LE(BigInt(PAGE_BYTES), at + 48)
  }
  LAUNCHER_CODE.copy(image, codeOffset)
  data.copy(image, PAGE_BYTES)
  return image
}
