import {
  EXECUTABLE,
  HEADER_BYTES,
  PAGE_BYTES,
  PT_GNU_STACK,
  PT_LOAD,
  READABLE,
  SEGMENT_BYTES,
  type Segment,
  WRITABLE,
  writeElfHead,
} from '../../../../base/native/elf-head.ts'
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

const CODE_ADDRESS = 0x1000_0000
const POLLIN = 1

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
  const segments: readonly Segment[] = [
    { type: PT_LOAD, flags: READABLE | EXECUTABLE, offset: 0, address: CODE_ADDRESS, fileBytes: codeBytes, memoryBytes: codeBytes },
    { type: PT_LOAD, flags: READABLE | WRITABLE, offset: PAGE_BYTES, address: DATA, fileBytes: data.length, memoryBytes: DATA_BYTES },
    { type: PT_GNU_STACK, flags: READABLE | WRITABLE, offset: 0, address: 0, fileBytes: 0, memoryBytes: 0 },
  ]
  writeElfHead(image, { kind: 'program', entry: CODE_ADDRESS + codeOffset, segments })
  LAUNCHER_CODE.copy(image, codeOffset)
  data.copy(image, PAGE_BYTES)
  return image
}
