import { compressLz4, decompressLz4 } from '../../compression/lz4.ts'
import { asStruct, bigOf, COLUMN, DamagedParquet, FILE, int32, listOf, numberOf, PAGE, PAGE_V2, TYPE_V2 } from './footer.ts'
import { writeRewrittenCopy } from './rewritten-copy.ts'
import type { ThriftStruct } from './thrift-compact.ts'

const CODEC = { lz4: 5n, lz4Raw: 7 } as const

/**
 * Writes a copy of a Parquet file in which what is compressed by LZ4 stands without the frames that Hadoop puts around it: as LZ4_RAW, which the engine reads.
 * @throws DamagedParquet
 */
export async function writeUnframedCopy(from: string, to: string, signal: AbortSignal): Promise<void> {
  const raw = {
    metadata: [[COLUMN.codec, int32(CODEC.lz4Raw)]] as const,
    page: (header: ThriftStruct, bytes: Buffer) => ({ header, bytes: unframedPage(header, bytes) }),
  }
  const rewriting = (footer: ThriftStruct) => ({
    schema: listOf(footer, FILE.schema).map(asStruct),
    chunk: (metadata: ThriftStruct) => (bigOf(metadata, COLUMN.codec) === CODEC.lz4 ? raw : undefined),
  })
  await writeRewrittenCopy(from, to, rewriting, signal)
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
