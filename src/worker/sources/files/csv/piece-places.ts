const FIRST_PIECE_BYTES = 1 << 18
/** Room before a piece, for what the one before it left over: the beginning of a record. */
const ROOM_BYTES = 1 << 16

/**
 * Where pieces of a file are put, one after the other: two places in turns, so that what is left over in one is there while the other is filled. Left over is little,
 * mostly, and is moved right before the next piece: pieces are long, and to put the two together elsewhere would copy all bytes of a file.
 */
export class PiecePlaces {
  #free: Buffer = Buffer.alloc(0)
  #used: Buffer = Buffer.alloc(0)

  /** So many bytes, none of them among `rest`. */
  next(length: number, rest: Buffer): Buffer {
    // Bytes of which nothing was used yet left the rest where it was.
    if (rest.length === 0 || rest.buffer !== this.#free.buffer) {
      const used = this.#used
      this.#used = this.#free
      this.#free = used
    }
    if (this.#used.length < ROOM_BYTES + length)
      this.#used = Buffer.allocUnsafeSlow(ROOM_BYTES + Math.max(length, FIRST_PIECE_BYTES, 2 * (this.#used.length - ROOM_BYTES)))
    return this.#used.subarray(ROOM_BYTES, ROOM_BYTES + length)
  }

  /** The bytes of `fed` from `start` to `end`, with `rest` before them. What stood before them counts for nothing any more. */
  behind(rest: Buffer, fed: Buffer, start: number, end: number): Buffer {
    const room = fed.buffer === this.#used.buffer ? fed.byteOffset + start : start
    if (rest.length > room) return Buffer.concat([rest, fed.subarray(start, end)])
    const bytes = Buffer.from(fed.buffer, fed.byteOffset + start - rest.length, rest.length + end - start)
    rest.copy(bytes)
    return bytes
  }
}
