import type { Clock } from '../../../../base/clock.ts'
import type { QueueDoor } from '../../../domain/queue-door.ts'
import type { AuditTrail } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

interface AuditedDoorsDeps {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly callers: AuditedCallers
  readonly clock: Clock
}

/** Records that somebody came to a door of a queue and was not let in. Who came is not known. */
export function auditedDoors({ trail, callers, clock }: AuditedDoorsDeps): (door: QueueDoor, reason: string, peer: string) => void {
  return ({ id, projectId }, reason, peer) => {
    const event = {
      at: clock(),
      kind: 'dial',
      requestId: '',
      action: 'network.door',
      object: `doors/${id}`,
      status: 0,
      durationMs: 0,
    } as const
    const end = { outcome: 'refused', code: 'unauthenticated', details: { door_id: id, reason } } as const
    void callers
      .actorOf({ projectId, userId: '', userName: '' }, 'door')
      .then((actor) => trail.record({ ...actor, peer, ...event, ...end }))
  }
}
