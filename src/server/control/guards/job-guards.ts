import { CausewayError } from '../../../base/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { ShownOnly } from '../../store/shown-only.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { namesBehindWith } from '../authorization/decide.ts'
import { objectOf, onQueue, onTable, toRead, toReadTable, toWrite } from '../authorization/need.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Transfers } from '../jobs/transfers.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { guarded } from './guarded.ts'

/** Of a project: those of the names, and those of the owner. */
export type QueuesShown = (caller: Caller, shown: ShownOnly) => Promise<readonly Pick<QueueRecord, 'id' | 'name' | 'createdAt'>[]>

/** For who may cancel it and not see it. A message, columns and places may hold what the job has read; why a job waits does not. */
const withheld = (job: Job): Job => ({
  ...job,
  message: job.state === 'failed' || job.state === 'cancelled' ? '' : job.message,
  mistake: undefined,
  resultColumns: [],
  sources: undefined,
  remoteStatements: [],
  madeHere: undefined,
  hints: undefined,
  tableReadings: undefined,
  isWithheld: true,
})

/**
 * Everybody sees the own jobs. Those of others are seen by readers of the project, and cancelled by writers and by who may cancel on the queue, or owns it: that one finds
 * them, with their statements, and is told nothing of what they read.
 */
export function guardedJobs(jobs: Jobs, authorizer: Authorizer, queuesShown: QueuesShown): Jobs {
  const noJob = (id: string): CausewayError =>
    new CausewayError('not-found', `There is no job with the id ${id}`, {
      hint: 'List the jobs of the project; records are kept for 30 days.',
    })
  const toCancel = (queueName: string) => onQueue('write', ['CANCEL_JOB'], queueName, 'cancel jobs of others on')
  const seesAll = async (caller: Caller): Promise<boolean> => await authorizer.allows(caller, toRead('see the jobs of others'))
  async function cancellableQueues(caller: Caller) {
    const rights = await authorizer.rightsOf(caller)
    // Their queues may be there still, when users have left the project.
    if (rights.role === undefined && rights.privileges.size === 0) return []
    const names = namesBehindWith(rights, objectOf({ kind: 'queue', name: '' }), 'CANCEL_JOB')
    return await queuesShown(caller, { names, ownerId: caller.userId })
  }
  /** On the queue of that name that is there now: an earlier one may have been others'. */
  const mayCancel = async (caller: Caller, job: Job): Promise<boolean> =>
    (await cancellableQueues(caller)).some(({ name, createdAt }) => name === job.queueName && createdAt <= job.startedAt)

  async function requireFound(caller: Caller, jobId: string): Promise<Job> {
    const job = await jobs.get(caller, jobId)
    if (isOwnedBy(job, caller) || (await seesAll(caller))) return job
    if (await mayCancel(caller, job)) return withheld(job)
    // As of one that is not there.
    throw noJob(jobId)
  }
  async function requireSeen(caller: Caller, jobId: string): Promise<void> {
    const { isWithheld } = await requireFound(caller, jobId)
    if (isWithheld === true) await authorizer.require(caller, toRead('read the rows of the jobs of others'))
  }
  return {
    // The statement itself says what it needs: the intake asks.
    submit: (caller, input) => jobs.submit(caller, input),
    stream: (caller, input, signal) => jobs.stream(caller, input, signal),
    namedTables: (caller, input) => jobs.namedTables(caller, input),
    check: (caller, input) => jobs.check(caller, input),
    get: requireFound,
    async list(caller, filter, signal) {
      if (await seesAll(caller)) return await jobs.list(caller, filter, signal)
      const orQueueIds = (await cancellableQueues(caller)).map(({ id }) => id)
      const found = await jobs.list(caller, { ...filter, ownerId: caller.userId, orQueueIds }, signal)
      return { ...found, jobs: found.jobs.map((job) => (isOwnedBy(job, caller) ? job : withheld(job))) }
    },
    async preview(caller, jobId, rowsMax) {
      await requireSeen(caller, jobId)
      return await jobs.preview(caller, jobId, rowsMax)
    },
    async page(caller, jobId, ...page) {
      await requireSeen(caller, jobId)
      return await jobs.page(caller, jobId, ...page)
    },
    async readResult(caller, jobId, from, signal) {
      await requireSeen(caller, jobId)
      return await jobs.readResult(caller, jobId, from, signal)
    },
    async openResult(caller, jobId, rangeOf) {
      await requireSeen(caller, jobId)
      return await jobs.openResult(caller, jobId, rangeOf)
    },
    async wholeResult(caller, jobId) {
      await requireSeen(caller, jobId)
      return await jobs.wholeResult(caller, jobId)
    },
    async cancel(caller, jobId) {
      const job = await requireFound(caller, jobId)
      const needs = isOwnedBy(job, caller) ? [] : [toCancel(job.queueName)]
      await authorizer.acting(caller, needs, () => jobs.cancel(caller, jobId))
    },
  }
}

export const guardedTransfers = (transfers: Transfers, authorizer: Authorizer): Transfers =>
  guarded<Transfers>(
    transfers,
    {
      exportTable: (_caller, named) => [toWrite('write into buckets'), toReadTable(named)],
      exportResult: () => toWrite('write into buckets'),
      importTable: (_caller, named) => [
        toRead('read buckets'),
        onTable('write', named, [named.overwrite ? 'INSERT_OVERWRITE_TABLE' : 'INSERT_INTO_TABLE'], 'insert into'),
      ],
    },
    authorizer,
  )
