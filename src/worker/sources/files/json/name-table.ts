const SLOTS = 1 << 10

interface KnownName {
  readonly name: string
  readonly bytes: Buffer
}

/** The names of a file's objects are few, and come again and again: each is made into a string once. */
export class NameTable {
  readonly #slots: (KnownName | undefined)[] = Array.from({ length: SLOTS })

  /** The name of ASCII bytes; `hash` is made of them. */
  nameAt(bytes: Buffer, start: number, end: number, hash: number): string {
    const slot = hash & (SLOTS - 1)
    const known = this.#slots[slot]
    if (known !== undefined && isSame(known.bytes, bytes, start, end)) return known.name
    const name = bytes.toString('latin1', start, end)
    this.#slots[slot] = { name, bytes: Buffer.from(bytes.subarray(start, end)) }
    return name
  }
}

function isSame(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (known.length !== length) return false
  for (let index = 0; index < length; index += 1) if (known[index] !== bytes[start + index]) return false
  return true
}
