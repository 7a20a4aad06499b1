import { type FileHandle, open } from 'node:fs/promises'
import {
  asStruct,
  CHUNK,
  COLUMN,
  DamagedParquet,
  FILE,
  footerBytes,
  int32,
  int64,
  listOf,
  MAGIC,
  numberOf,
  PAGE,
  ROW_GROUP,
  readTail,
  structs,
  withFields,
} from './footer.ts'
import { DamagedThrift, readStruct, type ThriftStruct, type ThriftValue, writeStruct } from './thrift-compact.ts'

/** Of a column in a row group, which is held in memory. */
const CHUNK_BYTES_MAX = 1 << 30
const COPY_BYTES = 4 << 20

/** How a column of a row group is written in a copy. */
export interface ChunkRewriting {
  /** Of what is said of the column. */
  readonly metadata: readonly (readonly [number, ThriftValue | undefined])[]
  page(header: ThriftStruct, bytes: Buffer): RewrittenPage
}

interface RewrittenPage {
  readonly header: ThriftStruct
  readonly bytes: Buffer
}

export interface Rewriting {
  readonly schema: readonly ThriftStruct[]
  /** `leaf`: the number of the column among those that hold values. Undefined: it is copied as it stands. */
  chunk(metadata: ThriftStruct, leaf: number): ChunkRewriting | undefined
}

/**
 * Writes a copy of a Parquet file some of whose columns are written otherwise.
 * @throws DamagedParquet
 */
export async function writeRewrittenCopy(
  from: string,
  to: string,
  rewriting: (footer: ThriftStruct) => Rewriting,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(from)
  try {
    const copy = await open(to, 'wx')
    try {
      await new Copying(file, copy, signal).run((await file.stat()).size, rewriting)
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

  async run(size: number, rewritingOf: (footer: ThriftStruct) => Rewriting): Promise<void> {
    const footer = await readTail(size, (start, length) => this.#read(start, length))
    const rewriting = rewritingOf(footer)
    await this.#write(MAGIC)
    const groups: ThriftValue[] = []
    for (const group of listOf(footer, FILE.rowGroups)) groups.push(await this.#rowGroup(asStruct(group), rewriting))
    await this.#write(
      footerBytes(
        withFields(footer, [
          [FILE.schema, structs(rewriting.schema)],
          [FILE.rowGroups, structs(groups)],
        ]),
      ),
    )
  }

  async #rowGroup(group: ThriftStruct, rewriting: Rewriting): Promise<ThriftStruct> {
    const start = this.#written
    const chunks: ThriftValue[] = []
    for (const chunk of listOf(group, ROW_GROUP.columns)) chunks.push(await this.#chunk(asStruct(chunk), chunks.length, rewriting))
    return withFields(group, [
      [ROW_GROUP.columns, structs(chunks)],
      [ROW_GROUP.fileOffset, group.fields.has(ROW_GROUP.fileOffset) ? int64(start) : undefined],
      [ROW_GROUP.compressedBytes, group.fields.has(ROW_GROUP.compressedBytes) ? int64(this.#written - start) : undefined],
    ])
  }

  async #chunk(chunk: ThriftStruct, leaf: number, rewriting: Rewriting): Promise<ThriftStruct> {
    const found = chunk.fields.get(CHUNK.metadata)
    if (found === undefined) throw new DamagedParquet('a column has no metadata')
    const metadata = asStruct(found)
    const data = numberOf(metadata, COLUMN.dataPage)
    const dictionary = metadata.fields.has(COLUMN.dictionaryPage) ? numberOf(metadata, COLUMN.dictionaryPage) : 0
    const start = dictionary > 0 ? Math.min(dictionary, data) : data
    const length = numberOf(metadata, COLUMN.compressedBytes)
    const at = this.#written
    const rewritten = rewriting.chunk(metadata, leaf)
    const moved = rewritten === undefined ? await this.#bytes(start, length) : await this.#pages(start, length, rewritten)
    const placeOf = (offset: number): ThriftValue => int64(moved.get(offset) ?? at + offset - start)
    const copied = withFields(metadata, [
      ...(rewritten?.metadata ?? []),
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
  async #pages(start: number, length: number, { page }: ChunkRewriting): Promise<ReadonlyMap<number, number>> {
    if (length > CHUNK_BYTES_MAX) throw new DamagedParquet('a column is longer than 1 GiB')
    const bytes = await this.#read(start, length)
    const moved = new Map<number, number>()
    for (let at = 0; at < length; ) {
      moved.set(start + at, this.#written)
      const { struct: header, end } = readStruct(bytes, at)
      const pageEnd = end + numberOf(header, PAGE.compressedBytes)
      if (pageEnd > length) throw new DamagedParquet('a page is cut off')
      const rewritten = page(header, bytes.subarray(end, pageEnd))
      const written = withFields(rewritten.header, [
        [PAGE.compressedBytes, int32(rewritten.bytes.length)],
        [PAGE.checksum, undefined],
      ])
      await this.#write(writeStruct(written))
      await this.#write(rewritten.bytes)
      at = pageEnd
    }
    return moved
  }

  async #read(start: number, length: number): Promise<Buffer> {
    this.#signal.throwIfAborted()
    return await readExactly(this.#file, start, length)
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#copy.writeFile(bytes)
    this.#written += bytes.length
  }
}

/** @throws DamagedParquet where the file is shorter */
export async function readExactly(file: FileHandle, start: number, length: number): Promise<Buffer> {
  if (start < 0 || length < 0) throw new DamagedParquet('a part of it stands outside of the file')
  const bytes = Buffer.allocUnsafe(length)
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled)
    if (bytesRead === 0) throw new DamagedParquet('it is cut off')
    filled += bytesRead
  }
  return bytes
}
