import { ANY, BIGINT, BOOLEAN, type DuckDBConnection, type DuckDBDataChunk, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import type { EngineRequest } from './messages.ts'
import { jsonWriter } from './results/value-json.ts'

const LINE_FUNCTION = '__export_line'
const ROW_FUNCTION = '__export_row'
const BATCH_BYTES = 1 << 18
/** Batches on their way to the main thread that it has not written yet. */
const BATCHES_MAX = 8
const WAIT_MS = 50

type ExportRequest = Extract<EngineRequest, { kind: 'export-text' | 'export-rows' }>

export interface TextExportPort {
  /** One Int32 that the main thread raises by one for each batch it has written. */
  readonly written: Int32Array
  post(bytes: Uint8Array, rowCount: number): void
  isCancelled(): boolean
}

interface Limits {
  readonly batchesMax: number
  readonly lineLengthMax: number
}

/**
 * Hands a query's rows to the main thread as text in batches. The query calls a function for each row and its own result is one count,
 * for the reason that results/preview.ts tells. The function blocks while too many batches are unwritten, and so slows the query down.
 */
export class TextExport {
  #port: TextExportPort | undefined
  #limits: Limits = { batchesMax: BATCHES_MAX, lineLengthMax: Number.POSITIVE_INFINITY }
  #batch = Buffer.allocUnsafe(BATCH_BYTES)
  #length = 0
  #posted = 0
  #lines = 0
  #linesPosted = 0
  /** The engine's own error only quotes it. */
  #failure: CausewayError | undefined

  constructor(connection: DuckDBConnection) {
    const common = {
      returnType: BOOLEAN,
      // Never computed once for several rows, and never left out.
      volatile: true,
    }
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        ...common,
        name: LINE_FUNCTION,
        parameterTypes: [VARCHAR],
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
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        ...common,
        name: ROW_FUNCTION,
        parameterTypes: [BIGINT],
        varArgsType: ANY,
        // Otherwise a row with a NULL has no value and is never seen.
        specialHandling: true,
        mainFunction: (_info, input, output) => {
          this.#addRows(input)
          for (let row = 0; row < input.rowCount; row += 1) output.setItem(row, true)
          output.flush()
        },
      }),
    )
  }

  /** Resolves when all rows were written; rejects when the query failed, in whatever row. */
  async run(connection: DuckDBConnection, request: ExportRequest, port: TextExportPort): Promise<{ readonly rowCount: number }> {
    this.#port = port
    this.#limits = limitsOf(request)
    this.#length = 0
    this.#posted = 0
    this.#lines = 0
    this.#linesPosted = 0
    this.#failure = undefined
    try {
      const result = await connection.run(exportSql(request))
      const [row] = await result.getRows()
      const rowCount = Number(row?.[0])
      if (rowCount !== this.#lines) throw new CausewayError('internal', `The engine exported ${this.#lines} of ${rowCount} rows`)
      this.#flush(port)
      await this.#allWritten(port)
      return { rowCount }
    } catch (error) {
      throw this.#failure ?? error
    } finally {
      this.#port = undefined
    }
  }

  #addRows(input: DuckDBDataChunk): void {
    const numbers = input.getColumnVector(0)
    const columns = Array.from({ length: input.columnCount - 1 }, (_, index) => {
      const vector = input.getColumnVector(index + 1)
      return { vector, write: jsonWriter(vector.type) }
    })
    for (let row = 0; row < input.rowCount; row += 1) {
      // The engine calls in the order of the rows because of the window that numbers them; should that ever change, the rows are not to be believed.
      if (Number(numbers.getItem(row)) !== this.#lines + 1) throw this.#fail('internal', 'The engine gave the rows in another order')
      this.#add(`[${columns.map(({ vector, write }) => write(vector.getItem(row))).join(',')}]\n`)
    }
  }

  #add(line: string): void {
    const port = this.#port
    if (port === undefined) throw new Error('no export is under way')
    if (line.length > this.#limits.lineLengthMax) {
      throw this.#fail(
        'limit-exceeded',
        `Row ${this.#lines + 1} of the result takes more than ${this.#limits.lineLengthMax} characters as JSON`,
      )
    }
    // A UTF-16 unit takes at most three bytes of UTF-8.
    const bytesMax = line.length * 3
    if (this.#length + bytesMax > this.#batch.length) this.#flush(port)
    if (bytesMax > this.#batch.length) this.#batch = Buffer.allocUnsafe(bytesMax)
    this.#length += this.#batch.write(line, this.#length)
    this.#lines += 1
  }

  #fail(kind: 'internal' | 'limit-exceeded', message: string): CausewayError {
    this.#failure ??= new CausewayError(kind, message)
    return this.#failure
  }

  #flush(port: TextExportPort): void {
    if (this.#length === 0) return
    for (;;) {
      if (port.isCancelled()) throw new Error('cancelled')
      const written = Atomics.load(port.written, 0)
      if (this.#posted - written < this.#limits.batchesMax) break
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

function limitsOf(request: ExportRequest): Limits {
  switch (request.kind) {
    case 'export-text':
      return { batchesMax: BATCHES_MAX, lineLengthMax: Number.POSITIVE_INFINITY }
    case 'export-rows':
      return { batchesMax: request.batchesMax, lineLengthMax: request.rowLengthMax }
  }
}

function exportSql(request: ExportRequest): string {
  switch (request.kind) {
    case 'export-text':
      return `SELECT count(${LINE_FUNCTION}(line)) FROM (${request.sql}) AS lines(line)`
    case 'export-rows': {
      const names = Array.from({ length: request.columnCount }, (_, index) => `export_${index}`).join(', ')
      return `SELECT count(${ROW_FUNCTION}(export_row, ${names}))
FROM (SELECT *, row_number() OVER () AS export_row FROM (${request.sql}) AS export_of(${names}))`
    }
  }
}
