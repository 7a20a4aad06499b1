import type { ResultRows } from '../components/result-grid/result-rows.ts'
import { endOfJob } from './job-end.ts'
import { firstRows, type StatementOrder } from './statements.ts'

/** The first rows of a statement, run to its end; where the signal is aborted its job is cancelled. Throws what the job failed with. */
export async function rowsOfStatement(order: StatementOrder, signal: AbortSignal): Promise<ResultRows> {
  const { jobId, status, failure } = await endOfJob(order, signal)
  if (failure !== undefined) throw failure
  if (status === 'CANCELLED') throw new Error('The job was cancelled')
  return await firstRows(jobId)
}
