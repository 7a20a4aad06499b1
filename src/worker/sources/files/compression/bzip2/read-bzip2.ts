import { BLOCK, CODE_BITS_MAX, END, GROUP_SYMBOLS, RUN_A, RUN_B, SIGNATURE } from './bzip2-format.ts'
import { checksumOf, withBlock } from './checksum.ts'

/** Of a block, at its widest codes, with all that stands before it. */
const BLOCK_BYTES_MAX = 2_500_000

/**
 * Decompresses a whole bzip2 stream, or several one behind the other, into at most `bytesMax` bytes.
 * @returns undefined for bytes that are none, that fail their checksums, or would be more
 */
export function decompressBzip2(bytes: Buffer, bytesMax: number): Buffer | undefined {
  const bits = new BitReader()
  bits.add([bytes])
  const parts: Buffer[] = []
  const room = { left: bytesMax }
  try {
    do {
      for (const part of stream(bits, room)) {
        room.left -= part.length
        parts.push(part)
      }
    } while (bits.toNextByte() && bytes.length > 0)
  } catch (error) {
    if (error instanceof DamagedBzip2) return undefined
    throw error
  }
  return Buffer.concat(parts)
}

/**
 * The same block by block, of bytes that come piece by piece; of none there are none.
 * @throws DamagedBzip2
 */
export async function* bzip2Blocks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bits = new BitReader()
  const pieces = bytes[Symbol.asyncIterator]()
  let isEnd = false
  // Twice as much as is needed, so that what is left over is seldom moved.
  const fill = async (): Promise<void> => {
    if (isEnd || bits.left >= BLOCK_BYTES_MAX) return
    const more: Buffer[] = []
    for (let size = bits.left; size < 2 * BLOCK_BYTES_MAX && !isEnd; ) {
      const next = await pieces.next()
      isEnd = next.done === true
      if (next.done === true) break
      more.push(next.value)
      size += next.value.length
    }
    bits.add(more)
  }
  await fill()
  if (bits.left === 0) return
  do {
    const blocks = stream(bits, { left: Number.POSITIVE_INFINITY })
    for (let block = blocks.next(); block.done !== true; block = blocks.next()) {
      yield block.value
      await fill()
    }
  } while (bits.toNextByte())
}

export class DamagedBzip2 extends Error {}

/** @param room how many bytes there is room for, each time that a block is read */
function* stream(bits: BitReader, room: { readonly left: number }): Generator<Buffer> {
  for (const byte of SIGNATURE) if (bits.read(8) !== byte) throw new DamagedBzip2()
  const level = bits.read(8) - 0x30
  if (level < 1 || level > 9) throw new DamagedBzip2()
  let checksum = 0
  for (;;) {
    const magic = bits.read(24) * 2 ** 24 + bits.read(24)
    const expected = bits.read(16) * 2 ** 16 + bits.read(16)
    if (magic === END) {
      if (expected !== checksum) throw new DamagedBzip2()
      return
    }
    if (magic !== BLOCK) throw new DamagedBzip2()
    const part = readBlock(bits, level * 100_000, room.left)
    const found = checksumOf(part)
    if (found !== expected) throw new DamagedBzip2()
    checksum = withBlock(checksum, found)
    yield part
  }
}

function readBlock(bits: BitReader, symbolsMax: number, bytesMax: number): Buffer {
  if (bits.read(1) === 1) throw new DamagedBzip2()
  const origin = bits.read(24)
  const used = usedBytes(bits)
  const { selectors, tables } = readTables(bits, used.length + 2)
  const endOfBlock = used.length + 1
  const counts = new Int32Array(256)
  const block = new Int32Array(symbolsMax)
  let length = 0
  let run = 0
  let runBit = 1
  for (let read = 0; ; read += 1) {
    const table = tables[selectors[Math.floor(read / GROUP_SYMBOLS)] ?? -1]
    if (table === undefined) throw new DamagedBzip2()
    const symbol = table.read(bits)
    if (symbol === RUN_A || symbol === RUN_B) {
      run += runBit << symbol
      runBit <<= 1
      if (run > symbolsMax) throw new DamagedBzip2()
      continue
    }
    if (run > 0) {
      const byte = used[0] ?? 0
      if (length + run > symbolsMax) throw new DamagedBzip2()
      block.fill(byte, length, length + run)
      counts[byte] = (counts[byte] ?? 0) + run
      length += run
      run = 0
      runBit = 1
    }
    if (symbol === endOfBlock) break
    const [byte] = used.splice(symbol - 1, 1)
    if (byte === undefined || length >= symbolsMax) throw new DamagedBzip2()
    used.unshift(byte)
    block[length] = byte
    counts[byte] = (counts[byte] ?? 0) + 1
    length += 1
  }
  return withoutRuns(inOrder(block, length, counts, origin), bytesMax)
}

function usedBytes(bits: BitReader): number[] {
  const groups = bits.read(16)
  const used: number[] = []
  for (let group = 0; group < 16; group += 1) {
    if ((groups & (0x8000 >> group)) === 0) continue
    const members = bits.read(16)
    for (let member = 0; member < 16; member += 1) if ((members & (0x8000 >> member)) !== 0) used.push(group * 16 + member)
  }
  if (used.length === 0) throw new DamagedBzip2()
  return used
}

function readTables(bits: BitReader, symbols: number): { readonly selectors: readonly number[]; readonly tables: readonly CodeTable[] } {
  const tableCount = bits.read(3)
  const selectorCount = bits.read(15)
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw new DamagedBzip2()
  const order = Array.from({ length: tableCount }, (_, index) => index)
  const selectors: number[] = []
  for (let index = 0; index < selectorCount; index += 1) {
    let place = 0
    while (bits.read(1) === 1) place += 1
    const [table] = order.splice(place, 1)
    if (table === undefined) throw new DamagedBzip2()
    order.unshift(table)
    selectors.push(table)
  }
  const tables = Array.from({ length: tableCount }, () => new CodeTable(readLengths(bits, symbols)))
  return { selectors, tables }
}

function readLengths(bits: BitReader, symbols: number): readonly number[] {
  const lengths: number[] = []
  let length = bits.read(5)
  while (lengths.length < symbols) {
    if (length < 1 || length > CODE_BITS_MAX) throw new DamagedBzip2()
    if (bits.read(1) === 0) lengths.push(length)
    else length += bits.read(1) === 0 ? 1 : -1
  }
  return lengths
}

/** A canonical Huffman code: for each length the first code of it, and where its symbols begin. */
class CodeTable {
  readonly #symbols: readonly number[]
  readonly #counts = new Int32Array(CODE_BITS_MAX + 1)

  constructor(lengths: readonly number[]) {
    const symbols: number[] = []
    for (let bits = 1; bits <= CODE_BITS_MAX; bits += 1) {
      for (const [symbol, length] of lengths.entries()) {
        if (length !== bits) continue
        symbols.push(symbol)
        this.#counts[bits] = (this.#counts[bits] ?? 0) + 1
      }
    }
    this.#symbols = symbols
  }

  read(bits: BitReader): number {
    let code = 0
    let first = 0
    let before = 0
    for (let length = 1; length <= CODE_BITS_MAX; length += 1) {
      code = (code << 1) | bits.read(1)
      const count = this.#counts[length] ?? 0
      if (code - first < count) {
        const symbol = this.#symbols[before + code - first]
        if (symbol === undefined) throw new DamagedBzip2()
        return symbol
      }
      first = (first + count) << 1
      before += count
    }
    throw new DamagedBzip2()
  }
}

/** Undoes the Burrows-Wheeler transform. */
function inOrder(block: Int32Array, length: number, counts: Int32Array, origin: number): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  if (origin >= length) throw new DamagedBzip2()
  const next = new Int32Array(length)
  const starts = new Int32Array(256)
  let sum = 0
  for (let byte = 0; byte < 256; byte += 1) {
    starts[byte] = sum
    sum += counts[byte] ?? 0
  }
  for (let index = 0; index < length; index += 1) {
    const byte = block[index] ?? 0
    const place = starts[byte] ?? 0
    next[place] = index
    starts[byte] = place + 1
  }
  const output = new Uint8Array(length)
  let at = next[origin] ?? 0
  for (let index = 0; index < length; index += 1) {
    output[index] = block[at] ?? 0
    at = next[at] ?? 0
  }
  return output
}

/** Four equal bytes are followed by how many more of them there are. No function stands in the loops, here and below: see base/steady-compiler.ts. */
function withoutRuns(bytes: Uint8Array, bytesMax: number): Buffer {
  const size = lengthWithoutRuns(bytes)
  if (size > bytesMax) throw new DamagedBzip2()
  const output = Buffer.alloc(size)
  let filled = 0
  let same = 0
  let last = -1
  for (const byte of bytes) {
    if (same === 4) {
      output.fill(last, filled, filled + byte)
      filled += byte
      same = 0
      last = -1
      continue
    }
    same = byte === last ? same + 1 : 1
    last = byte
    output[filled] = byte
    filled += 1
  }
  return output
}

function lengthWithoutRuns(bytes: Uint8Array): number {
  let length = 0
  let same = 0
  let last = -1
  for (const byte of bytes) {
    if (same === 4) {
      length += byte
      same = 0
      last = -1
      continue
    }
    same = byte === last ? same + 1 : 1
    last = byte
    length += 1
  }
  return length
}

class BitReader {
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #held = 0
  #bits = 0

  /** Whole bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  add(pieces: readonly Buffer[]): void {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), ...pieces])
    this.#at = 0
  }

  /** Up to 24 bits, the highest first. */
  read(count: number): number {
    while (this.#bits < count) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw new DamagedBzip2()
      this.#at += 1
      this.#held = ((this.#held & 0xffffff) << 8) | byte
      this.#bits += 8
    }
    this.#bits -= count
    return (this.#held >>> this.#bits) & ((1 << count) - 1)
  }

  /** Leaves out what is left of a byte. False: nothing follows. */
  toNextByte(): boolean {
    this.#bits -= this.#bits % 8
    return this.#at < this.#bytes.length || this.#bits > 0
  }
}
