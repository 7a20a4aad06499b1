import { cellText } from '../../../../src/base/json-cells.ts'
import { compareCells } from './compare-cells.ts'
import type { ValueKind } from './result-column.ts'

export type CellTest = (cell: string) => boolean

const COMPARED = /^(<=|>=|<>|!=|=|<|>)\s*(.*)$/s

/**
 * What a person types above a column: `> 5`, `<= 2024-01-01`, `= x`, `!= x`, `null`, `not null`; any other text is looked for within the shown one, whatever its capitals. undefined: nothing is left out.
 * NULL meets no comparison, as in SQL.
 */
export function cellTest(typed: string, kind: ValueKind): CellTest | undefined {
  const wanted = typed.trim()
  if (wanted === '') return undefined
  if (/^(is )?null$/i.test(wanted)) return (cell) => cell === 'null'
  if (/^(is )?not null$|^!null$/i.test(wanted)) return (cell) => cell !== 'null'
  const [, sign, operand] = COMPARED.exec(wanted) ?? []
  if (sign === undefined || operand === undefined || operand === '') return containing(wanted)
  if (kind === 'number' && Number.isNaN(Number(operand))) return () => false
  const compare = compareCells(kind)
  const value = JSON.stringify(operand)
  return (cell) => cell !== 'null' && holds(sign, compare(cell.startsWith('"') ? cell : JSON.stringify(cell), value))
}

function containing(wanted: string): CellTest {
  const lower = wanted.toLowerCase()
  return (cell) => cell !== 'null' && cellText(cell).toLowerCase().includes(lower)
}

function holds(sign: string, order: number): boolean {
  switch (sign) {
    case '=':
      return order === 0
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '<=':
      return order <= 0
    case '>=':
      return order >= 0
    default:
      return order !== 0
  }
}
