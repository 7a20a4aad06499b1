/** What a line of fields is taken apart by. */
export interface FieldSigns {
  readonly separator: number
  readonly escapeCode: number | undefined
  /** In the bytes of UTF-8. */
  readonly nullText: Uint8Array
}

/** \\n and \\r */
const BREAKS: ReadonlyMap<number, number> = new Map([
  [0x6e, 0x0a],
  [0x72, 0x0d],
])

/** Where the fields of one line stand, up to the last that is wanted. Fields that a line has not are NULL. */
export class FieldSpans {
  readonly #signs: FieldSigns
  readonly #starts: Int32Array
  readonly #ends: Int32Array

  constructor(signs: FieldSigns, fieldCount: number) {
    this.#signs = signs
    this.#starts = new Int32Array(fieldCount)
    this.#ends = new Int32Array(fieldCount)
  }

  split(bytes: Uint8Array, start: number, end: number): void {
    const { separator, escapeCode = -1 } = this.#signs
    this.#ends.fill(-1)
    let field = 0
    let from = start
    for (let at = start; at <= end && field < this.#starts.length; ) {
      if (at === end || bytes[at] === separator) {
        this.#starts[field] = from
        this.#ends[field] = at
        field += 1
        at += 1
        from = at
      } else at += bytes[at] === escapeCode && at + 1 < end ? 2 : 1
    }
  }

  start(field: number): number {
    return this.#starts[field] ?? 0
  }

  end(field: number): number {
    return this.#ends[field] ?? -1
  }

  isNull(field: number, bytes: Uint8Array): boolean {
    const [start, end] = [this.start(field), this.end(field)]
    if (end < 0) return true
    const { nullText } = this.#signs
    if (end - start !== nullText.length) return false
    return nullText.every((byte, index) => bytes[start + index] === byte)
  }

  /** The field's bytes without the escapes in it: each stands for the sign behind it, and the last sign for itself. Undefined: it has none. */
  unescaped(field: number, bytes: Uint8Array): Uint8Array | undefined {
    const { escapeCode } = this.#signs
    const [start, end] = [this.start(field), this.end(field)]
    const first = escapeCode === undefined ? -1 : bytes.subarray(start, end).indexOf(escapeCode)
    if (first < 0) return undefined
    const kept = new Uint8Array(end - start)
    let length = 0
    for (let at = start; at < end; at += 1) {
      const isEscaped = bytes[at] === escapeCode && at < end - 1
      if (isEscaped) at += 1
      const byte = bytes[at] ?? 0
      kept[length] = isEscaped ? (BREAKS.get(byte) ?? byte) : byte
      length += 1
    }
    return kept.subarray(0, length)
  }
}
