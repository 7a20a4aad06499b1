import type { MonotonicClock } from '../../../../base/clock.ts'
import { asCausewayError, type CausewayError } from '../../../../base/errors.ts'
import type { AuditEvent } from '../../../domain/audit-event.ts'
import type { AuditTrail, NewAuditEvent } from '../audit-trail.ts'

export const isRefusal = ({ kind }: CausewayError): boolean => kind === 'forbidden' || kind === 'sql-permission'

/** Something that nobody's request does, with its record: in the same commit as what it changes. @param details of its answer */
export async function recordedWork<T>(
  event: NewAuditEvent,
  work: () => Promise<T>,
  { trail, monotonic }: { readonly trail: Pick<AuditTrail, 'begin' | 'within'>; readonly monotonic: MonotonicClock },
  details: (answer: T) => NewAuditEvent['details'] = () => ({}),
): Promise<T> {
  const entry = trail.begin(event)
  const startedAt = monotonic()
  const end = (outcome: AuditEvent['outcome'], code: string, more: NewAuditEvent['details']): void =>
    entry.end({ outcome, code, durationMs: Math.round((monotonic() - startedAt) * 1000) / 1000, details: more })
  try {
    const answer = await trail.within(entry, work)
    end('succeeded', '', details(answer))
    return answer
  } catch (thrown) {
    const error = asCausewayError(thrown)
    end(isRefusal(error) ? 'refused' : 'failed', error.kind, {})
    throw thrown
  }
}
