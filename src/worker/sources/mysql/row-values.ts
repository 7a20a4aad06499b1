import type { SparkType } from '../../../base/spark-type.ts'
import { quoteName } from '../../engine/quote.ts'
import type { WrittenForm } from './remote-type.ts'

export interface WrittenColumn {
  readonly name: string
  readonly type: SparkType
  readonly written: WrittenForm
}

/** Before each row's values; the first of a statement goes without. */
export const SEPARATOR = ','
/** Behind each row's values, and nowhere within. */
export const LINE_END = '\n'

/**
 * Engine SQL with one text column: each row of `sql` as a line of values for MySQL's INSERT, whose literals are read with backslash escapes. `sql` has the
 * table's columns in their order.
 */
export function rowValuesSql(columns: readonly WrittenColumn[], sql: string): string {
  const names = columns.map((_, index) => `v${index}`)
  const fields = columns.map((column, index) => `coalesce(${fieldSql(column, names[index] ?? '')}, 'NULL')`)
  return `SELECT '${SEPARATOR}(' || ${fields.join(` || ',' || `)} || ')' || chr(10) FROM (${sql}) AS row_values(${names.map(quoteName).join(', ')})`
}

const quoted = (text: string): string => `'''' || ${text} || ''''`
const asText = (value: string): string => `CAST(${value} AS VARCHAR)`

function fieldSql({ name, type, written }: WrittenColumn, value: string): string {
  switch (type.kind) {
    case 'boolean':
      return asText(`CAST(${value} AS INTEGER)`)
    case 'float':
    case 'double':
      return `CASE WHEN isfinite(${value}) THEN ${asText(value)} WHEN ${value} IS NOT NULL THEN error(${notFinite(name)}) END`
    case 'string':
      return quoted(escaped(value))
    case 'binary':
      return `'x''' || hex(${value}) || ''''`
    case 'date':
      return written === 'year' ? yearSql(name, value) : quoted(asText(value))
    case 'timestamp':
      return quoted(written === 'time' ? `strftime(${value}, '%H:%M:%S.%f')` : asText(value))
    default:
      return asText(value)
  }
}

/** Of a year below 100 the server would make one of 1970 to 2069. */
const yearSql = (name: string, value: string): string =>
  `CASE WHEN year(${value}) BETWEEN 1901 AND 2155 THEN ${asText(`year(${value})`)} WHEN ${value} IS NOT NULL THEN error(${noYear(name)}) END`

/** The engine's literals have no escapes: a backslash is one. */
const escaped = (text: string): string =>
  `replace(replace(replace(replace(${text}, '\\', '\\\\'), '''', '\\'''), chr(10), '\\n'), chr(0), '\\0')`

const failure = (name: string, words: string): string => `'Column "${name.replaceAll("'", "''").replaceAll('\0', '')}" gets ${words}'`
const notFinite = (name: string): string => failure(name, 'NaN or an infinity, which the database does not have')
const noYear = (name: string): string => failure(name, 'a date whose year the type YEAR does not have: 1901 to 2155')
