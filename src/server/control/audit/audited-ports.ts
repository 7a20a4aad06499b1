import type { Clock } from '../../../base/clock.ts'
import { asCausewayError, type CausewayError } from '../../../base/errors.ts'
import type { WorkerCall } from '../../../protocol/worker-channel.ts'
import type { ComputePorts } from '../../compute/compute-ports.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Contexts } from '../jobs/contexts.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

interface AuditedPortsDeps {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly callers: AuditedCallers
  readonly contexts: Pick<Contexts, 'find'>
  readonly clock: Clock
}

const OBJECT_CHARACTERS = 512
const REASON_CHARACTERS = 300
const isRefusal = ({ kind }: CausewayError): boolean => kind === 'forbidden' || kind === 'sql-permission'
/** A defence rule that a running statement breaks is a limit. */
const isRule = ({ kind }: CausewayError): boolean => kind === 'limit-exceeded'

/** What compute asks for, where each refusal has its record: of what a worker asks for its job, and of a job that a rule has ended. */
export function auditedPorts(ports: ComputePorts, { trail, callers, contexts, clock }: AuditedPortsDeps): ComputePorts {
  function note(
    contextId: string,
    action: string,
    object: string,
    end: Pick<AuditEvent, 'outcome' | 'code'>,
    more: AuditEvent['details'] = {},
  ): void {
    const context = contexts.find(contextId)
    // What nobody's job asks for is a worker gone wrong, and ends in the log.
    if (context === undefined) return
    const details = { ...(context.kind === 'job' ? { job_id: contextId } : {}), ...more }
    const event = {
      at: clock(),
      kind: 'work',
      requestId: '',
      action,
      object: object.slice(0, OBJECT_CHARACTERS),
      status: 0,
      durationMs: 0,
      ...end,
      details,
    } as const
    void callers.actorOf(context.caller, context.kind).then((actor) => trail.record({ ...actor, ...event }))
  }

  return {
    ...ports,
    jobEnded(jobId, outcome) {
      const object = `jobs/${jobId}`
      if (outcome.kind === 'failed' && (isRefusal(outcome.error) || isRule(outcome.error))) {
        note(jobId, 'jobs.run', object, { outcome: 'refused', code: outcome.error.kind })
      }
      // By its user, by a rule or the end of its time, by a right that was taken away: the reason is the server's own.
      if (outcome.kind === 'cancelled') {
        note(jobId, 'jobs.run', object, { outcome: 'failed', code: 'cancelled' }, { reason: outcome.reason.slice(0, REASON_CHARACTERS) })
      }
      ports.jobEnded(jobId, outcome)
    },
    async call(contextId, call) {
      try {
        return await ports.call(contextId, call)
      } catch (thrown) {
        const error = asCausewayError(thrown)
        if (isRefusal(error)) note(contextId, `jobs.${call.kind}`, objectOf(call), { outcome: 'refused', code: error.kind })
        throw thrown
      }
    },
  }
}

/** The names in a call; nothing else of it, for it comes from a worker. */
function objectOf(call: WorkerCall): string {
  const names = [...named(call, 'database', 'databases'), ...named(call, 'table', 'tables'), ...named(call, 'authName', 'auth-infos')]
  return names.join('/')
}

function named(call: WorkerCall, field: string, collection: string): readonly string[] {
  const value: unknown = Reflect.get(call, field)
  return typeof value === 'string' ? [collection, value] : []
}
