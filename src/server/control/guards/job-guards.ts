import { CausewayError } from '../../../base/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { idsWith } from '../authorization/decide.ts'
import { objectOf, onQueue, onTable, toRead, toWrite } from '../authorization/need.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Transfers } from '../jobs/transfers.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { guarded } from './guarded.ts'

/** Everybody sees the own jobs. Those of others are seen by readers of the project, and cancelled by writers and by who may cancel on the queue: that one finds them, and sees no rows. */
export function guardedJobs(jobs: Jobs, authorizer: Authorizer): Jobs {
  const noJob = (id: string): CausewayError =>
    new CausewayError('not-found', `There is no job with the id ${id}`, {
      hint: 'List the jobs of the project; records are kept for 30 days.',
    })
  const toCancel = (queueName: string) => onQueue('write', ['CANCEL_JOB'], queueName, 'cancel jobs of others on')
  async function requireSeen(caller: Caller, jobId: string): Promise<Job> {
    const job = await jobs.get(caller, jobId)
    if (isOwnedBy(job, caller)) return job
    // As of one that is not there.
    if (!(await authorizer.allows(caller, toRead('see the jobs of others')))) throw noJob(jobId)
    return job
  }
  async function requireFound(caller: Caller, jobId: string): Promise<Job> {
    const job = await jobs.get(caller, jobId)
    return (await authorizer.allows(caller, toCancel(job.queueName))) ? job : await requireSeen(caller, jobId)
  }
  return {
    // The statement itself says what it needs: the intake asks.
    submit: (caller, input) => jobs.submit(caller, input),
    stream: (caller, input, signal) => jobs.stream(caller, input, signal),
    namedTables: (caller, input) => jobs.namedTables(caller, input),
    check: (caller, input) => jobs.check(caller, input),
    get: requireFound,
    async list(caller, filter, signal) {
      if (await authorizer.allows(caller, toRead('see the jobs of others'))) return await jobs.list(caller, filter, signal)
      const orQueues = idsWith(await authorizer.rightsOf(caller), objectOf({ kind: 'queue', name: '' }), 'CANCEL_JOB')
      return await jobs.list(caller, { ...filter, ownerId: caller.userId, orQueues }, signal)
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
      if (!isOwnedBy(job, caller)) await authorizer.require(caller, toCancel(job.queueName))
      await jobs.cancel(caller, jobId)
    },
  }
}

export const guardedTransfers = (transfers: Transfers, authorizer: Authorizer): Transfers =>
  guarded<Transfers>(
    transfers,
    {
      exportTable: (_caller, named) => [toWrite('write into buckets'), onTable('read', named, ['SELECT'], 'read')],
      exportResult: () => toWrite('write into buckets'),
      importTable: (_caller, named) => [
        toRead('read buckets'),
        onTable('write', named, [named.overwrite ? 'INSERT_OVERWRITE_TABLE' : 'INSERT_INTO_TABLE'], 'insert into'),
      ],
    },
    authorizer,
  )
