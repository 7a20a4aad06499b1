import type { Clock } from '../../../../base/clock.ts'
import type { Found } from '../../expectations/expectation-watch.ts'
import type { AuditTrail } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

interface AuditedExpectationsDeps {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly callers: AuditedCallers
  readonly clock: Clock
}

/** Records what an expectation is found to be where it was otherwise: 'failed' where it does not hold any more. Nobody did it: who changed the network has a record of their own. */
export function auditedExpectations({ trail, callers, clock }: AuditedExpectationsDeps): (found: Found) => void {
  return ({ expectation, observation }) => {
    const { id, projectId, queueName, address, expected } = expectation
    const { observed, seen } = observation
    const holds = observed === expected
    const event = {
      at: clock(),
      kind: 'work',
      requestId: '',
      action: 'network.expectation',
      object: `queues/${queueName}/${address}`,
      outcome: holds ? 'succeeded' : 'failed',
      status: 0,
      code: holds ? '' : 'broken',
      durationMs: 0,
      details: { expectation_id: id, expect: expected, observed, seen },
    } as const
    void callers.actorOf({ projectId, userId: '', userName: '' }, 'expectation').then((actor) => trail.record({ ...actor, ...event }))
  }
}
