import type { SparkType } from '../../../../base/spark-type.ts'
import { quoteName } from '../../../engine/quote.ts'
import type { WrittenForm } from '../remote-type.ts'

export interface WrittenColumn {
  readonly type: SparkType
  readonly written: WrittenForm
}

/**
 * Engine SQL with one text column: each row of `sql` as a line of COPY's text format, which PostgreSQL reads with the input function of
 * whatever type the remote column has. `sql` has the table's columns in their order.
 */
export function copyLineSql(columns: readonly WrittenColumn[], sql: string): string {
  const names = columns.map((_, index) => `v${index}`)
  const fields = columns.map((column, index) => `coalesce(${fieldSql(column, names[index] ?? '')}, '\\N')`)
  return `SELECT ${fields.join(` || chr(9) || `)} || chr(10) FROM (${sql}) AS row_values(${names.map(quoteName).join(', ')})`
}

/** What COPY would take for its own is escaped; most values hold nothing of the kind. */
function fieldSql({ type, written }: WrittenColumn, value: string): string {
  switch (type.kind) {
    case 'string':
      return escaped(value)
    case 'array':
      return escaped(arraySql(type.element, written, value))
    case 'binary':
      // A backslash is written twice: once for COPY, once for bytea.
      return written === 'text-bytes' ? escaped(`decode(${value})`) : `'\\\\x' || hex(${value})`
    default:
      return valueSql(type, written, value)
  }
}

const escaped = (text: string): string =>
  `replace(replace(replace(replace(${text}, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r')`

/** PostgreSQL's text of an array; each element that is no number is in double quotes. */
function arraySql(element: SparkType, written: WrittenForm, value: string): string {
  const elements = `list_transform(${value}, lambda e: coalesce(${elementSql(element, written)}, 'NULL'))`
  return `'{' || array_to_string(${elements}, ',') || '}'`
}

function elementSql(element: SparkType, written: WrittenForm): string {
  switch (element.kind) {
    case 'string':
      return `'"' || replace(replace(e, '\\', '\\\\'), '"', '\\"') || '"'`
    case 'binary':
      return written === 'text-bytes' ? 'decode(e)' : `'"\\\\x' || hex(e) || '"'`
    default:
      return `'"' || ${valueSql(element, written, 'e')} || '"'`
  }
}

function valueSql(type: SparkType, written: WrittenForm, value: string): string {
  switch (type.kind) {
    case 'boolean':
      return written === 'bit' ? `CAST(CAST(${value} AS INTEGER) AS VARCHAR)` : `CAST(${value} AS VARCHAR)`
    case 'date':
    case 'timestamp': {
      // The engine marks a year before 1 as "(BC)", PostgreSQL as "BC", with a zone in between.
      const isBefore = `ends_with(CAST(${value} AS VARCHAR), ' (BC)')`
      const plain = `replace(CAST(${value} AS VARCHAR), ' (BC)', '')`
      return `${plain} || CASE WHEN ${isBefore} THEN '${written === 'in-utc' ? '+00' : ''} BC' ELSE '${written === 'in-utc' ? '+00' : ''}' END`
    }
    default:
      return `CAST(${value} AS VARCHAR)`
  }
}
