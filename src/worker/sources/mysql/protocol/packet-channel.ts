import type { Socket } from 'node:net'
import { ByteSource } from './byte-source.ts'
import { NotProtocolError } from './not-protocol-error.ts'

export const HEADER_BYTES = 4
/** A packet of this length goes on in the next one. */
export const PART_BYTES_MAX = 0xffffff
/** Of what is no row: more is no answer to anything that is asked. */
const PACKET_BYTES_MAX = 1 << 20

/** Packets over a connected socket: each has a header of its length and its number in the exchange. */
export class PacketChannel {
  readonly #socket: Socket
  readonly #source: ByteSource
  #bytes: Buffer = Buffer.alloc(0)
  #sequence = 0

  constructor(socket: Socket) {
    this.#socket = socket
    this.#source = new ByteSource(socket)
  }

  /** @throws NotProtocolError; Error when the connection has ended. */
  async readPacket(): Promise<Buffer> {
    await this.#fill(HEADER_BYTES)
    const length = this.#bytes.readUIntLE(0, 3)
    if (length > PACKET_BYTES_MAX) throw new NotProtocolError('a packet is longer than any that was asked for')
    this.#sequence = (this.#bytes[3] ?? 0) + 1
    await this.#fill(HEADER_BYTES + length)
    const packet = this.#bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)
    this.#bytes = this.#bytes.subarray(HEADER_BYTES + length)
    return packet
  }

  /** What has come, headers and all; waits for something. */
  async readBytes(): Promise<Buffer> {
    if (this.#bytes.length === 0) return this.#source.next()
    const bytes = this.#bytes
    this.#bytes = Buffer.alloc(0)
    return bytes
  }

  /** The answer to what was read last. */
  reply(payload: Buffer): void {
    this.#write([payload])
  }

  /** Begins an exchange. */
  send(parts: readonly Uint8Array[]): void {
    this.#sequence = 0
    this.#write(parts)
  }

  /** Leaves the socket to somebody else: with what the next packet is numbered. @throws NotProtocolError when more has come than was read */
  leave(): number {
    if (this.#source.close().length + this.#bytes.length > 0) throw new NotProtocolError('there is more before the encryption begins')
    return this.#sequence
  }

  /** Goes on where another channel has left. */
  continueFrom(sequence: number): this {
    this.#sequence = sequence
    return this
  }

  async #fill(length: number): Promise<void> {
    while (this.#bytes.length < length) this.#bytes = Buffer.concat([this.#bytes, await this.#source.next()])
  }

  #write(parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, { length: one }) => sum + one, 0)
    this.#socket.cork()
    if (length < PART_BYTES_MAX) {
      this.#writeHeader(length)
      for (const part of parts) this.#socket.write(part)
    } else {
      const whole = Buffer.concat(parts)
      // One that fills its packets is followed by an empty one.
      for (let at = 0; at <= length; at += PART_BYTES_MAX) {
        const part = whole.subarray(at, at + PART_BYTES_MAX)
        this.#writeHeader(part.length)
        this.#socket.write(part)
      }
    }
    this.#socket.uncork()
  }

  #writeHeader(length: number): void {
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUIntLE(length, 0, 3)
    header[3] = this.#sequence++
    this.#socket.write(header)
  }
}
