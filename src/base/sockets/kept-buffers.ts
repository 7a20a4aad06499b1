import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { passingBytes } from './passing-bytes.ts'

const SMALL_BYTES = 4 * 1024
/** As much as the kernel gives at once. */
const LARGE_BYTES = 64 * 1024
/** What one connection may have on its way into the stream: it reads on while what came before is encrypted. */
const ON_THEIR_WAY_MAX = 4

/**
 * The buffers that a socket reads into, taken back when what they held has gone on. Node makes one for each read and leaves it to V8's collector: a fifth of what an agent's
 * bytes cost, for each goes back to the system, and the next comes from it as empty pages. A connection that says little has small ones.
 */
export class KeptBuffers {
  readonly #free: Buffer[] = []
  #target: { readonly stream: Writable; readonly socket: Socket } | undefined
  #onTheirWay = 0
  #wantsLarge = false

  /** To be given to `connect` as `onread`: the socket has no 'data' then. */
  readonly onread = {
    buffer: (): Buffer =>
      this.#wantsLarge ? (this.#free.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES)) : Buffer.allocUnsafeSlow(SMALL_BYTES),
    callback: (length: number, buffer: Uint8Array): boolean => this.#came(length, buffer),
  }

  /** Before the socket reads: all that comes goes there, no faster than it is taken. The end of it is the caller's to give on. */
  pumpInto(stream: Writable, socket: Socket): void {
    this.#target = { stream, socket }
  }

  #came(length: number, read: Uint8Array): boolean {
    const target = this.#target
    if (target === undefined) throw new Error('It was read before anybody has said where to')
    const buffer = Buffer.from(read.buffer, read.byteOffset, read.length)
    const isLarge = buffer.length === LARGE_BYTES
    if (!isLarge) passingBytes(SMALL_BYTES)
    this.#wantsLarge = length === buffer.length || (isLarge && length > SMALL_BYTES)
    this.#onTheirWay += 1
    target.stream.write(buffer.subarray(0, length), () => {
      this.#onTheirWay -= 1
      if (isLarge && this.#free.length < ON_THEIR_WAY_MAX) this.#free.push(buffer)
      if (this.#onTheirWay === ON_THEIR_WAY_MAX - 1) target.socket.resume()
    })
    return this.#onTheirWay < ON_THEIR_WAY_MAX
  }
}
