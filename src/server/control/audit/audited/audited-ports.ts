import type { Clock, MonotonicClock } from '../../../../base/clock.ts'
import { asCausewayError, type CausewayError } from '../../../../base/errors.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { ComputePorts } from '../../../compute/compute-ports.ts'
import type { Context, Contexts } from '../../jobs/contexts.ts'
import type { AuditTrail, NewAuditEvent } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'
import { isChange, objectOfCall } from './audited-worker-calls.ts'
import { hintDetails } from './hint-details.ts'
import { isRefusal, recordedWork } from './recorded-work.ts'

interface AuditedPortsDeps {
  readonly trail: AuditTrail
  readonly callers: AuditedCallers
  readonly contexts: Pick<Contexts, 'find'>
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

const REASON_CHARACTERS = 300
/** A defence rule that a running statement breaks is a limit. */
const isRule = ({ kind }: CausewayError): boolean => kind === 'limit-exceeded'

/**
 * What compute asks for, with its records: what a worker changes for its job, in the same commit as the change; what it is refused; and a job that a rule, a limit or
 * a right that was taken away has ended.
 */
export function auditedPorts(ports: ComputePorts, { trail, callers, contexts, clock, monotonic }: AuditedPortsDeps): ComputePorts {
  async function newEvent(context: Context, contextId: string, action: string, object: string): Promise<NewAuditEvent> {
    const at = clock()
    const actor = await callers.actorOf(context.caller, context.kind)
    const details = context.kind === 'job' ? { job_id: contextId } : {}
    return { ...actor, at, kind: 'work', requestId: '', action, object, outcome: 'unknown', status: 0, code: '', durationMs: 0, details }
  }

  function note(contextId: string, action: string, object: string, end: Partial<NewAuditEvent>): void {
    const context = contexts.find(contextId)
    // What nobody's job asks for is a worker gone wrong, and ends in the log.
    if (context === undefined) return
    void newEvent(context, contextId, action, object).then((event) =>
      trail.record({ ...event, ...end, details: { ...event.details, ...end.details } }),
    )
  }

  async function change(context: Context, contextId: string, call: WorkerCall): Promise<unknown> {
    const event = await newEvent(context, contextId, `jobs.${call.kind}`, objectOfCall(call))
    return await recordedWork(event, () => ports.call(contextId, call), { trail, monotonic })
  }

  return {
    ...ports,
    jobEnded(jobId, outcome) {
      const object = `jobs/${jobId}`
      if (outcome.kind === 'failed' && (isRefusal(outcome.error) || isRule(outcome.error))) {
        note(jobId, 'jobs.run', object, { outcome: 'refused', code: outcome.error.kind })
      }
      // Of the text of the statement they stand in the record of its submission.
      if (outcome.kind === 'finished' && outcome.result.hints !== undefined && outcome.result.hints.length > 0) {
        note(jobId, 'jobs.rule-hint', object, { outcome: 'succeeded', details: hintDetails(outcome.result.hints) })
      }
      // By its user, by a rule or the end of its time, by a right that was taken away: the reason is the server's own.
      if (outcome.kind === 'cancelled') {
        note(jobId, 'jobs.run', object, {
          outcome: 'failed',
          code: 'cancelled',
          details: { reason: outcome.reason.slice(0, REASON_CHARACTERS) },
        })
      }
      ports.jobEnded(jobId, outcome)
    },
    async call(contextId, call) {
      const context = contexts.find(contextId)
      if (context !== undefined && isChange(call)) return await change(context, contextId, call)
      try {
        return await ports.call(contextId, call)
      } catch (thrown) {
        const error = asCausewayError(thrown)
        if (isRefusal(error)) note(contextId, `jobs.${call.kind}`, objectOfCall(call), { outcome: 'refused', code: error.kind })
        throw thrown
      }
    },
  }
}
