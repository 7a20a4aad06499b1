import { cellText, jsonCells, jsonEntries, keyCell } from '../../../base/json-cells.ts'
import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'

/** Engine SQL of the rows that a preview keeps, each the text of a JSON array (engine/results/value-json.ts), with the values that they were written from. */
export function resultRowsSql(rowsJson: readonly string[], columns: readonly Column[]): string {
  const types = columns.map(({ type }) => parseSparkType(type))
  const nulls = columns.map(({ name }, index) => `CAST(NULL AS ${engineType(types[index] ?? { kind: 'void' })}) AS ${quoteName(name)}`)
  if (rowsJson.length === 0) return `SELECT ${nulls.join(', ')} LIMIT 0`
  const rows = rowsJson.map(
    (row) =>
      `(${jsonCells(row)
        .map((cell, index) => literal(cell, types[index] ?? { kind: 'void' }))
        .join(', ')})`,
  )
  return `SELECT * FROM (VALUES ${rows.join(', ')}) AS result_rows(${columns.map(({ name }) => quoteName(name)).join(', ')})`
}

function literal(cell: string, type: SparkType): string {
  const typeName = engineType(type)
  if (cell === 'null') return `CAST(NULL AS ${typeName})`
  switch (type.kind) {
    case 'array':
      return `CAST([${jsonCells(cell)
        .map((item) => literal(item, type.element))
        .join(', ')}] AS ${typeName})`
    case 'struct': {
      const values = jsonEntries(cell).map(([, value], index) => literal(value, type.fields[index]?.type ?? { kind: 'void' }))
      return `CAST(row(${values.join(', ')}) AS ${typeName})`
    }
    case 'map': {
      const entries = jsonEntries(cell)
      const keys = entries.map(([key]) => literal(keyCell(key, type.key), type.key))
      const values = entries.map(([, value]) => literal(value, type.value))
      return `CAST(map([${keys.join(', ')}], [${values.join(', ')}]) AS ${typeName})`
    }
    case 'binary':
      return `from_base64(${quoteText(cellText(cell))})`
    default:
      return `CAST(${quoteText(cellText(cell))} AS ${typeName})`
  }
}
