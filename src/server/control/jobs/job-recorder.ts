import { type Clock, type MonotonicClock, monotonicClock } from '../../../base/clock.ts'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { JobProgress, RemoteStatement } from '../../../protocol/job-result.ts'
import { FirstStatements } from '../../../protocol/remote-statements.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'
import { compressRows, insertJobResult } from '../../store/jobs/job-results.ts'
import {
  findJob,
  updateHints,
  updateJobCounts,
  updateJobLife,
  updateMadeHere,
  updateRemoteStatements,
  updateTableReadings,
} from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import { type EventSink, jobEvent } from '../events/events.ts'
import { carryOut } from '../shared/machine.ts'
import { untilWritten } from '../shared/until-written.ts'
import { failureText } from './failure-text.ts'
import { isEnded, type JobEvent, jobStep } from './job-machine.ts'

/** Writes what compute tells about jobs, in the order in which it was told, each in one transaction. */
export interface JobRecorder {
  /** Before anything else is told of it. What follows is kept with how long it has lasted since then. */
  accepted(jobId: string): void
  /** It never was. */
  dropped(jobId: string): void
  started(jobId: string): void
  progressed(jobId: string, progress: JobProgress): void
  /** That it is about to be cancelled because its user has no right to it any more. */
  missesRight(jobId: string): void
  /** What is told of the job behind it waits for the outcome, which never rejects. */
  ended(jobId: string, outcome: JobOutcome | Promise<JobOutcome>): void
  /** How far a job is that has not ended, if anything was told: kept in memory only. */
  progressOf(jobId: string): JobProgress | undefined
  /** How long one has lasted that was accepted since the start of the server, and has not ended. */
  lastsMs(jobId: string): number | undefined
  /** Resolves when the end of the job is committed, with what compute told of it; at once, and with nothing, when it was before. */
  endOf(jobId: string): Promise<JobOutcome | undefined>
  /** Resolves when everything that was told so far is committed or given up. */
  drain(): Promise<void>
  /** What could not be written yet, one sentence each. */
  unfinished(): readonly string[]
}

type ComputeEvent = Extract<JobEvent, { kind: 'started' | 'finished' | 'failed' | 'cancelled' }>

/** The worker keeps no more of them, but is not trusted. */
function firstOf(statements: readonly RemoteStatement[]): readonly RemoteStatement[] {
  const first = new FirstStatements()
  for (const statement of statements) first.add(statement)
  return first.kept
}

function endEvent(outcome: JobOutcome, missesRight: boolean): ComputeEvent {
  switch (outcome.kind) {
    case 'finished':
      return { kind: 'finished' }
    case 'failed':
      return { kind: 'failed', message: failureText(outcome.error), errorKind: outcome.error.kind, mistake: outcome.error.place }
    case 'cancelled':
      return { kind: 'cancelled', message: outcome.reason, ...(missesRight ? { errorKind: 'sql-permission' } : {}) }
  }
}

interface JobRecorderDeps {
  readonly store: Store
  readonly clock: Clock
  readonly monotonic?: MonotonicClock
  readonly log: Logger
  readonly events: EventSink
}

export function createJobRecorder(deps: JobRecorderDeps): JobRecorder {
  const { store, clock, monotonic = monotonicClock, log, events } = deps
  const acceptedAt = new Map<string, number>()
  const progress = new Map<string, JobProgress>()
  const lines = new Map<string, Promise<void>>()
  const withoutRight = new Set<string>()
  const waiters = new Map<string, PromiseWithResolvers<JobOutcome | undefined>>()
  let failing = 0
  let draining = false

  function lastsMs(jobId: string): number | undefined {
    const since = acceptedAt.get(jobId)
    return since === undefined ? undefined : Math.round(monotonic() - since)
  }

  /** The result is written in the transaction that says the job has finished: nobody sees one without the other. */
  async function write(jobId: string, event: ComputeEvent, outcome: JobOutcome | undefined): Promise<void> {
    const rows = outcome?.kind === 'finished' ? await compressRows(outcome.result.rowsJson) : undefined
    const changed = await store.transaction(
      async (tx) => {
        const job = await findJob(tx, jobId)
        if (job === undefined) return undefined
        const step = jobStep(job, event, clock())
        if (step.kind === 'refused' || step.life.state === job.state) return undefined
        await updateJobLife(tx, jobId, { ...step.life, lastedMs: isEnded(step.life.state) ? lastsMs(jobId) : undefined })
        await carryOut(step.effects, {
          async 'store-rows'() {
            if (outcome?.kind !== 'finished' || rows === undefined)
              throw new CausewayError('internal', `The job ${jobId} has no rows to store`)
            const { columns, rowCount, inputRowCount, inputBytes } = outcome.result
            await updateJobCounts(tx, jobId, { resultColumns: columns, rowCount, inputRowCount, inputBytes })
            const { tableReadings, madeHere, hints } = outcome.result
            if (hints !== undefined) await updateHints(tx, jobId, [...(job.hints ?? []), ...hints])
            if (madeHere !== undefined) await updateMadeHere(tx, jobId, madeHere)
            if (tableReadings !== undefined) await updateTableReadings(tx, jobId, tableReadings)
            await insertJobResult(tx, jobId, rows)
          },
        })
        const reached = outcome === undefined || outcome.kind === 'finished' ? undefined : progress.get(jobId)
        // What was written is taken back when a job fails, so only what was read is told.
        if (reached !== undefined) await updateJobCounts(tx, jobId, { ...reached, resultColumns: [], rowCount: 0 })
        const statements =
          outcome?.kind === 'finished' ? outcome.result.remoteStatements : outcome?.kind === 'failed' ? outcome.remoteStatements : []
        if (statements.length > 0) await updateRemoteStatements(tx, jobId, firstOf(statements))
        return { ...job, ...step.life }
        // That one has begun is for who watches: a start treats one that waited as one that may have run in part, and a query that changes nothing runs again.
      },
      event.kind === 'started' ? 'lazy' : undefined,
    )
    if (changed !== undefined) events.publish(changed.projectId, jobEvent(changed))
  }

  /** Tries until it is written; a server that ends before leaves the job to the next start, which ends it. */
  async function writeAtLast(jobId: string, event: ComputeEvent, outcome: JobOutcome | undefined): Promise<void> {
    let hasFailed = false
    const isWritten = await untilWritten(() => write(jobId, event, outcome), {
      failed(error) {
        if (!hasFailed) failing += 1
        hasFailed = true
        log.error({ err: error, jobId, event: event.kind }, 'The state of a job could not be written')
      },
      isGivenUp: () => draining,
    })
    if (hasFailed && isWritten) failing -= 1
  }

  function enqueue(jobId: string, work: () => Promise<void>): void {
    const line = (lines.get(jobId) ?? Promise.resolve()).then(async () => {
      await work()
      if (lines.get(jobId) === line) lines.delete(jobId)
    })
    lines.set(jobId, line)
  }

  async function end(jobId: string, given: JobOutcome | Promise<JobOutcome>): Promise<void> {
    const outcome = await given
    if (outcome.kind === 'failed' && outcome.error.kind === 'internal')
      log.error({ err: outcome.error, jobId }, 'A job failed inside the server')
    await writeAtLast(jobId, endEvent(outcome, withoutRight.has(jobId)), outcome)
    progress.delete(jobId)
    acceptedAt.delete(jobId)
    withoutRight.delete(jobId)
    waiters.get(jobId)?.resolve(outcome)
    waiters.delete(jobId)
  }

  return {
    accepted: (jobId) => void acceptedAt.set(jobId, monotonic()),
    dropped: (jobId) => void acceptedAt.delete(jobId),
    started: (jobId) => enqueue(jobId, () => writeAtLast(jobId, { kind: 'started' }, undefined)),
    missesRight: (jobId) => void withoutRight.add(jobId),
    progressed: (jobId, told) => void progress.set(jobId, told),
    progressOf: (jobId) => progress.get(jobId),
    lastsMs,
    ended: (jobId, outcome) => enqueue(jobId, () => end(jobId, outcome)),
    async endOf(jobId) {
      const waiter = waiters.get(jobId) ?? Promise.withResolvers<JobOutcome | undefined>()
      waiters.set(jobId, waiter)
      const job = await findJob(store.db, jobId)
      if (job !== undefined && isEnded(job.state)) {
        // One that is told at this moment has resolved it already.
        waiter.resolve(undefined)
        waiters.delete(jobId)
      }
      return await waiter.promise
    },
    async drain() {
      draining = true
      await Promise.allSettled(lines.values())
    },
    unfinished: () => (failing === 0 ? [] : [`The states of ${failing} jobs could not be written`]),
  }
}

/** The outcome of a job that could not even be given to compute. */
export const failedOutcome = (thrown: unknown): JobOutcome => ({ kind: 'failed', error: asCausewayError(thrown), remoteStatements: [] })
