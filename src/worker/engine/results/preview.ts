import { type DuckDBConnection, DuckDBListType, DuckDBListValue, DuckDBStructType, DuckDBStructValue } from '@duckdb/node-api'
import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { QueryOutcome } from '../messages.ts'
import { jsonWriter } from './value-json.ts'

/** Added to every row: brackets, commas, numbers. */
const ROW_BYTES = 64

export interface PreviewLimits {
  readonly rowsMax: number
  readonly bytesMax: number
}

/**
 * Runs a query to its end, keeps its first rows as JSON texts, within a number of rows and of bytes, and counts all.
 *
 * It is one statement with one row as its result, not a stream: the engine's client shows the end of a stream and a failure in the middle
 * of one in the same way, so a broken result would pass for a short one. Row numbers and running sizes are computed as the rows pass;
 * only the kept rows are held in memory.
 */
export async function runPreview(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly Column[],
  limits: PreviewLimits,
): Promise<QueryOutcome> {
  const result = await connection.run(previewSql(sql, columns, limits))
  const [row] = await result.getRows()
  const [count, kept] = row ?? []
  if (typeof count !== 'bigint') throw new CausewayError('internal', 'The engine did not count the rows of the result')
  const type = result.columnType(1)
  if (!(kept instanceof DuckDBListValue) || !(type instanceof DuckDBListType) || !(type.valueType instanceof DuckDBStructType)) {
    return { rowsJson: [], rowCount: Number(count) }
  }
  const writers = type.valueType.entryTypes.map(jsonWriter)
  const rowsJson = kept.items.map((item) => {
    if (!(item instanceof DuckDBStructValue)) throw new CausewayError('internal', 'The engine kept a row that is none')
    const values = Object.values(item.entries)
    return `[${writers.map((write, column) => write(values[column] ?? null)).join(',')}]`
  })
  return { rowsJson: withinBytes(rowsJson, limits.bytesMax), rowCount: Number(count) }
}

function previewSql(sql: string, columns: readonly Column[], { rowsMax, bytesMax }: PreviewLimits): string {
  const names = columns.map((_, index) => `preview_${index}`)
  const sizes = columns.map((column, index) => sizeSql(column, names[index] ?? '')).filter((size) => size !== undefined)
  const rowSize = [String(ROW_BYTES), ...sizes].join(' + ')
  const row = names.map((name) => `${name} := ${name}`).join(', ')
  return `SELECT count(*), list(struct_pack(${row}) ORDER BY preview_row) FILTER (WHERE preview_row <= ${rowsMax} AND preview_bytes <= ${bytesMax})
FROM (SELECT *, row_number() OVER () AS preview_row, sum(${rowSize}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS preview_bytes
FROM (${sql}) AS preview_of(${names.join(', ')}))`
}

/** The bytes of a value whose type does not bound them. */
function sizeSql(column: Column, name: string): string | undefined {
  switch (parseSparkType(column.type).kind) {
    case 'string':
      // The engine gives a NULL that it finds in a text no type, and takes it for an integer behind a WITH.
      return `coalesce(strlen(CAST(${name} AS VARCHAR)), 0)`
    case 'binary':
      return `coalesce(octet_length(${name}), 0)`
    case 'array':
    case 'map':
    case 'struct':
      return `coalesce(strlen(CAST(${name} AS VARCHAR)), 0)`
    default:
      return undefined
  }
}

/** As JSON, a row can be larger than its values. */
function withinBytes(rows: readonly string[], bytesMax: number): readonly string[] {
  let bytes = 0
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(row)
    return bytes > bytesMax
  })
  return end < 0 ? rows : rows.slice(0, end)
}
