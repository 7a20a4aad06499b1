import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Transform } from 'node:stream'
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { RING_PIECE_BYTES } from '../../engine/ring.ts'
import { bzip2Blocks, DamagedBzip2 } from './compression/bzip2/read-bzip2.ts'
import { DamagedBlocks, hadoopBlocks } from './compression/hadoop-blocks.ts'
import { decompressLz4 } from './compression/lz4.ts'
import { decompressSnappy } from './compression/snappy.ts'

const CHUNK_BYTES = 1 << 18

/** What the ends of names say, as Spark takes them. */
const DECOMPRESSORS: Readonly<Record<string, () => Transform>> = lookup({
  gz: () => createGunzip({ chunkSize: CHUNK_BYTES }),
  deflate: () => createInflate({ chunkSize: CHUNK_BYTES }),
  zst: () => createZstdDecompress({ chunkSize: CHUNK_BYTES }),
})

/** The ones that are Causeway's own. */
const BLOCK_READERS: Readonly<Record<string, (bytes: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>>> = lookup({
  bz2: bzip2Blocks,
  lz4: (bytes: AsyncIterable<Buffer>) => hadoopBlocks(bytes, decompressLz4),
  snappy: (bytes: AsyncIterable<Buffer>) => hadoopBlocks(bytes, decompressSnappy),
})

/** Of these the bytes would be taken for text, as Spark takes them. */
const NOT_READ: ReadonlySet<string> = new Set(['xz', 'lzma', 'lzo', 'zip', '7z', 'rar'])

export interface ReadOptions {
  readonly signal: AbortSignal
  /** Told of the bytes as they are in the file. */
  readonly count?: (bytes: number) => void
  /** What was yielded is written over when the next piece is asked for: to make new places for all bytes of a file costs more than to read them. */
  readonly reusesMemory?: boolean
}

/**
 * The bytes of a file, decompressed as the end of its name says.
 * @throws CausewayError that names the file, when it is not compressed so, or cut off.
 */
export async function* readBytes(path: string, shown: string, options: ReadOptions): AsyncGenerator<Buffer> {
  const { signal, count } = options
  const [, end = ''] = /\.([a-z0-9]+)$/i.exec(path) ?? []
  const word = end.toLowerCase()
  if (NOT_READ.has(word))
    throw new CausewayError('not-supported', `${shown} is compressed or packed as its name says, .${end}, which is not read`, {
      hint: 'Put it there uncompressed, or as .gz, .bz2, .zst, .deflate, .snappy or .lz4.',
    })
  const readBlocks = BLOCK_READERS[word]
  if (readBlocks === undefined && DECOMPRESSORS[word] === undefined && options.reusesMemory === true) {
    yield* readInPlace(path, options)
    return
  }
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const unpack = DECOMPRESSORS[word]?.()
  const read = unpack === undefined ? file : file.pipe(unpack)
  file.on('error', (error) => read.destroy(error))
  let told = 0
  try {
    for await (const bytes of readBlocks === undefined ? read : readBlocks(file)) {
      signal.throwIfAborted()
      count?.(file.bytesRead - told)
      told = file.bytesRead
      yield bytes as Buffer
    }
  } catch (error) {
    if (!isOfCompression(error)) throw error
    throw new CausewayError(
      'invalid-parameter',
      `${shown} cannot be decompressed: it is damaged, cut off, or not compressed as its name says`,
      {
        hint: `Look at the file; its name ends with .${end}`,
        cause: error,
      },
    )
  } finally {
    file.destroy()
    unpack?.destroy()
  }
}

async function* readInPlace(path: string, { signal, count }: ReadOptions): AsyncGenerator<Buffer> {
  const place = Buffer.allocUnsafeSlow(RING_PIECE_BYTES)
  await using file = await open(path)
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead } = await file.read(place, 0, place.length, null)
    if (bytesRead === 0) return
    count?.(bytesRead)
    yield place.subarray(0, bytesRead)
  }
}

/** A reader of rows can throw into what is read here; that says nothing of the file. */
const isOfCompression = (error: unknown): boolean =>
  error instanceof DamagedBzip2 ||
  error instanceof DamagedBlocks ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^Z_|^ZSTD_/.test(error.code))
