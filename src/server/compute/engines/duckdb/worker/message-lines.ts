import { MESSAGE_BYTES_MAX } from '../../../../../protocol/worker-pipes.ts'

const NEWLINE = 0x0a

/** What a worker wrote, line by line: never more of it in memory than one message may have. */
export class MessageLines {
  readonly #line: (text: string) => void
  readonly #tooLong: () => void
  readonly #bytesMax: number
  #parts: Uint8Array[] = []
  #bytes = 0
  #ended = false

  /** @param tooLong called once; nothing is read after it */
  constructor(line: (text: string) => void, tooLong: () => void, bytesMax = MESSAGE_BYTES_MAX) {
    this.#line = line
    this.#tooLong = tooLong
    this.#bytesMax = bytesMax
  }

  take(chunk: Uint8Array): void {
    let rest = chunk
    while (!this.#ended) {
      const end = rest.indexOf(NEWLINE)
      const part = end < 0 ? rest : rest.subarray(0, end)
      this.#bytes += part.length
      if (this.#bytes > this.#bytesMax) {
        this.#ended = true
        this.#parts = []
        this.#tooLong()
        return
      }
      this.#parts.push(part)
      if (end < 0) return
      const text = textOf(this.#parts)
      this.#parts = []
      this.#bytes = 0
      this.#line(text)
      rest = rest.subarray(end + 1)
    }
  }
}

function textOf(parts: readonly Uint8Array[]): string {
  const [first, second] = parts
  // Nearly every message comes in one piece.
  const whole =
    first !== undefined && second === undefined ? Buffer.from(first.buffer, first.byteOffset, first.byteLength) : Buffer.concat(parts)
  return whole.toString('utf8')
}
