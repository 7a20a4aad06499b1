import type { Writable } from 'node:stream'
import { copyOut } from '../write-out.ts'
import { hintsOf, submit, waitForJob } from './run-statement.ts'
import { hintLines, type Shown } from './sql-session.ts'
import { ownPath, type SqlTarget } from './sql-target.ts'

/** The rows of a query as one file, which the server keeps for 24 hours; it can be written when the query has ended, and not before. */
export async function writeParquet(
  target: SqlTarget,
  sql: string,
  out: Writable,
  warnings: Shown['warnings'],
  signal: AbortSignal,
): Promise<void> {
  const jobId = await submit(target, sql, ['causeway.sql.keepResult=all'])
  await waitForJob(target, jobId, signal)
  const answer = await target.server.send('GET', ownPath(target, `jobs/${encodeURIComponent(jobId)}/result?format=parquet`), { signal })
  await copyOut(answer, out, signal)
  if (warnings !== undefined) warnings.write(hintLines(await hintsOf(target, jobId)))
}
