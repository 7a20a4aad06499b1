import type { Line } from './edit-line.ts'
import { begun, type Cell, cellsOf, rowsOf, rowText, widthOf } from './line-rows.ts'

/** What a terminal shows of a line. */
export interface Drawn {
  /** The widths of the signs of each line; one that is too long goes on in the next row. */
  readonly lines: readonly (readonly number[])[]
  /** In which of them the cursor is, and before which sign. */
  readonly cursor: { readonly line: number; readonly sign: number }
  /** In which row of all it is, and in which column. */
  readonly row: number
  readonly column: number
  readonly columns: number
}

export interface Frame {
  /** To be written with the cursor in the first row of what was drawn before. */
  readonly text: string
  readonly drawn: Drawn
}

export interface Drawing {
  readonly prompt: string
  /** Before each further line, as wide as the prompt. */
  readonly continuation: string
  readonly columns: number
  /** So many rows at most: of a text that has more those around the cursor are shown. */
  readonly rows: number
  readonly colour: (text: string) => string
}

interface Row {
  readonly line: number
  readonly cells: readonly Cell[]
}

/** What a terminal is told for a line to be seen, the cursor in its place; lines that are too long go on in the next row. */
export function drawLine({ text, cursor }: Line, { prompt, continuation, columns, rows: most, colour }: Drawing): Frame {
  const coloured = colour(text.replaceAll('\t', ' ')).split('\n')
  const all: Row[] = []
  let at = { row: 0, column: 0 }
  let begin = 0
  for (const [line, typed] of text.split('\n').entries()) {
    const before = cellsOf(line === 0 ? prompt : continuation)
    const signs = cellsOf(coloured[line] ?? '')
    const rows = rowsOf([...before, ...signs], columns)
    if (cursor >= begin && cursor <= begin + typed.length) {
      const place = placeIn(rows, before.length + signsBefore(signs, cursor - begin))
      at = { row: all.length + place.row, column: place.column }
    }
    all.push(...begun(rows).map((cells) => ({ line, cells })))
    begin += typed.length + 1
  }
  const first = Math.max(0, Math.min(at.row - Math.floor(most / 2), all.length - most))
  const shown = all.slice(first, first + most)
  const row = at.row - first
  const up = shown.length - 1 - row
  return {
    text: `\r\u001b[J${rowsText(shown, columns)}${up > 0 ? `\u001b[${up}A` : ''}\r${at.column > 0 ? `\u001b[${at.column}C` : ''}`,
    drawn: { ...linesOf(shown, row, at.column), row, column: at.column, columns },
  }
}

function rowsText(rows: readonly Row[], columns: number): string {
  return rows
    .map(({ line, cells }, index) => (index > 0 && rows[index - 1]?.line !== line ? '\r\n' : '') + rowText(cells, columns))
    .join('')
}

function linesOf(rows: readonly Row[], cursorRow: number, column: number): Pick<Drawn, 'lines' | 'cursor'> {
  const lines = [...Map.groupBy(rows, ({ line }) => line).values()].map((own) =>
    own.flatMap(({ cells }) => cells.map(({ width }) => width)),
  )
  const line = (rows[cursorRow]?.line ?? 0) - (rows[0]?.line ?? 0)
  let sign = 0
  for (const { line: of, cells } of rows.slice(0, cursorRow)) if (of === rows[cursorRow]?.line) sign += cells.length
  let used = 0
  for (const { width } of rows[cursorRow]?.cells ?? []) {
    if (used >= column) break
    used += width
    sign += 1
  }
  return { lines, cursor: { line, sign } }
}

function signsBefore(cells: readonly Cell[], length: number): number {
  let passed = 0
  let count = 0
  while (count < cells.length && passed < length) {
    passed += cells[count]?.length ?? 0
    count += 1
  }
  return count
}

/** Where the sign of that number stands, or the next one would. */
export function placeIn(
  rows: readonly (readonly { readonly width: number }[])[],
  sign: number,
): { readonly row: number; readonly column: number } {
  let before = 0
  for (const [row, cells] of rows.entries()) {
    if (sign < before + cells.length || row === rows.length - 1) return { row, column: widthOf(cells.slice(0, sign - before)) }
    before += cells.length
  }
  return { row: 0, column: 0 }
}
