import type { Clock } from '../../../base/clock.ts'
import type { DefenceType } from '../../../base/defence-types.ts'
import type { JobRecord } from '../../domain/job.ts'
import { listOpenJobs, updateJobLife } from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toSubmit } from '../authorization/need.ts'
import { carryOut } from '../shared/machine.ts'
import { usedVariables } from '../variables/variables.ts'
import type { Contexts } from './contexts.ts'
import { type JobContextDeps, jobContext } from './job-context.ts'
import { limitsOfJob } from './job-limits.ts'
import { type JobEvent, jobStep } from './job-machine.ts'
import { failedOutcome, type JobRecorder } from './job-recorder.ts'
import { jobRun } from './job-run.ts'

const WAS_RUNNING =
  'The server was restarted while this job was running\nWhat would help: Check what it has written, if it writes, and submit it again.'
const WAS_WAITING =
  'The server was restarted before this job ended; it may have run in part\nWhat would help: Check what it has written and submit it again.'

const WAS_STREAMED = 'The server was restarted while the rows of this query were being read\nWhat would help: Ask for them again.'

function restartEvent(job: JobRecord): Extract<JobEvent, { kind: 'cancelled' | 'restarted-query' | 'restarted-other' }> {
  if (job.cancelRequestedAt !== undefined) return { kind: 'cancelled', message: 'Cancelled; the server was restarted meanwhile' }
  // A query that is waited for is streamed, and whoever read it is gone.
  if (job.state === 'launching' && job.type === 'QUERY' && job.mode === 'sync') return { kind: 'cancelled', message: WAS_STREAMED }
  const message = job.state === 'running' ? WAS_RUNNING : WAS_WAITING
  // With the values of now it may be another statement than the one that was looked at; of a script that has ended nothing runs on.
  const isAsItWas = job.type === 'QUERY' && job.scriptId === undefined && usedVariables(job.sql).size === 0
  return { kind: isAsItWas ? 'restarted-query' : 'restarted-other', message }
}

/**
 * Ends the jobs that the last server left open, in one transaction. Gives back those that may run again: queries that were still waiting, oldest first.
 * To be called before anything new is submitted.
 */
export async function endInterruptedJobs(store: Store, clock: Clock): Promise<readonly JobRecord[]> {
  return await store.transaction(async (tx) => {
    const again: JobRecord[] = []
    for (const job of await listOpenJobs(tx)) {
      const step = jobStep(job, restartEvent(job), clock())
      if (step.kind === 'refused') continue
      if (step.life.state !== job.state) await updateJobLife(tx, job.id, step.life)
      await carryOut(step.effects, { run: () => void again.push(job) })
    }
    return again
  })
}

/**
 * Gives jobs to compute again after a start; one that is refused ends as failed. What their statements name is not kept: it is read from the statement
 * again when a job asks for a secret.
 */
export async function runAgain(
  jobs: readonly JobRecord[],
  deps: JobContextDeps & {
    readonly store: Store
    readonly authorizer: Pick<Authorizer, 'require'>
    readonly contexts: Contexts
    readonly recorder: JobRecorder
    readonly defaultRules: readonly DefenceType[]
  },
): Promise<void> {
  for (const job of jobs) {
    // Where the session's database went since is not asked: the job has the one that it was accepted with.
    try {
      // The user may have been disabled, or its right taken away, in the last moment of the server before.
      await deps.authorizer.require({ projectId: job.projectId, userId: job.ownerId, userName: job.owner }, toSubmit(job.queueName))
      deps.contexts.open(job.id, jobContext(job, { databaseOrigin: 'given', secrets: [] }, deps))
      deps.compute.run(jobRun(job, await limitsOfJob(deps.store.db, deps.defaultRules, job)))
    } catch (thrown) {
      deps.contexts.close(job.id)
      deps.recorder.ended(job.id, failedOutcome(thrown))
    }
  }
}
