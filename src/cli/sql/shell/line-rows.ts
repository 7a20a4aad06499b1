import { textWidth } from '../../tables/text-width.ts'

/** A sign on a terminal. */
export interface Cell {
  readonly text: string
  /** In columns. */
  readonly width: number
  /** The sequence that turns its colour on; '' for none. */
  readonly colour: string
  /** UTF-16 units of it in the line. */
  readonly length: number
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of terminals are such
const COLOUR = /\u001b\[[\d;]*m/g
const OFF = '\u001b[0m'
/** Behind the last column of a row a terminal has no place for its cursor, unless the next row has been begun. */
const BEGUN: Cell = { text: ' ', width: 1, colour: '', length: 0 }

/** The signs of a line that has colours. */
export function cellsOf(coloured: string): readonly Cell[] {
  const changes = new Map<number, string>()
  let removed = 0
  for (const match of coloured.matchAll(COLOUR)) {
    changes.set(match.index - removed, match[0] === OFF ? '' : match[0])
    removed += match[0].length
  }
  let colour = ''
  const cells: Cell[] = []
  for (const { segment, index } of segments.segment(coloured.replaceAll(COLOUR, ''))) {
    for (let at = index; at < index + segment.length; at += 1) colour = changes.get(at) ?? colour
    cells.push({ text: segment, width: textWidth(segment), colour, length: segment.length })
  }
  return cells
}

interface Wide {
  readonly width: number
}

/** As a terminal puts them beneath each other; at least one row. */
export function wrapped<T extends Wide>(cells: readonly T[], columns: number): readonly (readonly T[])[] {
  const rows: T[][] = []
  let row: T[] = []
  let used = 0
  for (const cell of cells) {
    if (used + cell.width > columns) {
      rows.push(row)
      row = []
      used = 0
    }
    row.push(cell)
    used += cell.width
  }
  return [...rows, row]
}

/** The same with a row more where the last is full: there is the cursor behind it. */
export function rowsOf<T extends Wide>(cells: readonly T[], columns: number): readonly (readonly T[])[] {
  const rows = wrapped(cells, columns)
  return widthOf(rows.at(-1) ?? []) === columns ? [...rows, []] : rows
}

export const widthOf = (cells: readonly Wide[]): number => cells.reduce((sum, { width }) => sum + width, 0)

/** The same with what begins a row that is empty. */
export const begun = (rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] =>
  rows.map((row, index) => (row.length === 0 && index > 0 ? [BEGUN] : row))

/** What a terminal is told for a row to be seen. */
export function rowText(row: readonly Cell[], columns: number): string {
  let text = ''
  let active = ''
  let used = 0
  for (const cell of row) {
    if (cell.colour !== active) text += (active === '' ? '' : OFF) + cell.colour
    active = cell.colour
    text += cell.text
    used += cell.width
    // Terminals differ in how wide they draw it: what is behind it has its place all the same.
    if (!isCertain(cell.text) && used < columns) text += `\u001b[${used + 1}G`
  }
  return `${text}${active === '' ? '' : OFF}${row[0] === BEGUN ? '\r' : ''}`
}

const isCertain = (sign: string): boolean => /^[\p{L}\p{N}\p{P}\p{Sc}\p{Sm} ~^`|+<>=$]$/u.test(sign)
