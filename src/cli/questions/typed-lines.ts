import { PassThrough } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { ReadStream } from 'node:tty'

/** What a line of a terminal ends with; a line feed is what programs paste. */
const LINE = /^([^\r\n]*)(\r\n|\r|\n)/

/**
 * A terminal for one question: it has its keys as far as the Return that answers it. What was typed or pasted behind that goes back to the terminal, for whoever reads
 * it next: another question, or a prompt. The questions' library takes all that has come, and forgets what it does not need.
 */
export class TypedLines extends PassThrough implements Disposable {
  readonly isTTY = true
  readonly #terminal: ReadStream
  readonly #decoder = new StringDecoder('utf8')
  #left = ''
  #isHeld = false

  constructor(terminal: ReadStream) {
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
    if (this.#left !== '') this.#terminal.unshift(this.#left, 'utf8')
    this.destroy()
  }

  readonly #onData = (chunk: Buffer | string): void => {
    this.#left += typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)
    this.#feed()
  }

  readonly #onEnd = (): void => void this.end()

  #feed(): void {
    if (this.#isHeld || this.#left === '') return
    const [line, text = ''] = LINE.exec(this.#left) ?? []
    this.#isHeld = line !== undefined
    const given = line === undefined ? this.#left : `${text}\r`
    this.#left = this.#left.slice((line ?? given).length)
    this.write(given)
  }
}
