import { PassThrough, type Readable } from 'node:stream'

/** Keys as they are typed; of process.stdin where it is one. */
export interface TypedTerminal extends Readable {
  setRawMode(isRaw: boolean): unknown
}

const [RETURN, LINE_FEED] = [0x0d, 0x0a]
const NOTHING = Buffer.alloc(0)

/** Where the last that came was a carriage return: a line feed that comes then is of the same line end, whoever reads it. */
const returned = new WeakSet<TypedTerminal>()

/**
 * A terminal for one question: it has its keys as far as the Return that answers it. What was typed or pasted behind that goes back to the terminal, for whoever reads
 * it next: another question, or a prompt. The questions' library takes all that has come, and forgets what it does not need.
 */
export class TypedLines extends PassThrough implements Disposable {
  readonly isTTY = true
  readonly #terminal: TypedTerminal
  /** Bytes, for a letter may come in two parts, and the second when another question is asked. */
  #left: Buffer = NOTHING
  #isHeld = false

  constructor(terminal: TypedTerminal) {
    super()
    this.#terminal = terminal
    terminal.on('data', this.#onData)
    terminal.on('end', this.#onEnd)
    // It stands still behind the question before.
    terminal.resume()
  }

  setRawMode(isRaw: boolean): this {
    this.#terminal.setRawMode(isRaw)
    return this
  }

  /** To be told of each key, when the question has had it. */
  went(): void {
    this.#isHeld = false
    // Whoever has an answer reads no more.
    if (!this.isPaused()) this.#feed()
  }

  [Symbol.dispose](): void {
    this.#terminal.off('data', this.#onData).off('end', this.#onEnd)
    this.#terminal.pause()
    if (this.#left.length > 0) this.#terminal.unshift(this.#left)
    this.destroy()
  }

  readonly #onData = (chunk: Buffer | string): void => {
    let bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (returned.delete(this.#terminal) && bytes[0] === LINE_FEED) bytes = bytes.subarray(1)
    this.#left = Buffer.concat([this.#left, bytes])
    this.#feed()
  }

  readonly #onEnd = (): void => void this.end()

  #feed(): void {
    if (this.#isHeld || this.#left.length === 0) return
    const end = this.#left.findIndex((byte) => byte === RETURN || byte === LINE_FEED)
    this.#isHeld = end >= 0
    if (end < 0) {
      this.#give(this.#left, this.#left.length)
      return
    }
    if (this.#left[end] === RETURN && end + 1 === this.#left.length) returned.add(this.#terminal)
    const isTwo = this.#left[end] === RETURN && this.#left[end + 1] === LINE_FEED
    this.#give(Buffer.concat([this.#left.subarray(0, end), Buffer.of(RETURN)]), end + (isTwo ? 2 : 1))
  }

  /** @param taken of what is left: it is no more when the question has it, which may end by it */
  #give(bytes: Buffer, taken: number): void {
    this.#left = this.#left.subarray(taken)
    this.write(bytes)
  }
}
