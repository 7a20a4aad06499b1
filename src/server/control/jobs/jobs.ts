import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import type { Analysis, AnalysisOrder, JobType } from '../../../protocol/worker-channel.ts'
import type { Compute } from '../../compute/compute.ts'
import type { Job, JobRecord, JobSelection } from '../../domain/job.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { Tag } from '../../domain/tag.ts'
import { findJobRows } from '../../store/job-results.ts'
import { readJobs } from '../../store/job-search.ts'
import { countJobs, deleteJob, findJob, insertJob, listJobs, updateCancelRequest } from '../../store/jobs.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { requireDatabase } from '../catalog/catalog.ts'
import { type EventSink, jobEvent } from '../events/events.ts'
import { queueRefused, requireQueue } from '../queues/queues.ts'
import type { Reconciler } from '../reconciler/reconciler.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS, RETENTION } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { queueStep } from '../shared/queue-machine.ts'
import { checkTags } from '../shared/tags.ts'
import { readJobConf } from './conf.ts'
import type { Contexts, NamedThings } from './contexts.ts'
import { jobStep, newJobLife } from './job-machine.ts'
import type { JobRecorder } from './job-recorder.ts'
import { jobRun } from './job-run.ts'
import { createJobSearch, type JobOrder, orderedJobs } from './job-search.ts'
import { toJob } from './to-job.ts'

export interface NewJob {
  readonly sql: string
  /** '' is the database `default`. */
  readonly currentDatabase: string
  /** '' is the queue `default`. */
  readonly queueName: string
  /** "key=value" pairs, already split; keys as written. */
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
}
export interface JobFilter extends JobSelection {
  /** Part of the statement, in letters of either case. */
  readonly sqlPart?: string
  readonly order: JobOrder
  readonly limit: number
  readonly offset: number
}
/** At most PREVIEW_ROWS_MAX rows, each the text of a JSON array. */
interface JobPreview {
  readonly job: Job
  readonly rowsJson: readonly string[]
}

export interface Jobs {
  /**
   * Checks the statement (sql-syntax, sql-semantics, not-supported), writes the job, answers before it runs. When the job is a DDL one and
   * dli.sql.sqlasync.enabled is false, waits for its end.
   */
  submit(caller: Caller, input: NewJob): Promise<Job>
  /** 'not-found' for an unknown id. */
  get(caller: Caller, jobId: string): Promise<Job>
  /** @param signal ends a search in the statements, with its reason */
  list(caller: Caller, filter: JobFilter, signal?: AbortSignal): Promise<{ readonly total: number; readonly jobs: readonly Job[] }>
  /** 'expired' when the rows are no longer kept, 'not-supported' while the job is not finished. */
  preview(caller: Caller, jobId: string, rowsMax: number): Promise<JobPreview>
  /** 'not-supported' for a job that has ended. */
  cancel(caller: Caller, jobId: string): Promise<void>
  check(caller: Caller, input: { readonly sql: string; readonly currentDatabase: string }): Promise<JobType>
}

const DEFAULT_NAME = 'default'
const LIST_MAX = 1_000

const noJob = (id: string): CausewayError =>
  new CausewayError('not-found', `There is no job with the id ${id}`, {
    hint: 'List the jobs of the project; records are kept for 30 days.',
  })

function checkStatement(sql: string): void {
  if (sql.trim() === '') throw new CausewayError('invalid-parameter', 'The statement is empty', { hint: 'Give one SQL statement.' })
  if (sql.length >= LIMITS.sqlCharacters || Buffer.byteLength(sql) >= LIMITS.sqlBytes) {
    throw new CausewayError('invalid-parameter', 'The statement is too long', {
      hint: `Use fewer than ${LIMITS.sqlCharacters} characters and ${LIMITS.sqlBytes} bytes.`,
    })
  }
}

async function requireJob(db: Database, projectId: string, id: string): Promise<JobRecord> {
  const job = await findJob(db, id)
  if (job === undefined || job.projectId !== projectId) throw noJob(id)
  return job
}

/** The queue, when it takes SQL jobs now. */
async function queueForJob(db: Database, projectId: string, name: string, now: number): Promise<QueueRecord> {
  const queue = await requireQueue(db, projectId, name)
  if (queue.type !== 'sql') {
    throw new CausewayError('not-supported', `The queue ${queue.name} is of type ${queue.type} and does not run SQL jobs`, {
      hint: 'Submit the job to a queue of type sql.',
    })
  }
  const step = queueStep(queue, 'job-submitted', now)
  if (step.kind === 'refused') throw queueRefused(queue.name, step.refusal)
  await carryOut(step.effects, {})
  return queue
}

export interface JobsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly compute: Compute
  readonly contexts: Contexts
  readonly recorder: JobRecorder
  readonly reconciler: Reconciler
  readonly events: EventSink
}

export function createJobs(deps: JobsDeps): Jobs {
  const { store, clock, compute, contexts, recorder, reconciler, events } = deps
  const search = createJobSearch(store.db)

  const shown = (record: JobRecord): Job => {
    const job = toJob(record, recorder.progressOf(record.id))
    const waits = job.state === 'launching' ? compute.waitReason(job.id) : undefined
    return waits === undefined ? job : { ...job, message: waits }
  }

  async function analyze(caller: Caller, order: Omit<AnalysisOrder, 'analysisId'>): Promise<Analysis> {
    const analysisId = newUuid()
    contexts.open(analysisId, { kind: 'analysis', caller })
    try {
      return await compute.analyze({ ...order, analysisId })
    } finally {
      contexts.close(analysisId)
    }
  }

  /** A queue that was acknowledged but not opened yet (a failed first try) gets another chance before it is refused. */
  async function openedQueue(projectId: string, name: string): Promise<void> {
    const queue = await requireQueue(store.db, projectId, name)
    if (queue.state === 'creating') await reconciler.queue(queue.id)
    await queueForJob(store.db, projectId, name, clock())
  }

  function give(job: JobRecord, named: NamedThings): void {
    const caller: Caller = { projectId: job.projectId, userId: job.ownerId, userName: job.owner }
    contexts.open(job.id, { kind: 'job', caller, queueId: job.queueId, named: async () => named })
    try {
      compute.run(jobRun(job))
    } catch (thrown) {
      contexts.close(job.id)
      throw thrown
    }
  }

  function newRecord(caller: Caller, input: NewJob, queue: QueueRecord, currentDatabase: string, type: JobType): JobRecord {
    const life = newJobLife(clock())
    const mode = type === 'DDL' && !readJobConf(input.conf).asynchronous ? 'sync' : 'async'
    return {
      id: newUuid(),
      projectId: caller.projectId,
      queueId: queue.id,
      queueName: queue.name,
      ownerId: caller.userId,
      owner: caller.userName,
      sql: input.sql,
      type,
      mode,
      currentDatabase,
      conf: input.conf,
      tags: input.tags,
      ...life,
      cancelRequestedAt: undefined,
      resultColumns: [],
      rowCount: 0,
      inputRowCount: 0,
      inputBytes: 0,
      remoteStatements: [],
    }
  }

  return {
    async submit(caller, input) {
      checkStatement(input.sql)
      readJobConf(input.conf)
      checkTags(input.tags)
      const queueName = input.queueName === '' ? DEFAULT_NAME : input.queueName
      await openedQueue(caller.projectId, queueName)
      const database = await requireDatabase(
        store.db,
        caller.projectId,
        input.currentDatabase === '' ? DEFAULT_NAME : input.currentDatabase,
      )
      const analysis = await analyze(caller, { sql: input.sql, currentDatabase: database.name, depth: 'syntax' })
      const job = await store.transaction(async (tx) => {
        // The queue is looked at again here: it may have been deleted while the statement was analyzed.
        const record = newRecord(
          caller,
          input,
          await queueForJob(tx, caller.projectId, queueName, clock()),
          database.name,
          analysis.jobType,
        )
        await insertJob(tx, record)
        return record
      })
      try {
        give(job, analysis)
      } catch (thrown) {
        // Nobody knows its id yet, so it never was.
        await deleteJob(store.db, job.id)
        throw thrown
      }
      events.publish(job.projectId, jobEvent(job))
      if (job.mode === 'async') return toJob(job)
      await recorder.endOf(job.id)
      return toJob(await requireJob(store.db, caller.projectId, job.id))
    },

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
      if (sqlPart !== undefined) {
        if (sqlPart.length > LIMITS.searchCharacters) {
          throw new CausewayError('invalid-parameter', `The part of a statement to search for has ${sqlPart.length} characters`, {
            hint: `Search for at most ${LIMITS.searchCharacters} characters.`,
          })
        }
        const found = orderedJobs(await search.search(selection, sqlPart, signal), order, clock())
        const page = found.slice(offset, offset + limit).map((job) => job.id)
        return { total: found.length, jobs: (await readJobs(store.db, page)).map(shown) }
      }
      return await store.transaction(async (tx) => ({
        total: await countJobs(tx, selection),
        jobs: (await listJobs(tx, selection, { orderBy, direction, limit, offset, now: clock() })).map(shown),
      }))
    },

    async preview(caller, jobId, rowsMax) {
      if (!Number.isInteger(rowsMax) || rowsMax < 1 || rowsMax > PREVIEW_ROWS_MAX) {
        throw new CausewayError('invalid-parameter', 'The number of preview rows is not valid', {
          hint: `Ask for 1 to ${PREVIEW_ROWS_MAX} rows.`,
        })
      }
      const job = await requireJob(store.db, caller.projectId, jobId)
      if (job.state !== 'finished' || job.endedAt === undefined) {
        throw new CausewayError('not-supported', `The job ${jobId} is ${job.state} and has no result`, {
          hint: 'Ask for the result of a job that is finished.',
        })
      }
      const rows = clock() - job.endedAt > RETENTION.jobRowsMs ? undefined : await findJobRows(store.db, jobId)
      if (rows === undefined) {
        throw new CausewayError('expired', `The result of the job ${jobId} is no longer kept`, {
          hint: 'Results are kept for 24 hours: submit the job again.',
        })
      }
      return { job: toJob(job), rowsJson: rows.slice(0, rowsMax) }
    },

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
        'cancel-in-compute'() {
          // Compute does not know it: its end is being written just now (then this event comes too late and changes nothing), or it was lost.
          if (!compute.cancel(jobId, reason)) recorder.ended(jobId, { kind: 'cancelled', reason })
        },
      })
    },

    async check(caller, input) {
      checkStatement(input.sql)
      const database = await requireDatabase(
        store.db,
        caller.projectId,
        input.currentDatabase === '' ? DEFAULT_NAME : input.currentDatabase,
      )
      return (await analyze(caller, { sql: input.sql, currentDatabase: database.name, depth: 'semantics' })).jobType
    },
  }
}
