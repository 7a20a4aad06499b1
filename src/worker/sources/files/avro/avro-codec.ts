import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import { CausewayError } from '../../../../base/errors.ts'
import { lookup } from '../../../../base/lookup.ts'
import { decompressBzip2 } from '../compression/bzip2/read-bzip2.ts'
import { decompressSnappy } from '../compression/snappy.ts'

/** What a block may have, as it stands in the file and decompressed. */
export const BLOCK_BYTES_MAX = 64 << 20

/** The bytes of a block; undefined: they are not compressed so, or too many. */
type Decompress = (bytes: Buffer) => Buffer | undefined

const CODECS: Readonly<Record<string, Decompress>> = lookup({
  null: (bytes: Buffer) => bytes,
  deflate: (bytes: Buffer) => inflateRawSync(bytes, { maxOutputLength: BLOCK_BYTES_MAX }),
  zstandard: (bytes: Buffer) => zstdDecompressSync(bytes, { maxOutputLength: BLOCK_BYTES_MAX }),
  bzip2: (bytes: Buffer) => decompressBzip2(bytes, BLOCK_BYTES_MAX),
  snappy: snappyBlock,
})

/** A checksum of what comes out stands behind. */
function snappyBlock(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4) return undefined
  const output = decompressSnappy(bytes.subarray(0, -4), BLOCK_BYTES_MAX)
  return output !== undefined && crc32(output) === bytes.readUInt32BE(bytes.length - 4) ? output : undefined
}

/** @throws CausewayError, by name, for a codec that is not known */
export function avroCodec(name: string, shown: string): (bytes: Buffer) => Buffer {
  const decompress = CODECS[name]
  if (decompress === undefined)
    throw new CausewayError('not-supported', `${shown} is compressed by ${name.slice(0, 60)}, which is not supported`, {
      hint: `Write it with one of these codecs: ${Object.keys(CODECS).join(', ')}`,
    })
  return (bytes) => decompressed(bytes, decompress, name, shown)
}

function decompressed(bytes: Buffer, decompress: Decompress, name: string, shown: string): Buffer {
  let cause: unknown
  try {
    const output = decompress(bytes)
    if (output !== undefined) return output
  } catch (error) {
    cause = error
  }
  throw new CausewayError(
    'invalid-parameter',
    `${shown} cannot be decompressed: a block of it is damaged, no ${name}, or larger than ${BLOCK_BYTES_MAX >> 20} MiB`,
    { hint: 'Look at the file, or write it anew.', ...(cause === undefined ? {} : { cause }) },
  )
}
