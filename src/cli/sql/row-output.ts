import { jsonCells } from '../../base/json-cells.ts'
import type { Column } from '../../protocol/table-definition.ts'
import { csvResult } from '../../server/api/causeway/result-formats/csv-result.ts'
import { jsonResult } from '../../server/api/causeway/result-formats/json-result.ts'
import { jsonlResult } from '../../server/api/causeway/result-formats/jsonl-result.ts'
import { plain } from '../shown-fields.ts'
import { textWidth } from '../tables/text-width.ts'

/** Rows as they are written, part by part: what is held of them does not grow with their number. */
export interface RowOutput {
  head(columns: readonly Column[]): string
  /** `lines`: whole rows, each the text of a JSON array and a line end. */
  rows(lines: string): string
  tail(): string
}

export const OUTPUTS = ['table', 'csv', 'json', 'jsonl', 'markdown'] as const
export type OutputName = (typeof OUTPUTS)[number]

export function rowOutput(name: OutputName, isExpanded = false): RowOutput {
  switch (name) {
    case 'csv':
      return ofFormat(csvResult(true))
    case 'jsonl':
      return ofFormat(jsonlResult())
    case 'json':
      return ofFormat(jsonResult())
    case 'markdown':
      return markdownOutput()
    case 'table':
      return isExpanded ? expandedOutput() : tableOutput()
  }
}

interface TextFormat {
  head(columns: readonly Column[]): string | Uint8Array
  rows(lines: string, columns: readonly Column[]): string | Uint8Array
  tail(): string | Uint8Array
}

function ofFormat(format: TextFormat): RowOutput {
  let columns: readonly Column[] = []
  return {
    head(these) {
      columns = these
      return String(format.head(these))
    },
    rows: (lines) => String(format.rows(lines, columns)),
    tail: () => String(format.tail()),
  }
}

const rowsOf = (lines: string): readonly (readonly string[])[] => lines.trimEnd().split('\n').map(jsonCells)
const textOf = (cell: string): string => (cell === 'null' ? 'NULL' : plain(cell.startsWith('"') ? JSON.parse(cell) : cell))

function markdownOutput(): RowOutput {
  const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|')
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |\n`
  return {
    head: (columns) =>
      line(columns.map(({ name }) => plain(name))) + `|${columns.map(({ type }) => (isNumber(type) ? ' ---: |' : ' --- |')).join('')}\n`,
    rows: (lines) =>
      rowsOf(lines)
        .map((cells) => line(cells.map(textOf)))
        .join(''),
    tail: () => '',
  }
}

const isNumber = (type: string): boolean => /^(tinyint|smallint|int|bigint|float|double|decimal)\b/.test(type)

/** So many rows say how wide the columns are. */
const MEASURED_ROWS = 1_000

/** As psql has it; rows behind the first thousand that are wider push their line out. */
function tableOutput(): RowOutput {
  let columns: readonly Column[] = []
  let held: (readonly string[])[] = []
  let widths: readonly number[] | undefined
  const line = (cells: readonly string[]): string =>
    `${cells
      .map((cell, at) => {
        const space = ' '.repeat(Math.max(0, (widths?.[at] ?? 0) - textWidth(cell)))
        return isNumber(columns[at]?.type ?? '') ? ` ${space}${cell} ` : ` ${cell}${space} `
      })
      .join('|')
      .trimEnd()}\n`
  function begin(): string {
    const names = columns.map(({ name }) => plain(name))
    widths = names.map((name, at) => held.reduce((width, row) => Math.max(width, textWidth(row[at] ?? '')), textWidth(name)))
    const text = line(names) + `${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n` + held.map(line).join('')
    held = []
    return text
  }
  return {
    head(these) {
      columns = these
      return ''
    },
    rows(lines) {
      const texts = rowsOf(lines).map((cells) => cells.map(textOf))
      if (widths !== undefined) return texts.map(line).join('')
      held.push(...texts)
      return held.length < MEASURED_ROWS ? '' : begin()
    },
    tail: () => (widths === undefined ? begin() : ''),
  }
}

/** A line for each field: of rows that are wider than any terminal. */
function expandedOutput(): RowOutput {
  let names: readonly string[] = []
  let count = 0
  return {
    head(columns) {
      const texts = columns.map(({ name }) => plain(name))
      const width = texts.reduce((most, text) => Math.max(most, textWidth(text)), 0)
      names = texts.map((text) => text + ' '.repeat(width - textWidth(text)))
      return ''
    },
    rows: (lines) =>
      rowsOf(lines)
        .map((cells) => {
          count += 1
          return `-[ ${count} ]-\n${cells.map((cell, at) => `${names[at] ?? ''} | ${textOf(cell)}\n`).join('')}`
        })
        .join(''),
    tail: () => '',
  }
}
