import { CausewayError } from '../../../base/errors.ts'
import { cellText, jsonCells, jsonEntries } from '../../../base/json-cells.ts'
import type { SparkType } from '../../../base/spark-type.ts'

export interface WrittenColumn {
  readonly name: string
  readonly type: SparkType
}

/** The JSON text of a document, of the texts that a result has of its values (engine/results/value-json.ts). What is NULL is no field. */
export const documentText = (cells: readonly string[], columns: readonly WrittenColumn[]): string => fieldsText(columns, cells)

function fieldsText(columns: readonly WrittenColumn[], cells: readonly string[]): string {
  const fields = columns.flatMap(({ name, type }, index) => {
    const cell = cells[index] ?? 'null'
    return cell === 'null' ? [] : [`${JSON.stringify(name)}:${valueText(cell, type)}`]
  })
  return `{${fields.join(',')}}`
}

function valueText(cell: string, type: SparkType): string {
  if (cell === 'null') return 'null'
  switch (type.kind) {
    case 'float':
    case 'double':
      // Not a number and infinite ones are in quotes.
      if (cell.startsWith('"')) throw noNumber(cellText(cell))
      // A new index would have a field of whole numbers of it, and cut those that follow.
      return /^-?\d+$/.test(cell) ? `${cell}.0` : cell
    case 'decimal':
      return cellText(cell)
    case 'timestamp':
      return JSON.stringify(momentText(cellText(cell)))
    case 'array':
      return `[${jsonCells(cell)
        .map((item) => valueText(item, type.element))
        .join(',')}]`
    case 'struct':
      return fieldsText(
        type.fields,
        jsonEntries(cell).map(([, value]) => value),
      )
    case 'map':
      return `{${jsonEntries(cell)
        .map(([key, value]) => `${key}:${valueText(value, type.value)}`)
        .join(',')}}`
    default:
      return cell
  }
}

/** "2024-02-29 13:00:00.123456" as a field of the type date reads it, with all of its digits. */
const momentText = (text: string): string => `${text.replace(' ', 'T')}Z`

const noNumber = (text: string): CausewayError =>
  new CausewayError('sql-semantics', `A row has a value that no document can have: ${text}`, {
    hint: 'Write NULL, or a text, in its place.',
  })
