import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { quoteName } from '../../engine/quote.ts'

/**
 * Engine SQL with one text column: each row of `sql` as a line of COPY's text format, which PostgreSQL reads with the input function of
 * whatever type the remote column has. `sql` has the table's columns in their order.
 */
export function copyLineSql(columns: readonly Column[], sql: string): string {
  const names = columns.map((_, index) => `v${index}`)
  const fields = columns.map((column, index) => `coalesce(${fieldSql(column, names[index] ?? '')}, '\\N')`)
  return `SELECT ${fields.join(` || chr(9) || `)} || chr(10) FROM (${sql}) AS row_values(${names.map(quoteName).join(', ')})`
}

function fieldSql(column: Column, name: string): string {
  switch (parseSparkType(column.type).kind) {
    case 'string':
      return `replace(replace(replace(replace(${name}, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r')`
    case 'binary':
      // A backslash is written twice: once for COPY, once for bytea.
      return `'\\\\x' || hex(${name})`
    case 'date':
    case 'timestamp':
      // The engine marks a year before 1 as "(BC)", PostgreSQL as "BC".
      return `replace(replace(CAST(${name} AS VARCHAR), '(', ''), ')', '')`
    default:
      return `CAST(${name} AS VARCHAR)`
  }
}
