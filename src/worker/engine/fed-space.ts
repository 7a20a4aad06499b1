const FIRST_BYTES = 1 << 19

/**
 * The `space` of a decoder that copies what it needs for longer than until it is fed again: one place for all of it. It doubles, or pieces that grow would each be
 * given a new one.
 */
export class FedSpace {
  #memory = Buffer.alloc(0)

  of(length: number): Buffer {
    const { length: now } = this.#memory
    if (length > now) this.#memory = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, length, 2 * now))
    return this.#memory.subarray(0, length)
  }
}
