import { CausewayError } from '../../../../base/errors.ts'
import { decompressPiece, type OrcCompression, PIECE_HEADER_BYTES } from './orc-compression.ts'

const INT64_BITS = 64
/** Seven groups of seven bits are exact as a number. */
const EXACT_FACTOR_MAX = 2 ** 42

export interface OrcPacking {
  readonly compression: OrcCompression
  /** What a piece has at most when it is decompressed. */
  readonly pieceBytes: number
}

/** The values' own bytes of a stream, whose pieces are decompressed one by one, as they are read. */
export class OrcInput {
  readonly #packed: Buffer
  readonly #packing: OrcPacking
  readonly #shown: string
  #packedAt = 0
  #piece: Buffer
  #at = 0

  /** `shown`: the file, for messages */
  constructor(packed: Buffer, packing: OrcPacking, shown: string) {
    this.#packed = packed
    this.#packing = packing
    this.#shown = shown
    this.#piece = packing.compression === 'none' ? packed : Buffer.alloc(0)
    if (packing.compression === 'none') this.#packedAt = packed.length
  }

  byte(): number {
    while (this.#at >= this.#piece.length) this.#nextPiece()
    const byte = this.#piece[this.#at] ?? 0
    this.#at += 1
    return byte
  }

  signedByte(): number {
    return (this.byte() << 24) >> 24
  }

  take(length: number): Buffer {
    if (length <= this.#piece.length - this.#at) {
      this.#at += length
      return this.#piece.subarray(this.#at - length, this.#at)
    }
    const parts: Buffer[] = []
    for (let left = length; left > 0; ) {
      while (this.#at >= this.#piece.length) this.#nextPiece()
      const part = this.#piece.subarray(this.#at, this.#at + left)
      this.#at += part.length
      left -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  /** All that is left. */
  rest(bytesMax: number): Buffer {
    const parts: Buffer[] = []
    for (let size = 0; ; ) {
      const part = this.#piece.subarray(this.#at)
      this.#at = this.#piece.length
      parts.push(part)
      size += part.length
      if (size > bytesMax) throw this.damaged()
      if (this.#packedAt >= this.#packed.length) return Buffer.concat(parts)
      this.#nextPiece()
    }
  }

  float(): number {
    return this.take(4).readFloatLE()
  }

  double(): number {
    return this.take(8).readDoubleLE()
  }

  /** Of up to 64 bits without a sign. */
  unsigned(): number | bigint {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte()
      if (factor > EXACT_FACTOR_MAX) return this.#longer(BigInt(value), byte, 49n)
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }

  /** Of any length, with a sign: of decimals. */
  zigzag(bitsMax: number): bigint {
    let value = 0n
    for (let shift = 0n; shift < bitsMax; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n)
    }
    throw this.damaged()
  }

  /** Of up to 64 bits with a sign. */
  signed(): number | bigint {
    return unzigzag(this.unsigned())
  }

  damaged(): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown} is damaged, or cut off: its values are not as it says itself`, {
      hint: 'Look at the file, or write it anew.',
    })
  }

  #longer(low: bigint, firstByte: number, from: bigint): number | bigint {
    let value = low
    let byte = firstByte
    for (let shift = from; shift < INT64_BITS + 6; shift += 7n) {
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return shortest(BigInt.asUintN(INT64_BITS, value))
      byte = this.byte()
    }
    throw this.damaged()
  }

  #nextPiece(): void {
    const packed = this.#packed
    const start = this.#packedAt + PIECE_HEADER_BYTES
    if (start > packed.length) throw this.damaged()
    const header = packed.readUIntLE(this.#packedAt, PIECE_HEADER_BYTES)
    const end = start + (header >>> 1)
    if (end > packed.length) throw this.damaged()
    const bytes = packed.subarray(start, end)
    const piece = (header & 1) === 1 ? bytes : decompressPiece(bytes, this.#packing.compression, this.#packing.pieceBytes)
    if (piece === undefined) throw this.damaged()
    this.#packedAt = end
    this.#piece = piece
    this.#at = 0
  }
}

/** A number, where it is exact as one. */
export const shortest = (value: bigint): number | bigint => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

export function unzigzag(value: number | bigint): number | bigint {
  if (typeof value === 'number') return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  return shortest((value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n))
}
