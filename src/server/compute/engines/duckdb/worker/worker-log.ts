import type { Readable } from 'node:stream'
import type { Logger } from 'pino'

const LINE_CHARACTERS_MAX = 1000
/** One worker cannot fill the log. */
const LINES_MAX = 1000
const LAST_LINES_KEPT = 20

/** Writes a worker's standard error to the log, one entry a line, and keeps the last lines for telling why it died. */
export class WorkerLog {
  readonly #log: Logger
  readonly #lastLines: string[] = []
  #rest = ''
  #lines = 0

  constructor(stream: Readable, log: Logger) {
    this.#log = log
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => this.#add(text))
    stream.on('end', () => this.#line(this.#rest))
    stream.on('error', () => {})
  }

  get lastLines(): readonly string[] {
    return this.#lastLines
  }

  #add(text: string): void {
    const parts = `${this.#rest}${text}`.split('\n')
    // A line without an end is cut, so it never grows without bound.
    this.#rest = (parts.pop() ?? '').slice(0, LINE_CHARACTERS_MAX)
    for (const part of parts) this.#line(part)
  }

  #line(raw: string): void {
    const line = raw.slice(0, LINE_CHARACTERS_MAX).trim()
    if (line === '') return
    this.#lastLines.push(line)
    if (this.#lastLines.length > LAST_LINES_KEPT) this.#lastLines.shift()
    this.#lines += 1
    if (this.#lines < LINES_MAX) this.#log.warn({ line }, 'worker wrote')
    else if (this.#lines === LINES_MAX) this.#log.warn('worker wrote more lines; they are dropped')
  }
}
