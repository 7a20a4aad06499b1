import type { EngineColumn } from '../../../../engine/messages.ts'
import { quoteText } from '../../../../engine/quote.ts'
import type { FilesContext, RemoteContext } from '../../../shared/source-context.ts'
import type { DataFiles } from '../../data-files.ts'
import { literalPath } from '../../literal-path.ts'
import { copiedFiles } from './copied-files.ts'
import { writeSignedCopy } from './signed-copy.ts'

const BYTES_MAX = 64 << 20

/** Whether files with these columns, by their types in all files together, may have numbers of 8 or 16 bits without a sign. `areAlike`: each file has just these types. */
export const mayBeUnsigned = (columns: readonly EngineColumn[], areAlike: boolean): boolean =>
  columns.some(
    ({ type }) => /\bU(?:TINYINT|SMALLINT)\b/.test(type) || (!areAlike && /\b(?:SMALL|BIG|HUGE)?INT(?:EGER)?\b|\bDOUBLE\b/.test(type)),
  )

/**
 * The files, or copies of them for the time of the job. Numbers of 8 and 16 bits without a sign stand in 32 bits, of which the engine cuts off the upper ones and Spark does not: where
 * the statistics do not say that there are none of those, such columns are read from copies with another footer.
 */
export async function signedFiles(files: DataFiles, shown: string, context: FilesContext & RemoteContext): Promise<DataFiles> {
  const doubtful = await doubtfulFiles(files.paths, context)
  return doubtful.size === 0 ? files : await copiedFiles(files, doubtful, writeSignedCopy, shown, context)
}

/** Statistics that are no number of the column's type are NULL. */
async function doubtfulFiles(paths: readonly string[], context: Pick<FilesContext, 'engine'>): Promise<ReadonlySet<string>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `WITH leaves AS (SELECT file_name, duckdb_type, row_number() OVER (PARTITION BY file_name ORDER BY column_id) - 1 AS leaf FROM parquet_schema([${list}]) WHERE type IS NOT NULL)
SELECT DISTINCT file_name FROM leaves JOIN parquet_metadata([${list}]) AS chunks USING (file_name)
WHERE duckdb_type IN ('UTINYINT', 'USMALLINT') AND chunks.column_id = leaf
AND chunks.stats_null_count IS DISTINCT FROM chunks.num_values AND (chunks.stats_min_value IS NULL OR chunks.stats_max_value IS NULL)`,
    columns: [{ name: 'file', type: 'string' }],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  return new Set(rowsJson.flatMap((row) => JSON.parse(row) as readonly string[]))
}
