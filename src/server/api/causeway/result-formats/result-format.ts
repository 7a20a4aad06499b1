import type { Column } from '../../../../protocol/table-definition.ts'

/** A text of rows as a file has them. */
export interface ResultFormat {
  readonly contentType: string
  /** Of the file's name. */
  readonly ending: string
  /** Before the first row. */
  head(columns: readonly Column[]): string | Uint8Array
  /** `lines`: whole rows, each the text of a JSON array and a line end. */
  rows(lines: string, columns: readonly Column[]): string | Uint8Array
  /** Behind the last row. */
  tail(): string | Uint8Array
}

/** The texts of the rows, without their line ends. */
export function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    yield text.slice(from, end)
    from = end + 1
  }
}
