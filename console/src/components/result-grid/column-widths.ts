import { shownCell } from './cell-text.ts'
import type { ResultColumn } from './result-column.ts'
import { cellsOf } from './result-rows.ts'

const MEASURED_ROWS = 50
const CHARACTER_PX = 8
const PADDING_PX = 24
/** For the sign of the sorting, and the type beneath the name. */
const HEAD_PX = 28
const [WIDTH_MIN, WIDTH_MAX] = [72, 360]

/** In CSS pixels, by the first rows: a grid that measured what it shows would move while one scrolls. */
export function columnWidths(columns: readonly ResultColumn[], texts: readonly string[]): readonly number[] {
  const characters = columns.map(({ name, type }) => Math.max(name.length + HEAD_PX / CHARACTER_PX, Math.min(type.length, 24)))
  for (const text of texts.slice(0, MEASURED_ROWS)) {
    const cells = cellsOf(text)
    for (const [at, most] of characters.entries()) characters[at] = Math.max(most, shownCell(cells[at]).text.length)
  }
  return characters.map((count) => Math.round(Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, count * CHARACTER_PX + PADDING_PX))))
}
