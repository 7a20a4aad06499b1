import type { Writable } from 'node:stream'
import { copyOut } from '../write-out.ts'
import { progressLine } from './progress-line.ts'
import { hintsOf, submit, waitForJob } from './run-statement.ts'
import { hintLines, type Shown } from './sql-session.ts'
import { ownPath, type SqlTarget } from './sql-target.ts'
import { tellCancelling } from './tell-cancelling.ts'

/** The rows of a query as one file, which the server keeps for 24 hours; it can be written when the query has ended, and not before. */
export async function writeParquet(
  target: SqlTarget,
  sql: string,
  out: Writable,
  { terminal, warnings }: Pick<Shown, 'terminal' | 'warnings'>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  using progress = progressLine(target, terminal, signal)
  using _told = tellCancelling(signal, terminal, progress.clear)
  const jobId = await submit(target, sql, ['causeway.sql.keepResult=all'])
  progress.started({ jobId })
  await waitForJob(target, jobId, signal)
  const answer = await target.server.send('GET', ownPath(target, `jobs/${encodeURIComponent(jobId)}/result?format=parquet`), { signal })
  await copyOut(answer, out, signal)
  progress.clear()
  if (warnings !== undefined) warnings.write(hintLines(await hintsOf(target, jobId)))
}
