import { CausewayError } from '../../../../base/errors.ts'
import { DAMAGED_FILE } from './damaged-file.ts'
import type { DeletedRows } from './deleted-rows.ts'

const MAGIC = 1681511377
const NO_RUNS = 12346
const WITH_RUNS = 12347
const OFFSETS_FROM = 4
const ARRAY_MAX = 4096
const CONTAINER_ROWS = 65536

/**
 * Reads a set of rows as Delta Lake and Iceberg write it: a magic number, and a 64-bit Roaring bitmap in its portable form.
 * @returns how many rows it has. @throws CausewayError, with `shown`, for bytes that are none
 */
export function readDeletionVector(bytes: Buffer, deleted: DeletedRows, shown: string): number {
  const reader = new BytesReader(bytes, shown)
  if (reader.uint32() !== MAGIC) throw reader.damaged()
  const bitmaps = Number(reader.uint64())
  let rows = 0
  for (let index = 0; index < bitmaps; index += 1) {
    const first = reader.uint32() * 2 ** 32
    if (!Number.isSafeInteger(first + 2 ** 32)) throw reader.damaged()
    rows += readBitmap(reader, first, deleted)
  }
  if (!reader.isAtEnd) throw reader.damaged()
  return rows
}

function readBitmap(reader: BytesReader, first: number, deleted: DeletedRows): number {
  const cookie = reader.uint32()
  const hasRuns = (cookie & 0xffff) === WITH_RUNS
  if (!hasRuns && cookie !== NO_RUNS) throw reader.damaged()
  const count = hasRuns ? (cookie >>> 16) + 1 : reader.uint32()
  const isRun = hasRuns ? reader.take(Math.ceil(count / 8)) : undefined
  const header = reader.take(count * 4)
  if (!hasRuns || count >= OFFSETS_FROM) reader.take(count * 4)
  let rows = 0
  for (let index = 0; index < count; index += 1) {
    const start = first + header.readUInt16LE(index * 4) * CONTAINER_ROWS
    const size = header.readUInt16LE(index * 4 + 2) + 1
    if (isRun !== undefined && ((isRun[index >> 3] ?? 0) & (1 << (index & 7))) !== 0) rows += readRuns(reader, start, deleted)
    else rows += size <= ARRAY_MAX ? readArray(reader, start, size, deleted) : readBits(reader, start, deleted)
  }
  return rows
}

function readRuns(reader: BytesReader, start: number, deleted: DeletedRows): number {
  const runs = reader.take(reader.uint16() * 4)
  let rows = 0
  for (let at = 0; at < runs.length; at += 4) {
    const from = runs.readUInt16LE(at)
    const more = runs.readUInt16LE(at + 2)
    if (from + more >= CONTAINER_ROWS) throw reader.damaged()
    deleted.addRange(start + from, start + from + more)
    rows += more + 1
  }
  return rows
}

function readArray(reader: BytesReader, start: number, size: number, deleted: DeletedRows): number {
  const rows = reader.take(size * 2)
  for (let at = 0; at < rows.length; at += 2) deleted.add(start + rows.readUInt16LE(at))
  return size
}

function readBits(reader: BytesReader, start: number, deleted: DeletedRows): number {
  const bits = reader.take(CONTAINER_ROWS / 8)
  let rows = 0
  for (const [index, byte] of bits.entries()) {
    if (byte === 0xff) {
      deleted.addRange(start + index * 8, start + index * 8 + 7)
      rows += 8
      continue
    }
    for (let bit = 0; bit < 8; bit += 1) {
      if ((byte & (1 << bit)) === 0) continue
      deleted.add(start + index * 8 + bit)
      rows += 1
    }
  }
  return rows
}

class BytesReader {
  readonly #bytes: Buffer
  readonly #shown: string
  #at = 0

  constructor(bytes: Buffer, shown: string) {
    this.#bytes = bytes
    this.#shown = shown
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw this.damaged()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  uint16(): number {
    return this.take(2).readUInt16LE()
  }

  uint32(): number {
    return this.take(4).readUInt32LE()
  }

  uint64(): bigint {
    return this.take(8).readBigUInt64LE()
  }

  damaged(): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown}: the list of deleted rows is damaged, or cut off`, { hint: DAMAGED_FILE })
  }
}
