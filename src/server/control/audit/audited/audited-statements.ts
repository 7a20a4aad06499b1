import type { Clock, MonotonicClock } from '../../../../base/clock.ts'
import type { Job } from '../../../domain/job.ts'
import type { Caller } from '../../shared/caller.ts'
import { type AuditTrail, NOBODY } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'
import { recordedWork } from './recorded-work.ts'

/** The submission of a statement of a script, with its record: no request is there any more that would have one. */
export type AuditStatement = (
  caller: Caller,
  statement: { readonly scriptId: string; readonly number: number },
  submit: () => Promise<Job>,
) => Promise<Job>

export function auditedStatements(deps: {
  readonly trail: Pick<AuditTrail, 'begin' | 'within'>
  readonly callers: AuditedCallers
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}): AuditStatement {
  return async (caller, { scriptId, number }, submit) => {
    const event = {
      ...NOBODY,
      ...(await deps.callers.actorOf(caller, 'script')),
      at: deps.clock(),
      kind: 'work',
      requestId: '',
      action: 'scripts.run-statement',
      object: `scripts/${scriptId}/statements/${number}`,
      outcome: 'unknown',
    } as const
    return await recordedWork(event, submit, deps, ({ id }) => ({ job_id: id }))
  }
}
