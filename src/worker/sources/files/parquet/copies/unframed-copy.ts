import { type FileHandle, open } from 'node:fs/promises'
import { compressLz4, decompressLz4 } from '../../compression/lz4.ts'
import {
  asStruct,
  bigOf,
  CHUNK,
  COLUMN,
  DamagedParquet,
  FILE,
  footerBytes,
  int64,
  listOf,
  MAGIC,
  numberOf,
  ROW_GROUP,
  readTail,
  withFields,
} from './footer.ts'
import { DamagedThrift, readStruct, type ThriftStruct, type ThriftValue, writeStruct } from './thrift-compact.ts'

/** Of a column in a row group, which is held in memory. */
const CHUNK_BYTES_MAX = 1 << 30
const COPY_BYTES = 4 << 20

const CODEC = { lz4: 5n, lz4Raw: 7n } as const
const PAGE = { type: 1, bytes: 2, compressedBytes: 3, checksum: 4, dataV2: 8 } as const
const PAGE_V2 = { definitionBytes: 5, repetitionBytes: 6, isCompressed: 7 } as const
const TYPE_V2 = 3n

/**
 * Writes a copy of a Parquet file in which what is compressed by LZ4 stands without the frames that Hadoop puts around it: as LZ4_RAW, which the engine reads.
 * @throws DamagedParquet
 */
export async function writeUnframedCopy(from: string, to: string, signal: AbortSignal): Promise<void> {
  const file = await open(from)
  try {
    const copy = await open(to, 'wx')
    try {
      await new Copying(file, copy, signal).run((await file.stat()).size)
    } finally {
      await copy.close()
    }
  } catch (error) {
    throw error instanceof DamagedThrift ? new DamagedParquet(error.message) : error
  } finally {
    await file.close()
  }
}

class Copying {
  readonly #file: FileHandle
  readonly #copy: FileHandle
  readonly #signal: AbortSignal
  #written = 0

  constructor(file: FileHandle, copy: FileHandle, signal: AbortSignal) {
    this.#file = file
    this.#copy = copy
    this.#signal = signal
  }

  async run(size: number): Promise<void> {
    const struct = await readTail(size, (start, length) => this.#read(start, length))
    await this.#write(MAGIC)
    const groups: ThriftValue[] = []
    for (const group of listOf(struct, FILE.rowGroups)) groups.push(await this.#rowGroup(asStruct(group)))
    await this.#write(footerBytes(withFields(struct, [[FILE.rowGroups, { kind: 'list', elementType: 12, values: groups }]])))
  }

  async #rowGroup(group: ThriftStruct): Promise<ThriftStruct> {
    const start = this.#written
    const chunks: ThriftValue[] = []
    for (const chunk of listOf(group, ROW_GROUP.columns)) chunks.push(await this.#chunk(asStruct(chunk)))
    return withFields(group, [
      [ROW_GROUP.columns, { kind: 'list', elementType: 12, values: chunks }],
      [ROW_GROUP.fileOffset, group.fields.has(ROW_GROUP.fileOffset) ? int64(start) : undefined],
      [ROW_GROUP.compressedBytes, group.fields.has(ROW_GROUP.compressedBytes) ? int64(this.#written - start) : undefined],
    ])
  }

  async #chunk(chunk: ThriftStruct): Promise<ThriftStruct> {
    const found = chunk.fields.get(CHUNK.metadata)
    if (found === undefined) throw new DamagedParquet('a column has no metadata')
    const metadata = asStruct(found)
    const data = numberOf(metadata, COLUMN.dataPage)
    const dictionary = metadata.fields.has(COLUMN.dictionaryPage) ? numberOf(metadata, COLUMN.dictionaryPage) : 0
    const start = dictionary > 0 ? Math.min(dictionary, data) : data
    const length = numberOf(metadata, COLUMN.compressedBytes)
    const at = this.#written
    const isFramed = bigOf(metadata, COLUMN.codec) === CODEC.lz4
    const moved = isFramed ? await this.#pages(start, length) : await this.#bytes(start, length)
    const placeOf = (offset: number): ThriftValue => int64(moved.get(offset) ?? at + offset - start)
    const copied = withFields(metadata, [
      [COLUMN.codec, isFramed ? { kind: 'number', type: 5, value: CODEC.lz4Raw } : metadata.fields.get(COLUMN.codec)],
      [COLUMN.compressedBytes, int64(this.#written - at)],
      [COLUMN.dataPage, placeOf(data)],
      [COLUMN.dictionaryPage, dictionary > 0 ? placeOf(dictionary) : undefined],
      [COLUMN.indexPage, undefined],
      ...COLUMN.bloomFilter.map((id) => [id, undefined] as const),
    ])
    return withFields(chunk, [
      [CHUNK.fileOffset, int64(at)],
      [CHUNK.metadata, copied],
      ...CHUNK.indexes.map((id) => [id, undefined] as const),
    ])
  }

  async #bytes(start: number, length: number): Promise<ReadonlyMap<number, number>> {
    for (let at = 0; at < length; at += COPY_BYTES) await this.#write(await this.#read(start + at, Math.min(COPY_BYTES, length - at)))
    return new Map()
  }

  /** Answers with where each page stands now, by where it stood. */
  async #pages(start: number, length: number): Promise<ReadonlyMap<number, number>> {
    if (length > CHUNK_BYTES_MAX) throw new DamagedParquet('a column is longer than 1 GiB')
    const bytes = await this.#read(start, length)
    const moved = new Map<number, number>()
    for (let at = 0; at < length; ) {
      moved.set(start + at, this.#written)
      const { struct: header, end } = readStruct(bytes, at)
      const pageEnd = end + numberOf(header, PAGE.compressedBytes)
      if (pageEnd > length) throw new DamagedParquet('a page is cut off')
      const page = unframedPage(header, bytes.subarray(end, pageEnd))
      const written = withFields(header, [
        [PAGE.compressedBytes, { kind: 'number', type: 5, value: BigInt(page.length) }],
        [PAGE.checksum, undefined],
      ])
      await this.#write(writeStruct(written))
      await this.#write(page)
      at = pageEnd
    }
    return moved
  }

  async #read(start: number, length: number): Promise<Buffer> {
    this.#signal.throwIfAborted()
    if (start < 0 || length < 0) throw new DamagedParquet('a part of it stands outside of the file')
    const bytes = Buffer.allocUnsafe(length)
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, start + filled)
      if (bytesRead === 0) throw new DamagedParquet('it is cut off')
      filled += bytesRead
    }
    return bytes
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#copy.writeFile(bytes)
    this.#written += bytes.length
  }
}

function unframedPage(header: ThriftStruct, page: Buffer): Buffer {
  const bytes = numberOf(header, PAGE.bytes)
  if (bigOf(header, PAGE.type) !== TYPE_V2) return unframed(page, bytes)
  const of = asStruct(header.fields.get(PAGE.dataV2))
  const isCompressed = of.fields.get(PAGE_V2.isCompressed)
  if (isCompressed?.kind === 'boolean' && !isCompressed.value) return page
  const levels = numberOf(of, PAGE_V2.definitionBytes) + numberOf(of, PAGE_V2.repetitionBytes)
  return Buffer.concat([page.subarray(0, levels), unframed(page.subarray(levels), bytes - levels)])
}

/** What is between frames, as one block. Some programs wrote no frames under this name. */
export function unframed(bytes: Buffer, length: number): Buffer {
  const pieces = piecesOf(bytes, length)
  if (pieces === undefined) {
    if (decompressLz4(bytes, length)?.length !== length) throw new DamagedParquet('a page cannot be decompressed')
    return bytes
  }
  return pieces.length === 1 && pieces[0] !== undefined
    ? pieces[0]
    : compressLz4(Buffer.concat(pieces.map((piece) => decompressLz4(piece, length) ?? piece)))
}

/** Undefined: it is not of frames that make so many bytes. */
function piecesOf(bytes: Buffer, length: number): readonly Buffer[] | undefined {
  const pieces: Buffer[] = []
  let made = 0
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined
    let left = bytes.readUInt32BE(at)
    at += 4
    while (left > 0) {
      if (at + 4 > bytes.length) return undefined
      const end = at + 4 + bytes.readUInt32BE(at)
      if (end > bytes.length) return undefined
      const piece = bytes.subarray(at + 4, end)
      const size = decompressLz4(piece, left)?.length ?? 0
      if (size === 0) return undefined
      pieces.push(piece)
      left -= size
      made += size
      at = end
    }
  }
  return made === length ? pieces : undefined
}
