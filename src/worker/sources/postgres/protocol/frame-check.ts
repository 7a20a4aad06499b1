const HEADER_BYTES = 5
/** The length counts itself. */
const LENGTH_BYTES = 4
const ERROR = 'E'.charCodeAt(0)
const NOTICE = 'N'.charCodeAt(0)
/** More than any server says before a client may ask something. */
const START_UP_BYTES_MAX = 1 << 20

/**
 * Follows the server's messages by their headers and throws for what the driver would not come back from: it looks for the end of a report until it finds
 * it, and it keeps a message until all of it is there.
 */
export class FrameCheck {
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #headerBytes = 0
  #bodyLeft = 0
  #total = 0
  /** The two bytes that came last in the body. */
  #lastTwo = 0

  /** @throws Error when the bytes are no messages, or too many for a start-up. */
  take(bytes: Buffer, isStartUp: boolean): void {
    this.#total += bytes.length
    if (isStartUp && this.#total > START_UP_BYTES_MAX) throw new Error('the start-up has too many bytes')
    let at = 0
    while (at < bytes.length) {
      if (this.#headerBytes < HEADER_BYTES) {
        this.#header[this.#headerBytes++] = bytes[at++] ?? 0
        if (this.#headerBytes === HEADER_BYTES) this.#begin()
        continue
      }
      const end = Math.min(at + this.#bodyLeft, bytes.length)
      for (let i = Math.max(at, end - 2); i < end; i += 1) this.#lastTwo = ((this.#lastTwo << 8) | (bytes[i] ?? 0)) & 0xffff
      this.#bodyLeft -= end - at
      at = end
      if (this.#bodyLeft === 0) this.#end()
    }
  }

  #begin(): void {
    this.#bodyLeft = this.#header.readUInt32BE(1) - LENGTH_BYTES
    if (this.#bodyLeft < 0) throw new Error('a message is shorter than its header')
    // As if a text had ended before the body: one that is a NUL alone is an empty report.
    this.#lastTwo = 0x00ff
    if (this.#bodyLeft === 0) this.#end()
  }

  /** A report is fields, each a letter and a text up to a NUL, and a NUL. */
  #end(): void {
    const [code] = this.#header
    if ((code === ERROR || code === NOTICE) && this.#lastTwo !== 0 && this.#lastTwo !== 0xff00) {
      throw new Error('a report has no end')
    }
    this.#headerBytes = 0
  }
}
