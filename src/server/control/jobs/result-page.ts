import { RESULTS_DATABASE } from '../../../protocol/result-files.ts'
import type { Job } from '../../domain/job.ts'
import { resultRows } from './result-rows.ts'
import type { RowStream } from './row-stream.ts'
import type { WholeResult } from './whole-result.ts'

export interface ResultPage {
  readonly job: Job
  /** Each the text of a JSON array. */
  readonly rowsJson: readonly string[]
}

export interface ResultPageRequest {
  readonly offset: number
  readonly limit: number
}

interface ResultPageDeps {
  /** All rows. @throws 'not-supported' where not all were kept */
  readonly whole: () => Promise<WholeResult>
  /** The rows of a query, without the first ones. */
  readonly stream: (sql: string, rowsSkipped: number) => Promise<RowStream>
}

/** A part of a finished job's rows: of those that are kept beside the job, else of the file that all are kept in. */
export async function resultPage(
  kept: ResultPage,
  { offset, limit }: ResultPageRequest,
  { whole, stream }: ResultPageDeps,
): Promise<ResultPage> {
  const { job, rowsJson } = kept
  const end = job.resultColumns.length === 0 ? 0 : Math.min(offset + limit, job.rowCount)
  if (offset >= end) return { job, rowsJson: [] }
  if (end <= rowsJson.length) return { job, rowsJson: rowsJson.slice(offset, end) }
  const { texts } = resultRows(await whole(), offset, () => stream(`SELECT * FROM ${RESULTS_DATABASE}.\`${job.id}\` LIMIT ${end}`, offset))
  const rows: string[] = []
  for await (const text of texts) rows.push(...text.split('\n').filter((row) => row !== ''))
  return { job, rowsJson: rows.slice(0, end - offset) }
}
