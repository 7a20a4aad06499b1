import { MESSAGE } from './channel.ts'

/** OpenSSH itself takes no longer ones. */
export const PACKET_BYTES_MAX = 256 * 1024
/** Before the bytes of a message of data: how much is padded, the type, the channel, how many bytes. */
const DATA_HEAD_BYTES = 10

export interface MuxHandlers {
  /** A whole message, from how much is padded on. */
  readonly message: (packet: Buffer) => void
  /** A part of what came for a channel, as it came. */
  readonly data: (channelId: number, part: Buffer) => void
}

/**
 * Takes apart what comes of the control socket. What belongs to a channel is given on in the pieces in which it came, whatever the messages' ends: they are most of all
 * bytes, and to put each message together would copy all of them. Throws a RangeError for what no client of OpenSSH sends.
 */
export class MuxStream {
  readonly #handlers: MuxHandlers
  #part: Buffer = Buffer.allocUnsafe(4)
  #filled = 0
  /** Undefined: the next four bytes are a length. */
  #length: number | undefined
  #dataLeft = 0
  #channelId = 0

  constructor(handlers: MuxHandlers) {
    this.#handlers = handlers
  }

  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#dataLeft > 0) {
        const part = chunk.subarray(at, at + this.#dataLeft)
        at += part.length
        this.#dataLeft -= part.length
        this.#handlers.data(this.#channelId, part)
        continue
      }
      const copied = chunk.copy(this.#part, this.#filled, at)
      at += copied
      this.#filled += copied
      if (this.#filled === this.#part.length) this.#whole()
    }
  }

  #whole(): void {
    const part = this.#part
    if (this.#length === undefined) {
      const length = part.readUInt32BE(0)
      if (length < 2 || length > PACKET_BYTES_MAX) throw new RangeError('A message of the client of OpenSSH has no length that can be')
      this.#expect(Math.min(length, DATA_HEAD_BYTES), length)
      return
    }
    if (part.readUInt8(1) === MESSAGE.data && part.length === DATA_HEAD_BYTES) {
      this.#dataLeft = part.readUInt32BE(6)
      if (this.#dataLeft !== this.#length - DATA_HEAD_BYTES) throw new RangeError('Data of SSH are longer or shorter than their message')
      this.#channelId = part.readUInt32BE(2)
      this.#expect(4, undefined)
      return
    }
    if (part.length < this.#length) {
      const whole = Buffer.allocUnsafe(this.#length)
      part.copy(whole)
      this.#part = whole
      return
    }
    this.#expect(4, undefined)
    this.#handlers.message(part)
  }

  #expect(bytes: number, length: number | undefined): void {
    // A message that was given on is somebody else's now.
    this.#part = Buffer.allocUnsafe(bytes)
    this.#filled = 0
    this.#length = length
  }
}
