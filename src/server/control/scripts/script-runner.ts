import type { Clock } from '../../../base/clock.ts'
import { asCausewayError, type CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { FoundStatement } from '../../../base/sql-text/split-statements.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'
import type { JobRecord } from '../../domain/job.ts'
import type { ScriptRecord, StatementEnd, StatementRecord } from '../../domain/script.ts'
import { findJob } from '../../store/jobs/jobs.ts'
import { findScript, findStatement, skipWaiting, updateScriptLife, updateStatement } from '../../store/jobs/scripts.ts'
import { deleteSession } from '../../store/jobs/session-items.ts'
import type { Store } from '../../store/store.ts'
import type { AuditStatement } from '../audit/audited/audited-statements.ts'
import { type EventSink, scriptEvent } from '../events/events.ts'
import { failureText } from '../jobs/failure-text.ts'
import type { JobRecorder } from '../jobs/job-recorder.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Caller } from '../shared/caller.ts'
import { carryOut } from '../shared/machine.ts'
import { untilWritten } from '../shared/until-written.ts'
import { inScript } from './in-script.ts'
import { jobConf } from './script-conf.ts'
import { afterStatement, scriptStep } from './script-machine.ts'
import { isOver, NO_MORE } from './script-over.ts'

export interface ScriptRunnerDeps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly events: EventSink
  readonly recorder: Pick<JobRecorder, 'endOf'>
  readonly jobs: Pick<Jobs, 'submit'>
  readonly audit: AuditStatement
  readonly cancelJob: (jobId: string, reason: string) => void
}

/** Runs the statements of scripts one after the other; what it knows beside the store is which job to cancel. */
export interface ScriptRunner {
  start(script: ScriptRecord, statements: readonly FoundStatement[]): void
  /** Of one whose cancellation is written: ends the job that runs, if one does. */
  cancel(scriptId: string, reason: string): void
  /** No statement begins after it. */
  halt(): void
  /** Resolves when what is being written is, or is given up: the next start ends what is left. To be called when it was halted. */
  drain(): Promise<void>
}

interface Run {
  cancelReason: string | undefined
  /** Of the statement that runs, once it can be cancelled. */
  jobId: string | undefined
  failures: number
  firstFailed: number | undefined
}

/** How a statement ended, beside what its job's record says. */
type End =
  | { readonly kind: 'job'; readonly jobId: string; readonly outcome: JobOutcome | undefined }
  /** It never was a job. */
  | { readonly kind: 'refused'; readonly error: CausewayError; readonly begunAt: number }

export function createScriptRunner(deps: ScriptRunnerDeps): ScriptRunner {
  const { store, clock, log, events, recorder, jobs, audit, cancelJob } = deps
  const runs = new Map<string, Run>()
  const writing = new Set<Promise<boolean>>()
  let isHalted = false

  /** In the transaction of the job: no statement begins after the end of its script, or after its cancellation was acknowledged. */
  const written = (statement: Pick<StatementRecord, 'scriptId' | 'number'>) => async (tx: Store['db'], job: JobRecord) => {
    const script = await findScript(tx, statement.scriptId)
    if (isHalted || script === undefined || isOver(script)) throw NO_MORE
    const record = await findStatement(tx, statement.scriptId, statement.number)
    if (record === undefined) throw NO_MORE
    await updateStatement(tx, { ...record, state: 'launching', jobId: job.id, type: job.type, startedAt: job.startedAt })
  }

  async function runStatement(script: ScriptRecord, run: Run, { sql }: FoundStatement, number: number): Promise<End | undefined> {
    const caller: Caller = { projectId: script.projectId, userId: script.ownerId, userName: script.owner }
    const statement = { scriptId: script.id, number }
    const begunAt = clock()
    const conf = jobConf(script.conf)
    try {
      const job = await audit(caller, statement, () =>
        jobs.submit(caller, {
          sql,
          currentDatabase: '',
          queueName: script.queueName,
          conf,
          tags: script.tags,
          script: { id: script.id, written: written(statement) },
        }),
      )
      run.jobId = job.id
      events.publish(script.projectId, scriptEvent(script, number))
      if (run.cancelReason !== undefined) cancelJob(job.id, run.cancelReason)
      const outcome = await recorder.endOf(job.id)
      run.jobId = undefined
      return { kind: 'job', jobId: job.id, outcome }
    } catch (thrown) {
      return thrown === NO_MORE ? undefined : { kind: 'refused', error: asCausewayError(thrown), begunAt }
    }
  }

  /** What is kept of a statement that has ended. */
  async function endOf(
    tx: Store['db'],
    statement: StatementRecord,
    sql: string,
    end: End,
  ): Promise<StatementRecord & { readonly state: StatementEnd }> {
    const failed = (error: CausewayError) => {
      const own = inScript(error, sql, statement)
      return { message: failureText(own), errorKind: own.kind, mistake: own.place }
    }
    const job = end.kind === 'job' ? await findJob(tx, end.jobId) : undefined
    if (end.kind === 'refused' || job === undefined) {
      const shown = end.kind === 'refused' ? failed(end.error) : { message: 'Its job is not there any more' }
      const startedAt = end.kind === 'refused' ? end.begunAt : statement.startedAt
      return {
        ...statement,
        jobId: undefined,
        type: undefined,
        ...shown,
        state: 'failed',
        startedAt,
        endedAt: Math.max(clock(), startedAt ?? 0),
      }
    }
    const { rowCount, inputRowCount, inputBytes, endedAt } = job
    const known = { ...statement, message: job.message, rowCount, inputRowCount, inputBytes, endedAt: endedAt ?? clock() }
    const { outcome } = end
    if (outcome?.kind === 'failed') return { ...known, ...failed(outcome.error), state: 'failed' }
    // Its end could not be written, for the server stops.
    return { ...known, state: job.state === 'launching' || job.state === 'running' ? 'failed' : job.state }
  }

  /** Whether another statement is to run. */
  async function statementEnded(script: ScriptRecord, run: Run, sql: string, number: number, end: End): Promise<boolean> {
    let goesOn = false
    await untilWritten(
      async () => {
        const changed = await store.transaction(async (tx) => {
          goesOn = false
          const now = await findScript(tx, script.id)
          const statement = await findStatement(tx, script.id, number)
          if (now === undefined || statement === undefined || now.state !== 'running') return undefined
          const ended = await endOf(tx, statement, sql, end)
          await updateStatement(tx, ended)
          const event = afterStatement(now, { ...ended, failedBefore: run.failures, firstFailed: run.firstFailed })
          const step = scriptStep(now, event, clock())
          if (step.kind === 'refused') return undefined
          if (step.life.state !== now.state) await updateScriptLife(tx, now.id, step.life)
          await carryOut(step.effects, {
            'run-next': () => {
              goesOn = true
            },
            'close-session': () => closeScript(tx, now),
          })
          return { script: { ...now, ...step.life }, hasFailed: ended.state !== 'finished' }
        })
        if (changed === undefined) return
        if (changed.hasFailed) {
          run.failures += 1
          run.firstFailed ??= number
        }
        if (changed.script.state !== 'running') events.publish(script.projectId, scriptEvent(changed.script, number))
      },
      {
        failed: (error) =>
          log.error({ err: error, scriptId: script.id, statement: number }, 'The end of a statement of a script could not be written'),
        isGivenUp: () => isHalted,
      },
    )
    return goesOn
  }

  async function runAll(script: ScriptRecord, run: Run, statements: readonly FoundStatement[]): Promise<void> {
    for (const [at, statement] of statements.entries()) {
      const end = await runStatement(script, run, statement, at + 1)
      // The next start ends what this one has interrupted.
      if (end === undefined || isHalted) return
      const written = statementEnded(script, run, statement.sql, at + 1, end)
      writing.add(written)
      const goesOn = await written.finally(() => writing.delete(written))
      if (!goesOn) return
    }
  }

  return {
    start(script, statements) {
      const run: Run = { cancelReason: undefined, jobId: undefined, failures: 0, firstFailed: undefined }
      runs.set(script.id, run)
      void runAll(script, run, statements)
        .catch((error: unknown) => log.error({ err: error, scriptId: script.id }, 'A script failed inside the server'))
        .finally(() => runs.delete(script.id))
    },
    cancel(scriptId, reason) {
      const run = runs.get(scriptId)
      if (run === undefined) return
      run.cancelReason = reason
      if (run.jobId !== undefined) cancelJob(run.jobId, reason)
    },
    halt() {
      isHalted = true
    },
    async drain() {
      await Promise.allSettled(writing)
    },
  }
}

/** What its end leaves: no session, and statements that will not run. */
export async function closeScript(tx: Store['db'], { id, queueId }: Pick<ScriptRecord, 'id' | 'queueId'>): Promise<void> {
  await skipWaiting(tx, id)
  await deleteSession(tx, queueId, id)
}
