import type { Clock, MonotonicClock } from '../../../../base/clock.ts'
import type { ObjectStores, OwnDialling } from '../../object-stores/object-stores.ts'
import type { AuditTrail, NewAuditEvent } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

interface AuditedStoresDeps {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly callers: AuditedCallers
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

/** The stores, each dial of which has its record, as those of a queue's connections have: who, from which queue, for which bucket, where to, and what came of it. */
export function auditedStores(stores: ObjectStores, { trail, callers, clock, monotonic }: AuditedStoresDeps): ObjectStores {
  return {
    ...stores,
    async dial(bucket, by) {
      const [at, startedAt] = [clock(), monotonic()]
      const dialled = await stores.dial(bucket, by)
      const { host = '', port = 0 } = stores.address(by.caller.projectId, `obs://${bucket}`) ?? {}
      const object = `queues/${by.queueId}/${host}:${port}`
      const details = { job_id: by.jobId, bucket, host, port }
      const event = { at, kind: 'dial', requestId: '', action: 'network.dial', object, status: 0, code: '', outcome: 'succeeded' } as const
      const actor = callers.actorOf(by.caller, 'job')
      const record = (change: Partial<NewAuditEvent>): void => {
        const durationMs = Math.round((monotonic() - startedAt) * 1000) / 1000
        void actor.then((known) => trail.record({ ...known, ...event, details, durationMs, ...change }))
      }
      if (dialled.kind === 'refused') {
        record({ outcome: 'failed', code: dialled.error.kind })
        return dialled
      }
      record({})
      return { ...dialled, handedOver: () => record({ at: clock(), action: 'network.hand-over' }) }
    },
  }
}

/** The connections that the server itself makes to stores: for a call, or, of no user, to bring to an end what jobs and calls have begun there. */
export const auditedOwnDials =
  ({ trail, callers, clock, monotonic }: AuditedStoresDeps): OwnDialling =>
  ({ caller, projectId, bucket, host, port }) => {
    const [at, startedAt] = [clock(), monotonic()]
    const actor =
      caller === undefined ? callers.actorOf({ projectId, userId: '', userName: '' }, 'upkeep') : callers.actorOf(caller, 'call')
    return (error) => {
      const durationMs = Math.round((monotonic() - startedAt) * 1000) / 1000
      const came = error === undefined ? ({ outcome: 'succeeded', code: '' } as const) : ({ outcome: 'failed', code: error.kind } as const)
      const event = {
        at,
        kind: 'dial',
        requestId: '',
        action: 'network.dial',
        object: `buckets/${bucket}/${host}:${port}`,
        status: 0,
      } as const
      void actor.then((known) => trail.record({ ...known, ...event, ...came, details: { bucket, host, port }, durationMs }))
    }
  }
