import type { Column } from '../../../../protocol/table-definition.ts'

/** A text of rows as a file has them. */
export interface ResultFormat {
  readonly contentType: string
  /** Of the file's name. */
  readonly ending: string
  /** Before the first row. */
  head(columns: readonly Column[]): string | Uint8Array
  /** So many rows are written in one go at most. Asked behind `head`. */
  readonly rowsAtOnce: number
  /** `lines`: whole rows, each the text of a JSON array and a line end. */
  rows(lines: string, columns: readonly Column[]): string | Uint8Array
  /** Behind the last row. */
  tail(): string | Uint8Array
}

/** As long as these take no other request is answered. */
export const ROWS_AT_ONCE_MAX = 20_000

/** As many as take so much together, where a row alone takes a share of it: at least one. */
export const rowsWithin = (most: number, share: number): number =>
  Math.max(1, Math.min(ROWS_AT_ONCE_MAX, Math.floor(most / Math.max(1, share))))

/** Texts of so many rows at most. */
export function* textsOfRows(text: string, rowsMax: number): Generator<string> {
  for (let from = 0; from < text.length; ) {
    let end = from
    for (let rows = 0; rows < rowsMax && end < text.length; rows += 1) end = text.indexOf('\n', end) + 1
    yield text.slice(from, end)
    from = end
  }
}

/** The texts of the rows, without their line ends. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    yield text.slice(from, end)
    from = end + 1
  }
}
