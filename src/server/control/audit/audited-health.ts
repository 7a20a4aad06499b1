import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import type { AttachmentTold } from '../attachment-health/attachment-health.ts'
import { type AuditTrail, NOBODY } from './audit-trail.ts'

export interface AuditedHealthDeps {
  readonly trail: Pick<AuditTrail, 'begin' | 'within'>
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

const SEEN_CHARACTERS = 300

/** What is done because an attachment went down, or came back, has its record: nobody asked for it. The first word of one that is up changes nothing. */
export async function withHealthRecord(told: AttachmentTold, work: () => Promise<void>, deps: AuditedHealthDeps): Promise<void> {
  const { health, before, projectId, vpcId, kind } = told
  if (health.kind === 'up' && before?.kind !== 'down') return await work()
  const { trail, clock, monotonic } = deps
  const startedAt = monotonic()
  const seen = health.kind === 'up' ? {} : { seen: health.failure.seen.slice(0, SEEN_CHARACTERS) }
  const entry = trail.begin({
    ...NOBODY,
    projectId,
    at: clock(),
    kind: 'work',
    requestId: '',
    action: health.kind === 'up' ? 'network.attachment-up' : 'network.attachment-down',
    object: `vpcs/${vpcId}/attachment`,
    details: { kind, ...seen },
  })
  await trail.within(entry, work)
  entry.end({ outcome: 'succeeded', durationMs: Math.round((monotonic() - startedAt) * 1000) / 1000 })
}
