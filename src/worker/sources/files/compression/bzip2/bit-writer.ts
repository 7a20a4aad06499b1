const FIRST_BYTES = 1 << 16

/** Bits, the highest of a byte first. */
export class BitWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #filled = 0
  #held = 0
  #bits = 0

  /** Up to 24 bits. */
  write(value: number, count: number): void {
    this.#held = (this.#held << count) | value
    this.#bits += count
    while (this.#bits >= 8) {
      this.#bits -= 8
      this.#put((this.#held >>> this.#bits) & 0xff)
    }
    this.#held &= (1 << this.#bits) - 1
  }

  /** 32 or 48 bits. */
  writeLong(value: number, count: number): void {
    for (let left = count; left > 0; left -= 8) this.write(Math.floor(value / 2 ** (left - 8)) % 256, 8)
  }

  fillByte(): void {
    if (this.#bits > 0) this.write(0, 8 - this.#bits)
  }

  /** The whole bytes so far, which it forgets. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#filled))
    this.#filled = 0
    return taken
  }

  #put(byte: number): void {
    if (this.#filled === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    this.#bytes[this.#filled] = byte
    this.#filled += 1
  }
}
