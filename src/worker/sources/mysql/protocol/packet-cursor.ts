import { NotProtocolError } from './not-protocol-error.ts'

const NULL = 0xfb

/** Reads the fields of one packet. Every method throws NotProtocolError where the packet is shorter than it says. */
export class PacketCursor {
  readonly #packet: Buffer
  #at: number

  constructor(packet: Buffer, at = 0) {
    this.#packet = packet
    this.#at = at
  }

  get left(): number {
    return this.#packet.length - this.#at
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw new NotProtocolError('a packet is shorter than it says')
    const from = this.#at
    this.#at += length
    return this.#packet.subarray(from, this.#at)
  }

  rest(): Buffer {
    return this.bytes(this.left)
  }

  /** Of up to six bytes, the lowest first. */
  uint(bytes: number): number {
    return this.bytes(bytes).readUIntLE(0, bytes)
  }

  /** Up to a NUL, which is read too. */
  untilNul(): Buffer {
    const end = this.#packet.indexOf(0, this.#at)
    if (end < 0) throw new NotProtocolError('a text has no end')
    const text = this.bytes(end - this.#at)
    this.#at += 1
    return text
  }

  /** A number of one to nine bytes; undefined: NULL. */
  length(): number | undefined {
    const first = this.uint(1)
    switch (first) {
      case NULL:
        return undefined
      case 0xfc:
        return this.uint(2)
      case 0xfd:
        return this.uint(3)
      case 0xfe: {
        const low = this.uint(4)
        const high = this.uint(4)
        return high * 2 ** 32 + low
      }
      default:
        return first
    }
  }

  /** A text with its length before it; undefined: NULL. */
  field(): Buffer | undefined {
    const length = this.length()
    return length === undefined ? undefined : this.bytes(length)
  }
}
