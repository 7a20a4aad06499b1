const LIST = 0x2a
const TEXT = 0x24
const MINUS = 0x2d
const RETURN = 0x0d
const FEED = 0x0a
const ZERO = 0x30
const LINE_END_BYTES = 2
const DIGITS_MAX = 10

/** Goes through replies that are lists of texts, or NULLs, without making anything of them. */
export class ListReader {
  /** Behind what was read last; of what has not come whole, where it ends at the earliest. */
  end = 0
  #count = 0

  /** Whether a list of so many texts has come whole. @throws RangeError for what is none */
  read(bytes: Buffer, start: number, texts: number): boolean {
    if (!this.#line(bytes, start, LIST)) return false
    if (this.#count !== texts) throw new RangeError('another list')
    for (let text = 0; text < texts; text += 1) if (this.text(bytes, this.end) === undefined) return false
    return true
  }

  /** Where the texts of a list begin of which it is known that it is whole. */
  first(bytes: Buffer, start: number): number {
    this.#line(bytes, start, LIST)
    return this.end
  }

  /** The length of the text that begins there, -1 for NULL, and `end` is behind it; undefined: it has not come whole. @throws RangeError for what is none */
  text(bytes: Buffer, start: number): number | undefined {
    if (!this.#line(bytes, start, TEXT)) return undefined
    const length = this.#count
    if (length < 0) return length
    this.end += length + LINE_END_BYTES
    return this.end <= bytes.length ? length : undefined
  }

  /** A number behind the byte that says of what it is. */
  #line(bytes: Buffer, start: number, kind: number): boolean {
    let at = start + 1
    if (at < bytes.length && bytes[start] !== kind) throw new RangeError('another kind of reply')
    const isNegative = bytes[at] === MINUS
    if (isNegative) at += 1
    const first = at
    let count = 0
    for (; at < bytes.length; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO
      if (digit < 0 || digit > 9) break
      count = count * 10 + digit
    }
    if (at - first > DIGITS_MAX) throw new RangeError('too many digits')
    this.end = at + LINE_END_BYTES
    if (this.end > bytes.length) return false
    if (at === first || bytes[at] !== RETURN || bytes[at + 1] !== FEED) throw new RangeError('no number')
    this.#count = isNegative ? -1 : count
    return true
  }
}
