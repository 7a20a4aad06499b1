import { CausewayError } from '../../../base/errors.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import { KEEP_RESULT, RESULTS_DATABASE } from '../../../protocol/result-files.ts'
import { type Job, type JobRecord, type JobSelection, QUEUE_JOB_TYPES } from '../../domain/job.ts'
import { type JobPage, pageOfJobs } from '../../store/jobs/job-pages.ts'
import { findJobRows } from '../../store/jobs/job-results.ts'
import { readJobs } from '../../store/jobs/job-search.ts'
import { findJob, updateCancelRequest } from '../../store/jobs/jobs.ts'
import type { Database } from '../../store/schema.ts'
import { type ByteRange, type ObjectState, type OpenObject, openObject } from '../objects/open-object.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS, RETENTION } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { type CheckedStatement, createJobIntake, type JobIntake, type JobIntakeDeps, type NewJob } from './job-intake.ts'
import { jobStep } from './job-machine.ts'
import type { JobRecorder } from './job-recorder.ts'
import { type JobSearch, type JobSort, orderedJobs } from './job-search.ts'
import type { ResultFiles } from './result-files.ts'
import { type ResultPage, type ResultPageRequest, resultPage } from './result-page.ts'
import { type ResultRows, resultRows } from './result-rows.ts'
import { RowBuffer } from './row-buffer.ts'
import { type RowStream, streamOf } from './row-stream.ts'
import { toJob } from './to-job.ts'
import { type WholeResult, wholeResult } from './whole-result.ts'

export interface JobFilter extends JobSelection {
  /** Part of the statement, in letters of either case. */
  readonly sqlPart?: string
  readonly order: JobSort
  readonly limit: number
  readonly offset: number
}

export interface Jobs {
  /**
   * Checks the statement (sql-syntax, sql-semantics, not-supported), writes the job, answers before it runs. When the job is a DDL one and
   * dli.sql.sqlasync.enabled is false, waits for its end.
   */
  submit(caller: Caller, input: NewJob): Promise<Job>
  /**
   * Submits a query as `submit` does, and gives its rows while it runs; the first are kept as for any job. 'not-supported', before there is a job, for another
   * statement. When `signal` aborts, or the parts are not read to their end, the job is cancelled: nobody else gets its rows.
   */
  stream(caller: Caller, input: NewJob, signal: AbortSignal): Promise<RowStream>
  /** 'not-found' for an unknown id. */
  get(caller: Caller, jobId: string): Promise<Job>
  /** @param signal ends a search in the statements, with its reason */
  list(caller: Caller, filter: JobFilter, signal?: AbortSignal): Promise<{ readonly total: number; readonly jobs: readonly Job[] }>
  /** 'expired' when the rows are no longer kept, 'not-supported' while the job is not finished. */
  preview(caller: Caller, jobId: string, rowsMax: number): Promise<ResultPage>
  /** Any part of the rows; those that are kept in a file only are read by a query of the queue, or of the job's where none is named. 'not-supported' also where the part was not kept. */
  page(caller: Caller, jobId: string, request: ResultPageRequest & { readonly queueName: string }, signal: AbortSignal): Promise<ResultPage>
  /**
   * The rows from one on, which are read on a queue where they are kept in a file: on that of the job, where none is named. The reading is a query of its own, cancelled
   * as the one of `stream`.
   */
  readResult(
    caller: Caller,
    jobId: string,
    from: { readonly fromRow: number; readonly queueName: string },
    signal: AbortSignal,
  ): Promise<ResultRows>
  /** The Parquet file with all rows. 'not-supported' where there is none. @throws RangeNotMet */
  openResult(caller: Caller, jobId: string, rangeOf: (object: ObjectState) => ByteRange | undefined): Promise<OpenObject>
  /** 'not-supported' when they were not kept, 'expired' when they are no longer. */
  wholeResult(caller: Caller, jobId: string): Promise<WholeResult>
  /** 'not-supported' for a job that has ended. */
  cancel(caller: Caller, jobId: string): Promise<void>
  /** The tables that the statement names, for whoever may submit it and use them. */
  namedTables: JobIntake['namedTables']
  check(caller: Caller, input: { readonly sql: string; readonly currentDatabase: string }): Promise<CheckedStatement>
}

const LIST_MAX = 1_000

const noJob = (id: string): CausewayError =>
  new CausewayError('not-found', `There is no job with the id ${id}`, {
    hint: 'List the jobs of the project; records are kept for 30 days.',
  })

async function requireJob(db: Database, projectId: string, id: string): Promise<JobRecord> {
  const job = await findJob(db, id)
  if (job === undefined || job.projectId !== projectId) throw noJob(id)
  return job
}

export interface JobsDeps extends JobIntakeDeps {
  readonly results: ResultFiles
  readonly recorder: JobRecorder
  readonly search: Pick<JobSearch, 'search'>
}

export function createJobs(deps: JobsDeps): Jobs {
  const { store, clock, compute, recorder, results, search } = deps
  const intake = createJobIntake(deps)

  const shown = (record: JobRecord): Job => {
    const job = toJob(record, recorder.progressOf(record.id), recorder.lastsMs(record.id))
    const waits = job.state === 'launching' ? compute.waitReason(job.id) : undefined
    return waits === undefined ? job : { ...job, message: waits }
  }

  /** Compute does not know it: its end is being written just now (then this event comes too late and changes nothing), or it was lost. */
  function cancelInCompute(jobId: string, reason: string): void {
    if (!compute.cancel(jobId, reason)) recorder.ended(jobId, { kind: 'cancelled', reason })
  }

  async function stream(caller: Caller, input: NewJob, signal: AbortSignal): Promise<RowStream> {
    const rows = new RowBuffer()
    const job = await intake.accept(caller, input, rows)
    const ended = recorder.endOf(job.id)
    const end = async () => ({ outcome: await ended, job: toJob(await requireJob(store.db, caller.projectId, job.id)) })
    return streamOf({ job: toJob(job), rows, end, cancel: (reason) => cancelInCompute(job.id, reason), signal })
  }

  /** Of a finished job: all that are kept beside it. */
  async function keptRows(caller: Caller, jobId: string): Promise<ResultPage> {
    const job = await requireJob(store.db, caller.projectId, jobId)
    if (job.state !== 'finished' || job.endedAt === undefined) {
      throw new CausewayError('not-supported', `The job ${jobId} is ${job.state} and has no result`, {
        hint:
          job.state === 'failed' || job.state === 'cancelled'
            ? `GET /v1.0/{project_id}/jobs/${jobId}/status tells why.`
            : 'Ask again when it is finished.',
      })
    }
    if (QUEUE_JOB_TYPES.some((type) => type === job.type)) {
      throw new CausewayError('not-supported', `The job ${jobId} is one of its queue (${job.type}) and has no result`, {
        hint: `GET /v1.0/{project_id}/jobs/${jobId}/status tells how it ended.`,
      })
    }
    const rows = clock() - job.endedAt > RETENTION.jobRowsMs ? undefined : await findJobRows(store.db, jobId)
    if (rows === undefined) {
      throw new CausewayError('expired', `The result of the job ${jobId} is no longer kept`, {
        hint: 'Results are kept for 24 hours: submit the job again.',
      })
    }
    return { job: toJob(job), rowsJson: rows }
  }

  const findWholeResult = async (caller: Caller, jobId: string): Promise<WholeResult> =>
    await wholeResult(await requireJob(store.db, caller.projectId, jobId), { db: store.db, clock, files: results })

  return {
    async submit(caller, input) {
      const job = await intake.accept(caller, input)
      if (job.mode === 'async') return toJob(job)
      await recorder.endOf(job.id)
      return toJob(await requireJob(store.db, caller.projectId, job.id))
    },

    stream,

    async get(caller, jobId) {
      return shown(await requireJob(store.db, caller.projectId, jobId))
    },

    async list(caller, filter, signal) {
      const { order, limit, offset, sqlPart, ...selected } = filter
      if (!Number.isInteger(limit) || limit < 0 || limit > LIST_MAX || !Number.isInteger(offset) || offset < 0) {
        throw new CausewayError('invalid-parameter', 'The page of the job list is not valid', { hint: `Ask for 0 to ${LIST_MAX} jobs.` })
      }
      if (filter.types?.length === 0) return { total: 0, jobs: [] }
      const selection = { ...selected, projectId: caller.projectId }
      const orderBy = order.startsWith('duration') ? 'duration' : 'start-time'
      const direction = order.endsWith('asc') ? 'asc' : 'desc'
      const now = clock()
      const lasts: JobPage['lasts'] = ({ id, startedAt }) => recorder.lastsMs(id) ?? now - startedAt
      if (sqlPart !== undefined) {
        if (sqlPart.length > LIMITS.searchCharacters) {
          throw new CausewayError('invalid-parameter', `The part of a statement to search for has ${sqlPart.length} characters`, {
            hint: `Search for at most ${LIMITS.searchCharacters} characters.`,
          })
        }
        const found = orderedJobs(await search.search(selection, sqlPart, signal), order, lasts)
        const page = found.slice(offset, offset + limit).map((job) => job.id)
        return { total: found.length, jobs: (await readJobs(store.db, page)).map(shown) }
      }
      const { total, jobs } = await store.transaction((tx) => pageOfJobs(tx, selection, { orderBy, direction, limit, offset, lasts }))
      return { total, jobs: jobs.map(shown) }
    },

    async page(caller, jobId, { queueName, ...part }, signal) {
      const kept = await keptRows(caller, jobId)
      const queue = queueName === '' ? kept.job.queueName : queueName
      return await resultPage(kept, part, {
        whole: () => findWholeResult(caller, jobId),
        stream: (sql, rowsSkipped) =>
          stream(caller, { sql, currentDatabase: '', queueName: queue, conf: {}, tags: [], rowsSkipped }, signal),
      })
    },

    async preview(caller, jobId, rowsMax) {
      if (!Number.isInteger(rowsMax) || rowsMax < 1 || rowsMax > PREVIEW_ROWS_MAX) {
        throw new CausewayError('invalid-parameter', 'The number of preview rows is not valid', {
          hint: `Ask for 1 to ${PREVIEW_ROWS_MAX} rows.`,
        })
      }
      const { job, rowsJson } = await keptRows(caller, jobId)
      return { job, rowsJson: rowsJson.slice(0, rowsMax) }
    },

    async readResult(caller, jobId, { fromRow, queueName }, signal) {
      const result = await findWholeResult(caller, jobId)
      return resultRows(result, fromRow, () => {
        const sql = `SELECT * FROM ${RESULTS_DATABASE}.\`${result.job.id}\``
        const queue = queueName === '' ? result.job.queueName : queueName
        return stream(caller, { sql, currentDatabase: '', queueName: queue, conf: {}, tags: [], rowsSkipped: fromRow }, signal)
      })
    },

    async openResult(caller, jobId, rangeOf) {
      const { job, rows } = await findWholeResult(caller, jobId)
      const file = rows.kind === 'file' ? await results.open(job) : undefined
      if (file !== undefined) return await openObject(file, rangeOf)
      throw new CausewayError('not-supported', `The rows of the job ${jobId} are not kept in a file`, {
        hint: `Ask for csv, json, jsonl or arrow, or submit the job with "conf": ["${KEEP_RESULT}=all"].`,
      })
    },

    wholeResult: findWholeResult,

    async cancel(caller, jobId) {
      const reason = `Cancelled by ${caller.userName}`
      const effects = await store.transaction(async (tx) => {
        const job = await requireJob(tx, caller.projectId, jobId)
        const now = clock()
        const step = jobStep(job, { kind: 'cancel-requested' }, now)
        if (step.kind === 'refused') {
          throw new CausewayError('not-supported', `The job ${jobId} is ${job.state} and cannot be cancelled`, {
            hint: 'Cancel a job that is launching or running.',
          })
        }
        await updateCancelRequest(tx, jobId, now)
        return step.effects
      })
      await carryOut(effects, {
        'cancel-in-compute': () => cancelInCompute(jobId, reason),
      })
    },

    namedTables: (caller, input) => intake.namedTables(caller, input),

    async check(caller, input) {
      return await intake.check(caller, input)
    },
  }
}
