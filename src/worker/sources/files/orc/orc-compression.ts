import { brotliDecompressSync, inflateRawSync, zstdDecompressSync } from 'node:zlib'
import { CausewayError } from '../../../../base/errors.ts'
import { decompressLz4 } from '../compression/lz4.ts'
import { decompressSnappy } from '../compression/snappy.ts'

/** In the order of their numbers in ORC's orc_proto.proto. */
const COMPRESSIONS = ['none', 'zlib', 'snappy', 'lzo', 'lz4', 'zstd', 'brotli'] as const
export type OrcCompression = Exclude<(typeof COMPRESSIONS)[number], 'lzo'>

/** A piece with more is none that anybody writes. */
export const PIECE_BYTES_MAX = 64 << 20
/** Before a piece: its length, and in the lowest bit whether it stands there as it is. */
export const PIECE_HEADER_BYTES = 3

/** @throws CausewayError, by name, for one that is not read */
export function orcCompression(number: number, shown: string): OrcCompression {
  const found = COMPRESSIONS[number]
  if (found !== undefined && found !== 'lzo') return found
  throw new CausewayError(
    'not-supported',
    `${shown} is compressed by ${found ?? `a codec of the number ${number}`}, which is not supported`,
    {
      hint: 'Write it with zlib, snappy, zstd or lz4.',
    },
  )
}

/** Undefined: it is not compressed so, or would be more than `bytesMax` bytes. */
export function decompressPiece(bytes: Buffer, compression: OrcCompression, bytesMax: number): Buffer | undefined {
  const limits = { maxOutputLength: bytesMax }
  try {
    switch (compression) {
      case 'none':
        return bytes
      case 'zlib':
        return inflateRawSync(bytes, limits)
      case 'snappy':
        return decompressSnappy(bytes, bytesMax)
      case 'lz4':
        return decompressLz4(bytes, bytesMax)
      case 'zstd':
        return zstdDecompressSync(bytes, limits)
      case 'brotli':
        return brotliDecompressSync(bytes, limits)
    }
  } catch {
    return undefined
  }
}
