import { monotonicClock } from '../../../base/clock.ts'
import type { CausewayError } from '../../../base/errors.ts'
import type { NewJob } from '../jobs/job-intake.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Caller } from '../shared/caller.ts'

interface TrialResult {
  /** What it failed with. */
  readonly error: CausewayError | undefined
  readonly tookMs: number
}

/** Runs a query of one row by the translator and a worker of the queue, as any; the row that may come is looked at by nobody. */
export async function runTrialQuery(
  jobs: Pick<Jobs, 'stream'>,
  caller: Caller,
  { sql, queueName, transfer }: Pick<NewJob, 'sql' | 'queueName' | 'transfer'>,
  signal: AbortSignal,
): Promise<TrialResult> {
  const since = monotonicClock()
  const job = { sql, currentDatabase: '', queueName, conf: {}, tags: [], ...(transfer === undefined ? {} : { transfer }) }
  const { parts } = await jobs.stream(caller, job, signal)
  let error: CausewayError | undefined
  for await (const part of parts) if (part.kind === 'end') ({ error } = part)
  return { error, tookMs: Math.round((monotonicClock() - since) * 1000) / 1000 }
}
