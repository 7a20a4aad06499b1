/** A FlatBuffers writer, as much of it as Arrow's messages need: built from the end to the front, offsets counted from the end. */
export class FlatBuilder {
  #bytes = Buffer.alloc(1024)
  #used = 0
  #alignment = 1

  /** Makes room for `size` bytes whose begin is aligned to it, with `behind` more bytes to come before them. */
  #prepare(size: number, behind = 0): void {
    this.#alignment = Math.max(this.#alignment, size)
    this.#grow(size + behind + 8)
    // What is there already is filled with zeros.
    this.#used += -(this.#used + behind) & (size - 1)
  }

  #grow(more: number): void {
    if (this.#used + more <= this.#bytes.length) return
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + more))
    this.#bytes.copy(larger, larger.length - this.#used, this.#bytes.length - this.#used)
    this.#bytes = larger
  }

  #put(size: number): number {
    this.#used += size
    return this.#bytes.length - this.#used
  }

  int8(value: number): void {
    this.#prepare(1)
    this.#bytes.writeInt8(value, this.#put(1))
  }

  int16(value: number): void {
    this.#prepare(2)
    this.#bytes.writeInt16LE(value, this.#put(2))
  }

  int32(value: number): void {
    this.#prepare(4)
    this.#bytes.writeInt32LE(value, this.#put(4))
  }

  int64(value: number): void {
    this.#prepare(8)
    this.#bytes.writeBigInt64LE(BigInt(value), this.#put(8))
  }

  offset(to: number): void {
    this.#prepare(4)
    this.#bytes.writeInt32LE(this.#used - to + 4, this.#put(4))
  }

  string(text: string): number {
    const bytes = Buffer.from(text)
    this.#prepare(4, bytes.length + 1)
    this.#grow(bytes.length + 1)
    this.#put(1)
    bytes.copy(this.#bytes, this.#put(bytes.length))
    this.int32(bytes.length)
    return this.#used
  }

  offsets(targets: readonly number[]): number {
    this.#prepare(4, targets.length * 4)
    for (const target of targets.toReversed()) this.offset(target)
    this.int32(targets.length)
    return this.#used
  }

  /** A vector of structs of two longs each. */
  pairs(pairs: readonly (readonly [number, number])[]): number {
    this.#prepare(4, pairs.length * 16)
    this.#prepare(8, pairs.length * 16)
    for (const [first, second] of pairs.toReversed()) {
      this.int64(second)
      this.int64(first)
    }
    this.int32(pairs.length)
    return this.#used
  }

  /** `fields`: writes each field, in the order of its slot; undefined: it is left out. */
  table(fields: readonly ((() => void) | undefined)[]): number {
    const begin = this.#used
    const places = fields.map((write) => {
      write?.()
      return write === undefined ? 0 : this.#used
    })
    this.int32(0)
    const table = this.#used
    for (const place of places.toReversed()) this.int16(place === 0 ? 0 : table - place)
    this.int16(table - begin)
    this.int16((places.length + 2) * 2)
    this.#bytes.writeInt32LE(this.#used - table, this.#bytes.length - table)
    return table
  }

  finish(root: number): Buffer {
    this.#prepare(this.#alignment, 4)
    this.offset(root)
    return this.#bytes.subarray(this.#bytes.length - this.#used)
  }
}
