import { CausewayError } from '../../../base/errors.ts'
import type { Job } from '../../domain/job.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { onTable, toRead, toWrite } from '../authorization/need.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Transfers } from '../jobs/transfers.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { guarded } from './guarded.ts'

/** Everybody sees the own jobs. Those of others are seen by readers of the project, and cancelled by writers and by who may cancel on the queue. */
export function guardedJobs(jobs: Jobs, authorizer: Authorizer): Jobs {
  const noJob = (id: string): CausewayError =>
    new CausewayError('not-found', `There is no job with the id ${id}`, {
      hint: 'List the jobs of the project; records are kept for 30 days.',
    })
  async function requireSeen(caller: Caller, jobId: string): Promise<Job> {
    const job = await jobs.get(caller, jobId)
    if (isOwnedBy(job, caller)) return job
    // As of one that is not there.
    if (!(await authorizer.allows(caller, toRead('see the jobs of others')))) throw noJob(jobId)
    return job
  }
  return {
    // The statement itself says what it needs: the intake asks.
    submit: (caller, input) => jobs.submit(caller, input),
    stream: (caller, input, signal) => jobs.stream(caller, input, signal),
    namedTables: (caller, input) => jobs.namedTables(caller, input),
    check: (caller, input) => jobs.check(caller, input),
    get: requireSeen,
    async list(caller, filter, signal) {
      if (await authorizer.allows(caller, toRead('see the jobs of others'))) return await jobs.list(caller, filter, signal)
      return await jobs.list(caller, { ...filter, ownerId: caller.userId }, signal)
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
      const job = await jobs.get(caller, jobId)
      const { queueName } = job
      if (!isOwnedBy(job, caller)) {
        const need = { level: 'write', on: { kind: 'queue', name: queueName }, privileges: ['CANCEL_JOB'] } as const
        const isAllowed = await authorizer.allows(caller, { ...need, what: '' })
        if (!isAllowed) await requireSeen(caller, jobId)
        await authorizer.require(caller, { ...need, what: `cancel jobs of others on the queue ${queueName}` })
      }
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
