import { quoteText } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { literalPath } from '../literal-path.ts'

/** By the footers of the files. */
export async function parquetRowCount(paths: readonly string[], context: Pick<FilesContext, 'engine'>): Promise<number> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT CAST(coalesce(sum(num_rows), 0) AS BIGINT) FROM parquet_file_metadata([${list}])`,
    columns: [{ name: 'rows', type: 'bigint' }],
    rowsMax: 1,
    bytesMax: 1000,
  })
  const [row] = rowsJson
  const count: unknown = row === undefined ? undefined : JSON.parse(row)
  return Array.isArray(count) && typeof count[0] === 'number' ? count[0] : 0
}
