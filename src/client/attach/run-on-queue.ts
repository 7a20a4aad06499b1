import { CausewayError } from '../../base/errors.ts'
import { plainLines } from '../../base/shown-text.ts'
import type { Ask } from './ask.ts'

const PAUSE_MS = 100
const HELP = '\nWhat would help: '

/** Runs a statement on a queue to its end, and gives the id of its job. Throws 'remote-failure' where it fails, with why. */
export async function runOnQueue(
  ask: Ask,
  { project, queue }: { readonly project: string; readonly queue: string },
  sql: string,
): Promise<string> {
  const jobs = `/v1.0/${project}/jobs`
  const { job_id: jobId } = await ask('POST', `${jobs}/submit-job`, { sql, queue_name: queue })
  for (;;) {
    const { status, message } = await ask('GET', `${jobs}/${encodeURIComponent(String(jobId))}/status`)
    if (status === 'FINISHED') return String(jobId)
    if (status === 'FAILED' || status === 'CANCELLED') {
      const [cause = '', hint] = plainLines(String(message)).split(HELP)
      throw new CausewayError(
        'remote-failure',
        cause || `The job ${String(jobId)} is ${String(status)}`,
        hint === undefined ? {} : { hint },
      )
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
