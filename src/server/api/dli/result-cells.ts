import type { ResultCells } from '../../../base/config.ts'
import { cellText, jsonCells } from '../../../base/json-cells.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'

/**
 * How a row is sent, from the text of the JSON array that is kept of it. documents: as it stands there. java-sdk: a timestamp is its milliseconds since 1970, and an
 * array, a map or a struct its JSON text, each a string: the service's own Java SDK reads rows as lists of strings, and these two so.
 */
export function rowWriter(columns: readonly Column[], form: ResultCells): (rowJson: string) => string {
  if (form === 'documents') return (rowJson) => rowJson
  const writers = columns.map(({ type }) => cellWriter(type))
  if (writers.every((writer) => writer === undefined)) return (rowJson) => rowJson
  return (rowJson) => {
    const cells = jsonCells(rowJson).map((cell, at) => (cell === 'null' ? cell : (writers[at]?.(cell) ?? cell)))
    return `[${cells.join(',')}]`
  }
}

function cellWriter(type: string): ((cell: string) => string) | undefined {
  switch (parseSparkType(type).kind) {
    case 'timestamp':
      return (cell) => JSON.stringify(epochText(cellText(cell)))
    case 'array':
    case 'map':
    case 'struct':
      return (cell) => JSON.stringify(cell)
    default:
      return undefined
  }
}

const TIMESTAMP = /^([+-]?)(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/

/** Whole milliseconds; what is below one is left out. */
function epochText(text: string): string {
  const [, sign, year = '', month, day, hour, minute, second, fraction = ''] = TIMESTAMP.exec(text) ?? []
  if (year === '') return text
  const at = new Date(0)
  at.setUTCFullYear(Number(year) * (sign === '-' ? -1 : 1), Number(month) - 1, Number(day))
  at.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)))
  return Number.isNaN(at.getTime()) ? text : String(at.getTime())
}
