import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { decompressLz4 } from '../../compression/lz4.ts'
import { decompressSnappy } from '../../compression/snappy.ts'
import { asStruct, bigOf, DamagedParquet, numberOf, PAGE, PAGE_V2, TYPE_V2 } from '../copies/footer.ts'
import type { ThriftStruct } from '../copies/thrift-compact.ts'
import type { Int96Column } from './int96-columns.ts'

export const VALUE_BYTES = 12
/** Writers make some of a megabyte; a larger one would take the memory of a small queue. */
const PAGE_BYTES_MAX = 128 << 20
const TYPE = { data: 0n, dictionary: 2n } as const
const PLAIN = 0n
/** Numbers of values of the dictionary; of a dictionary itself, an older word for values as they are. */
const OF_DICTIONARY = [2n, 8n]
const LEVELS_BIT_PACKED = 4n

/** Whether timestamps stand in the page, or none: numbers of those of a dictionary, or an index. @throws DamagedParquet for one that is written in a way that no writer has */
export function hasValues(header: ThriftStruct): boolean {
  const type = bigOf(header, PAGE.type)
  if (type === TYPE.dictionary) return true
  if (type !== TYPE.data && type !== TYPE_V2) return false
  const encoding = type === TYPE_V2 ? bigOf(asStruct(header.fields.get(PAGE.dataV2)), 4) : bigOf(asStruct(header.fields.get(PAGE.data)), 2)
  if (OF_DICTIONARY.includes(encoding)) return false
  if (encoding === PLAIN) return true
  throw new DamagedParquet(`its timestamps are of the encoding ${encoding}`)
}

/** A page, decompressed: what stands before its values, and these. @throws DamagedParquet */
export function openPage(
  header: ThriftStruct,
  bytes: Buffer,
  codec: bigint,
  column: Int96Column,
): { readonly levels: Buffer; readonly values: Buffer } {
  const size = numberOf(header, PAGE.bytes)
  if (size > PAGE_BYTES_MAX) throw new DamagedParquet('a page is larger than 128 MiB')
  const type = bigOf(header, PAGE.type)
  if (type === TYPE_V2) {
    const of = asStruct(header.fields.get(PAGE.dataV2))
    const isCompressed = of.fields.get(PAGE_V2.isCompressed)
    const end = numberOf(of, PAGE_V2.definitionBytes) + numberOf(of, PAGE_V2.repetitionBytes)
    const values = bytes.subarray(end)
    const isPlain = isCompressed?.kind === 'boolean' && !isCompressed.value
    return { levels: bytes.subarray(0, end), values: isPlain ? values : decompressed(values, size - end, codec) }
  }
  const page = decompressed(bytes, size, codec)
  const end = type === TYPE.data ? levelsEnd(page, asStruct(header.fields.get(PAGE.data)), column) : 0
  if (end > page.length) throw new DamagedParquet('a page is cut off')
  return { levels: page.subarray(0, end), values: page.subarray(end) }
}

function levelsEnd(page: Buffer, of: ThriftStruct, { repetitions, definitions }: Int96Column): number {
  let at = 0
  for (const [max, encoding] of [
    [repetitions, 4],
    [definitions, 3],
  ] as const) {
    if (max === 0) continue
    if (bigOf(of, encoding) === LEVELS_BIT_PACKED) {
      at += Math.ceil((numberOf(of, 1) * (32 - Math.clz32(max))) / 8)
      continue
    }
    if (at + 4 > page.length) throw new DamagedParquet('a page is cut off')
    at += 4 + page.readUInt32LE(at)
  }
  return at
}

function decompressed(bytes: Buffer, size: number, codec: bigint): Buffer {
  const page = byCodec(bytes, size, codec)
  if (page?.length !== size) throw new DamagedParquet('a page cannot be decompressed')
  return page
}

function byCodec(bytes: Buffer, size: number, codec: bigint): Buffer | undefined {
  if (codec === 0n) return bytes
  if (size === 0) return Buffer.alloc(0)
  const most = { maxOutputLength: size }
  try {
    switch (codec) {
      case 1n:
        return decompressSnappy(bytes, size)
      case 2n:
        return gunzipSync(bytes, most)
      case 4n:
        return brotliDecompressSync(bytes, most)
      case 6n:
        return zstdDecompressSync(bytes, most)
      case 7n:
        return decompressLz4(bytes, size)
      default:
        return undefined
    }
  } catch (error) {
    throw new DamagedParquet('a page cannot be decompressed', { cause: error })
  }
}
