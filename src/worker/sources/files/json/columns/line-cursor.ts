import { isUtf8 } from 'node:buffer'

export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COMMA = 0x2c
export const COLON = 0x3a
export const MINUS = 0x2d
export const POINT = 0x2e
export const ZERO = 0x30
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
const SPACE = 0x20
/** Of what is passed, one in another. */
const SKIPPED_DEPTH_MAX = 64

export const isDigit = (c: number): boolean => c >= ZERO && c <= 0x39

/** Where a line of JSON is read. What is none of its plainest forms is left to the tokens: nothing here says what is wrong with a text. */
export class LineCursor {
  bytes: Buffer = Buffer.alloc(0)
  at = 0
  end = 0
  /** What ended the search for the end of a string. */
  stop = 0
  #start = 0
  #utf8: boolean | undefined

  open(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.#start = start
    this.#utf8 = undefined
  }

  /** The line is looked at once, when its first letter beyond ASCII comes. */
  get isUtf8(): boolean {
    this.#utf8 ??= isUtf8(this.bytes.subarray(this.#start, this.end))
    return this.#utf8
  }

  /** The next byte behind white space, which is not passed; -1 at the end, and where there is a control character. */
  peek(): number {
    const { bytes, end } = this
    while (this.at < end) {
      const c = bytes[this.at] ?? 0
      if (c > SPACE) return c
      if (c !== SPACE && c !== 0x09) return -1
      this.at += 1
    }
    return -1
  }

  isNull(): boolean {
    const { bytes, at } = this
    if (this.end - at < 4 || bytes[at] !== 0x6e || bytes[at + 1] !== 0x75 || bytes[at + 2] !== 0x6c || bytes[at + 3] !== 0x6c) return false
    this.at = at + 4
    return true
  }

  /** Behind a string without escapes, at whose opening quote this is; -1 where it has some, or is no string. Its bytes are from `at` + 1 up to one before that. */
  plainStringEnd(): number {
    const { bytes, end } = this
    let bits = 0
    for (let at = this.at + 1; at < end; at += 1) {
      const c = bytes[at] ?? 0
      if (c === QUOTE) {
        this.stop = c
        return bits > 0x7f && !this.isUtf8 ? -1 : at + 1
      }
      if (c === BACKSLASH || c < SPACE) {
        this.stop = c
        return -1
      }
      bits |= c
    }
    this.stop = 0
    return -1
  }

  /** Passes a value of which nothing is wanted. False: it is not of the plainest forms. */
  skipValue(depth = 0): boolean {
    const c = this.bytes[this.at] ?? 0
    if (c === QUOTE) {
      const behind = this.plainStringEnd()
      if (behind < 0) return false
      this.at = behind
      return true
    }
    if (c === 0x6e) return this.isNull()
    if (c === MINUS || isDigit(c)) return this.#skipNumber()
    if (depth >= SKIPPED_DEPTH_MAX) return false
    return c === OPEN_BRACE ? this.#skipEntries(CLOSE_BRACE, depth) : c === OPEN_BRACKET && this.#skipEntries(CLOSE_BRACKET, depth)
  }

  /** Plain digits, and a fraction. */
  #skipNumber(): boolean {
    const { bytes, end } = this
    let at = bytes[this.at] === MINUS ? this.at + 1 : this.at
    const first = at
    while (at < end && isDigit(bytes[at] ?? 0)) at += 1
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return false
    if (bytes[at] === POINT) {
      const fraction = at + 1
      at = fraction
      while (at < end && isDigit(bytes[at] ?? 0)) at += 1
      if (at === fraction) return false
    }
    this.at = at
    return true
  }

  #skipEntries(close: number, depth: number): boolean {
    this.at += 1
    if (this.peek() === close) {
      this.at += 1
      return true
    }
    for (;;) {
      if (this.peek() < 0) return false
      if (close === CLOSE_BRACE && !this.#skipName()) return false
      if (!this.skipValue(depth + 1)) return false
      const c = this.peek()
      this.at += 1
      if (c === close) return true
      if (c !== COMMA) return false
    }
  }

  #skipName(): boolean {
    if (this.bytes[this.at] !== QUOTE) return false
    const behind = this.plainStringEnd()
    if (behind < 0) return false
    this.at = behind
    if (this.peek() !== COLON) return false
    this.at += 1
    return this.peek() >= 0
  }
}
