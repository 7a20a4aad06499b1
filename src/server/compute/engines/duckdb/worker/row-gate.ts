import { ROW_PIECE_LENGTH_MAX, ROW_PIECES_AHEAD_MAX } from '../../../../../protocol/row-pieces.ts'
import type { Column } from '../../../../../protocol/table-definition.ts'
import type { RowReader } from '../../../compute-ports.ts'

/** What a worker may send of one job's rows: the columns first, then pieces of whole rows, not too long and not too many that the reader has not taken. */
export class RowGate {
  readonly #reader: RowReader
  readonly #taken: () => void
  #hasColumns = false
  #untaken = 0
  #rowCount = 0

  /** `taken` is called for each piece that the reader has taken. */
  constructor(reader: RowReader, taken: () => void) {
    this.#reader = reader
    this.#taken = taken
  }

  /** False, here and below: the worker does not keep to what was agreed, and the reader was told nothing of it. */
  columns(columns: readonly Column[]): boolean {
    if (this.#hasColumns) return false
    this.#hasColumns = true
    this.#reader.columns(columns)
    return true
  }

  rows(text: string): boolean {
    if (!this.#hasColumns || this.#untaken >= ROW_PIECES_AHEAD_MAX || text.length > ROW_PIECE_LENGTH_MAX) return false
    const rowCount = countRows(text)
    if (rowCount === undefined) return false
    this.#rowCount += rowCount
    this.#untaken += 1
    void this.#reader.rows(text).then(() => {
      this.#untaken -= 1
      this.#taken()
    })
    return true
  }

  /** All rows have come, if the result has so many. */
  isWhole(rowCount: number): boolean {
    return this.#hasColumns && this.#rowCount === rowCount
  }
}

/**
 * Undefined when a line is not one array: readers put lines of their own beside the rows and must be able to tell them apart. What is inside of the brackets is as
 * true as the rows of any job.
 */
function countRows(text: string): number | undefined {
  let rows = 0
  for (let from = 0; from < text.length; rows += 1) {
    const end = text.indexOf('\n', from)
    if (end < from + 2 || text[from] !== '[' || text[end - 1] !== ']') return undefined
    from = end + 1
  }
  return rows
}
