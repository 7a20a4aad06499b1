import { CausewayError } from '../../../base/errors.ts'
import type { Connection } from './protocol/connection.ts'
import { LINE_END, SEPARATOR } from './row-values.ts'

const LINE_END_BYTE = LINE_END.charCodeAt(0)
/** The byte that says what the packet is, and room for what servers count along. */
const MARGIN_BYTES = 64

/** Lines of values as INSERTs, none larger than the server takes; one after the other, in the order in which they come. */
export class InsertStatements {
  /** Rejects with the first failure, and never resolves. */
  readonly failed: Promise<never>
  readonly #connection: Connection
  readonly #head: Buffer
  readonly #bytesMax: number
  #fail: (error: unknown) => void = () => undefined
  #last: Promise<void> = Promise.resolve()
  #affected = 0

  /** @param bytesMax of a statement: max_allowed_packet */
  constructor(connection: Connection, head: string, bytesMax: number) {
    this.#connection = connection
    this.#head = Buffer.from(head, 'utf8')
    this.#bytesMax = bytesMax - MARGIN_BYTES - this.#head.length
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    // Looked at by whoever waits for the rows.
    this.failed.catch(() => undefined)
  }

  /** Whole lines. Resolves when they are in the table. */
  write(lines: Uint8Array): Promise<void> {
    const written = this.#last.then(() => this.#send(lines))
    this.#last = written
    written.catch(this.#fail)
    return written
  }

  /** Resolves with the rows that the server has counted. */
  async end(): Promise<number> {
    await this.#last
    return this.#affected
  }

  async #send(lines: Uint8Array): Promise<void> {
    let from = 0
    while (from < lines.length) {
      const to = this.#endOfStatement(lines, from)
      const { affectedRows } = await this.#connection.execute([this.#head, lines.subarray(from + SEPARATOR.length, to)])
      this.#affected += affectedRows
      from = to
    }
  }

  /** Behind as many lines as one statement takes. */
  #endOfStatement(lines: Uint8Array, from: number): number {
    if (lines.length - from <= this.#bytesMax) return lines.length
    const lastFitting = lines.lastIndexOf(LINE_END_BYTE, from + this.#bytesMax - 1)
    if (lastFitting > from) return lastFitting + 1
    throw new CausewayError('limit-exceeded', `A row is larger than the ${this.#bytesMax} bytes that the database takes at once`, {
      hint: 'Raise its max_allowed_packet',
    })
  }
}
