import { jsonCells, jsonEntries } from '../../../../src/base/json-cells.ts'
import type { ResultColumn } from './result-column.ts'

/** The rows of a result that are here, each the text of a JSON array, or of a JSON object in the order of the columns: numbers keep every digit, and what nobody looks at is not parsed. */
export interface ResultRows {
  readonly columns: readonly ResultColumn[]
  readonly texts: readonly string[]
  /** Of the whole result. */
  readonly rowCount: number
}

/** The JSON texts of a row's values. */
export const cellsOf = (text: string): readonly string[] =>
  text.startsWith('{') ? jsonEntries(text).map(([, value]) => value) : jsonCells(text)

const KEPT = 2_000

/** Those rows whose cells were asked for last are parsed once: a grid asks for each of a row's cells by itself. */
export function cellReader(texts: readonly string[]): (row: number) => readonly string[] {
  const kept = new Map<number, readonly string[]>()
  return (row) => {
    const before = kept.get(row)
    if (before !== undefined) return before
    const text = texts[row]
    const cells = text === undefined ? [] : cellsOf(text)
    if (kept.size >= KEPT) kept.clear()
    kept.set(row, cells)
    return cells
  }
}
