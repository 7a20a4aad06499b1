import { CausewayError } from '../../../../base/errors.ts'

/** Items that take no bytes: a row cannot have more of them, whatever it says. */
const EMPTY_ITEMS_MAX = 1_000_000

/** Reads Avro's binary encoding out of bytes that are all there. */
export class AvroInput {
  readonly #shown: string
  bytes: Buffer = Buffer.alloc(0)
  at = 0
  #itemsLeft = 0

  /** `shown`: the file, for messages */
  constructor(shown: string) {
    this.#shown = shown
  }

  open(bytes: Buffer): void {
    this.bytes = bytes
    this.at = 0
    this.beginRow()
  }

  beginRow(): void {
    this.#itemsLeft = Math.max(this.left, EMPTY_ITEMS_MAX)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw this.damaged()
    this.at += 1
    return byte
  }

  boolean(): boolean {
    return this.byte() !== 0
  }

  /** A zigzag number of up to 32 bits. */
  int(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw this.damaged()
  }

  long(): bigint {
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte()
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt((low >>> 1) ^ -(low & 1))
    }
    let value = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, (BigInt.asUintN(64, value) >> 1n) ^ -(value & 1n))
    }
    throw this.damaged()
  }

  /** A length or an index. */
  count(): number {
    const value = Number(this.long())
    if (!Number.isSafeInteger(value) || value < 0) throw this.damaged()
    return value
  }

  float(): number {
    return this.take(4).readFloatLE()
  }

  double(): number {
    return this.take(8).readDoubleLE()
  }

  /** Bytes behind their length. */
  data(): Buffer {
    return this.take(this.count())
  }

  take(length: number): Buffer {
    if (length > this.left) throw this.damaged()
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** How many items come next of an array or a map, 0 at its end. */
  items(): number {
    const count = this.long()
    if (count < 0n) this.long()
    const items = Number(count < 0n ? -count : count)
    this.#itemsLeft -= items
    if (this.#itemsLeft < 0) throw this.damaged()
    return items
  }

  damaged(cause?: unknown): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown} is damaged, or cut off: its values are not as its schema says`, {
      hint: 'Look at the file, or write it anew.',
      ...(cause === undefined ? {} : { cause }),
    })
  }
}
