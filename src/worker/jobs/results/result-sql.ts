import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import type { JobContext } from '../job-context.ts'

/** The rows of an earlier result, under the names of its columns. */
export async function resultSql({ name: jobId }: TableDefinition, context: JobContext): Promise<string> {
  const result = await context.call({ kind: 'open-result', jobId })
  if (!('path' in result)) {
    const { resultRowsSql } = await import('./result-rows-sql.ts')
    return resultRowsSql(result.rowsJson, result.columns)
  }
  context.showPathAs(result.path, 'the file of the result')
  const names = result.columns.map(({ name }) => quoteName(name)).join(', ')
  return `SELECT * FROM (SELECT * FROM read_parquet(${quoteText(result.path)})) AS result_rows(${names})`
}
