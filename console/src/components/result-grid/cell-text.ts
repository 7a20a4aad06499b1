import { cellText, jsonCells, jsonEntries } from '../../../../src/base/json-cells.ts'
import { plain } from '../../../../src/base/shown-text.ts'

export interface ShownCell {
  readonly text: string
  readonly isNull: boolean
}

const SHOWN_MAX = 200

/** What a cell of a grid shows: NULL apart from a text of that name, a nested value folded, a long one cut. Signs that have no look of their own are told by their number. */
export function shownCell(cell: string | undefined): ShownCell {
  if (cell === undefined || cell === 'null') return { text: 'NULL', isNull: true }
  const begins = cell[0]
  if (begins === '[') return { text: `[${counted(jsonCells(cell).length, 'value')}] ${cut(cell, 60)}`, isNull: false }
  if (begins === '{') return { text: `{${counted(jsonEntries(cell).length, 'field')}} ${cut(cell, 60)}`, isNull: false }
  return { text: visible(cut(cellText(cell), SHOWN_MAX)), isNull: false }
}

/** The whole of it, as it is copied. */
export const wholeText = (cell: string | undefined): string => (cell === undefined || cell === 'null' ? '' : cellText(cell))

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Not within a sign of two units. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '') ? length - 1 : length
  return `${text.slice(0, end)}…`
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '↵'],
  ['\r', '␍'],
  ['\t', '⇥'],
])

/** Controls, and what turns the direction of a text, would hide what stands there. */
export const visible = (text: string): string => plain(text.replaceAll(/[\n\r\t]/g, (sign) => NAMED.get(sign) ?? sign))
