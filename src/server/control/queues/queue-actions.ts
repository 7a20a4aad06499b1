import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { JobResult } from '../../../protocol/job-result.ts'
import { CU_PER_JOB } from '../../compute/capacity.ts'
import type { Compute } from '../../compute/compute.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'
import type { Queue, QueueRecord } from '../../domain/queue.ts'
import { countOpenJobs, insertJob } from '../../store/jobs/jobs.ts'
import { deleteSessionsOfQueue } from '../../store/jobs/session-items.ts'
import { updateQueueSize } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { newQueueJob } from './queue-jobs.ts'
import { queueRefused, requireQueue } from './require-queue.ts'

/** What is done to a queue that is there. */
export interface QueueActions {
  /**
   * Ends the workers of a queue and its sessions. While jobs wait or run it is refused as 'in-use', unless it is forced: then they are cancelled, and the job that
   * is given back ends when that is done.
   */
  restart(caller: Caller, name: string, forced: boolean): Promise<{ readonly jobId: string | undefined }>
  /** By so many CUs, more or less: from the next job on. Running jobs go on with what they have. */
  scale(caller: Caller, name: string, byCu: number): Promise<{ readonly queueName: string }>
  isRestarting(queueId: string): boolean
  /** The CUs that its running jobs take. */
  usedCu(queueId: string): number
  /** Between which sizes it can be scaled; one that cannot is between its own size and its own size. */
  scaleLimits(queue: Queue): { readonly min: number; readonly max: number }
}

const CU_STEP = 16
/** The vendor's: one of 16 CUs is not scaled, and none below 64. */
const SCALED_MIN = 64
const SCALED_MAX = 512

export interface QueueActionsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly compute: Compute
  /** To be told of the end of a restart. */
  readonly jobEnded: (jobId: string, outcome: JobOutcome) => void
}

const notSupported = (message: string, hint: string): CausewayError => new CausewayError('not-supported', message, { hint })

/** A queue whose size may be another one; throws 'not-supported' for one that is lent its size, or has none. */
export function requireScalable(queue: QueueRecord): void {
  if (queue.state !== 'available') throw queueRefused(queue.name, 'not-ready')
  if (queue.poolId !== undefined) {
    throw notSupported(
      `The queue ${queue.name} is in the elastic resource pool ${queue.poolName}, which lends it its CUs`,
      `Change its scaling policies: PUT /v3/{project_id}/elastic-resource-pools/${queue.poolName}/queues/${queue.name}.`,
    )
  }
  if (queue.preset) throw notSupported(`The queue ${queue.name} is preset and cannot be scaled`, 'Scale queues of your own only.')
}

/** Writes the new size and that it was given. To be told to compute after the commit. */
export async function resize(
  tx: Database,
  queue: QueueRecord,
  cuCount: number,
  by: { readonly userId: string; readonly userName: string },
  now: number,
): Promise<void> {
  await updateQueueSize(tx, queue.id, cuCount)
  await insertJob(tx, newQueueJob(queue, by, 'SCALE_QUEUE', now, true))
}

function scaledCu({ name, cuCount }: QueueRecord, byCu: number): number {
  const target = cuCount + byCu
  if (byCu === 0 || byCu % CU_STEP !== 0) {
    throw new CausewayError('invalid-parameter', `A queue cannot be scaled by ${Math.abs(byCu)} CUs`, {
      hint: `Use a multiple of ${CU_STEP}.`,
    })
  }
  if (cuCount < SCALED_MIN)
    throw notSupported(`The queue ${name} has ${cuCount} CUs and cannot be scaled`, `Scale queues of at least ${SCALED_MIN} CUs.`)
  if (target < SCALED_MIN || target > SCALED_MAX) {
    throw notSupported(`The queue ${name} would have ${target} CUs`, `Keep it between ${SCALED_MIN} and ${SCALED_MAX} CUs.`)
  }
  return target
}

export function createQueueActions({ store, clock, compute, jobEnded }: QueueActionsDeps): QueueActions {
  const restarting = new Set<string>()

  async function restartInCompute(queue: QueueRecord, by: Caller): Promise<void> {
    restarting.add(queue.id)
    try {
      await compute.restartQueue(queue.id, `The queue was restarted by ${by.userName}`)
    } finally {
      restarting.delete(queue.id)
    }
  }

  return {
    async restart(caller, name, forced) {
      const { queue, job } = await store.transaction(async (tx) => {
        const found = await requireQueue(tx, caller.projectId, name)
        if (found.state !== 'available') throw queueRefused(found.name, 'not-ready')
        if (found.type !== 'sql') {
          throw notSupported(`The queue ${found.name} is of type ${found.type} and cannot be restarted`, 'Restart queues of type sql.')
        }
        if (!forced && (await countOpenJobs(tx, found.id)) > 0) {
          throw new CausewayError('in-use', `The queue ${found.name} has jobs that wait or run`, {
            hint: 'Wait for their end, or restart with "force": true, which cancels them.',
          })
        }
        await deleteSessionsOfQueue(tx, found.id)
        const restart = newQueueJob(found, caller, 'RESTART_QUEUE', clock(), !forced)
        await insertJob(tx, restart)
        return { queue: found, job: restart }
      })
      if (!forced) {
        await restartInCompute(queue, caller)
        return { jobId: undefined }
      }
      const result: JobResult = {
        jobType: 'DDL',
        columns: [],
        rowsJson: [],
        rowCount: 0,
        inputRowCount: 0,
        inputBytes: 0,
        remoteStatements: [],
      }
      void restartInCompute(queue, caller).then(
        () => jobEnded(job.id, { kind: 'finished', result }),
        () => jobEnded(job.id, { kind: 'cancelled', reason: 'The queue could not be restarted' }),
      )
      return { jobId: job.id }
    },

    async scale(caller, name, byCu) {
      const { queue, cuCount } = await store.transaction(async (tx) => {
        const found = await requireQueue(tx, caller.projectId, name)
        requireScalable(found)
        const target = scaledCu(found, byCu)
        await resize(tx, found, target, caller, clock())
        return { queue: found, cuCount: target }
      })
      compute.resizeQueue(queue.id, cuCount)
      return { queueName: queue.name }
    },

    isRestarting: (queueId) => restarting.has(queueId),
    usedCu: (queueId) => compute.queueLoad(queueId).running * CU_PER_JOB,

    scaleLimits({ cuCount, poolId, preset }) {
      const isScalable = poolId === undefined && !preset && cuCount >= SCALED_MIN
      return isScalable ? { min: SCALED_MIN, max: SCALED_MAX } : { min: cuCount, max: cuCount }
    },
  }
}
