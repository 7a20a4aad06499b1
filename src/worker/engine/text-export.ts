import { BOOLEAN, type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'

const FUNCTION_NAME = '__export_line'
const BATCH_BYTES = 1 << 18
/** Batches on their way to the main thread that it has not written yet. */
const BATCHES_MAX = 8
const WAIT_MS = 50

export interface TextExportPort {
  /** One Int32 that the main thread raises by one for each batch it has written. */
  readonly written: Int32Array
  post(bytes: Uint8Array, rowCount: number): void
  isCancelled(): boolean
}

/**
 * Hands the text values of a query to the main thread in batches. The query calls a function for each value and its own result is one count,
 * for the reason that results/preview.ts tells. The function blocks while too many batches are unwritten, and so slows the query down.
 */
export class TextExport {
  #port: TextExportPort | undefined
  #batch = Buffer.allocUnsafe(BATCH_BYTES)
  #length = 0
  #posted = 0
  #lines = 0
  #linesPosted = 0

  constructor(connection: DuckDBConnection) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: FUNCTION_NAME,
        returnType: BOOLEAN,
        parameterTypes: [VARCHAR],
        // Never computed once for several rows, and never left out.
        volatile: true,
        mainFunction: (_info, input, output) => {
          const lines = input.getColumnVector(0)
          for (let row = 0; row < input.rowCount; row += 1) {
            this.#add(String(lines.getItem(row)))
            output.setItem(row, true)
          }
          output.flush()
        },
      }),
    )
  }

  /** Resolves when all values were written; rejects when the query failed, in whatever row. */
  async run(connection: DuckDBConnection, sql: string, port: TextExportPort): Promise<{ readonly rowCount: number }> {
    this.#port = port
    this.#length = 0
    this.#posted = 0
    this.#lines = 0
    this.#linesPosted = 0
    try {
      const result = await connection.run(`SELECT count(${FUNCTION_NAME}(line)) FROM (${sql}) AS lines(line)`)
      const [row] = await result.getRows()
      const rowCount = Number(row?.[0])
      if (rowCount !== this.#lines) throw new CausewayError('internal', `The engine exported ${this.#lines} of ${rowCount} rows`)
      this.#flush(port)
      await this.#allWritten(port)
      return { rowCount }
    } finally {
      this.#port = undefined
    }
  }

  #add(line: string): void {
    const port = this.#port
    if (port === undefined) throw new Error('no export is under way')
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const bytesMax = line.length * 3
    if (this.#length + bytesMax > this.#batch.length) this.#flush(port)
    if (bytesMax > this.#batch.length) this.#batch = Buffer.allocUnsafe(bytesMax)
    this.#length += this.#batch.write(line, this.#length)
    this.#lines += 1
  }

  #flush(port: TextExportPort): void {
    if (this.#length === 0) return
    for (;;) {
      if (port.isCancelled()) throw new Error('cancelled')
      const written = Atomics.load(port.written, 0)
      if (this.#posted - written < BATCHES_MAX) break
      Atomics.wait(port.written, 0, written, WAIT_MS)
    }
    port.post(this.#batch.subarray(0, this.#length), this.#lines - this.#linesPosted)
    this.#linesPosted = this.#lines
    this.#posted += 1
    this.#batch = Buffer.allocUnsafe(BATCH_BYTES)
    this.#length = 0
  }

  async #allWritten(port: TextExportPort): Promise<void> {
    for (;;) {
      if (port.isCancelled()) throw new Error('cancelled')
      const written = Atomics.load(port.written, 0)
      if (written >= this.#posted) return
      const waiting = Atomics.waitAsync(port.written, 0, written, WAIT_MS)
      if (waiting.async) await waiting.value
    }
  }
}
