import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import { ROW_PIECE_LENGTH_MAX, ROW_PIECES_AHEAD_MAX } from '../../../protocol/row-pieces.ts'
import { PREVIEW_BYTES_MAX } from './kept-rows.ts'
import type { ResultSink } from './result-sink.ts'
import type { RowPieces } from './row-pieces.ts'
import { withoutVoid } from './without-void.ts'

/** Sends every row but the first that are skipped, as fast as the server takes them, and keeps the first ones as for any job. */
export const streamedRows =
  (pieces: RowPieces, rowsSkipped: number): ResultSink =>
  async (query, context) => {
    pieces.columns(query.columns)
    const first = new FirstLines(PREVIEW_ROWS_MAX, PREVIEW_BYTES_MAX)
    const request = {
      kind: 'export-rows',
      sql: rowsSkipped === 0 ? withoutVoid(query) : `SELECT * FROM (${withoutVoid(query)}) OFFSET ${rowsSkipped}`,
      columnCount: query.columns.length,
      batchesMax: ROW_PIECES_AHEAD_MAX,
      rowLengthMax: ROW_PIECE_LENGTH_MAX,
    } as const
    const { rowCount } = await context.export(request, async (bytes) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
      first.add(text)
      await pieces.send(text)
    })
    return { columns: [...query.columns], rowsJson: first.lines, rowCount }
  }

/** The first lines of a text that comes in pieces of whole lines, within a number of lines and of bytes. */
class FirstLines {
  readonly lines: string[] = []
  readonly #linesMax: number
  #bytesLeft: number

  constructor(linesMax: number, bytesMax: number) {
    this.#linesMax = linesMax
    this.#bytesLeft = bytesMax
  }

  add(text: string): void {
    let from = 0
    while (this.lines.length < this.#linesMax && this.#bytesLeft > 0 && from < text.length) {
      const end = text.indexOf('\n', from)
      const line = text.slice(from, end)
      this.#bytesLeft -= Buffer.byteLength(line)
      if (this.#bytesLeft >= 0) this.lines.push(line)
      from = end + 1
    }
  }
}
