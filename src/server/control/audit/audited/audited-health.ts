import type { Clock, MonotonicClock } from '../../../../base/clock.ts'
import type { LinkHealth } from '../../../network/attachments/link-health.ts'
import type { AttachmentTold } from '../../attachment-health/attachment-health.ts'
import { type AuditTrail, NOBODY } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

export interface AuditedHealthDeps {
  readonly trail: Pick<AuditTrail, 'begin' | 'within'>
  readonly callers: AuditedCallers
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

const SEEN_CHARACTERS = 300

/**
 * What is done because an attachment went down, or came back, has its record: nobody asked for it. The first word of one that is up changes nothing, nor does that
 * one is still down for the same reason, as each try to connect again finds.
 */
export async function withHealthRecord(told: AttachmentTold, work: () => Promise<void>, deps: AuditedHealthDeps): Promise<void> {
  const { health, before, projectId, vpcId, kind } = told
  if (health.kind === 'up' ? before?.kind !== 'down' : isSameReason(health, before)) return await work()
  const { trail, callers, clock, monotonic } = deps
  const startedAt = monotonic()
  // Of the VPC's project, so that whoever administers that sees it.
  const actor = await callers.actorOf({ projectId, userId: '', userName: '' }, 'attachment')
  const seen = health.kind === 'up' ? {} : { seen: health.failure.seen.slice(0, SEEN_CHARACTERS) }
  // What is recorded did not succeed, whatever became of the work that it gave.
  const came =
    health.kind === 'up' ? ({ outcome: 'succeeded', code: '' } as const) : ({ outcome: 'failed', code: health.code ?? 'down' } as const)
  const entry = trail.begin({
    ...NOBODY,
    ...actor,
    at: clock(),
    kind: 'work',
    requestId: '',
    action: health.kind === 'up' ? 'network.attachment-up' : 'network.attachment-down',
    object: `vpcs/${vpcId}/attachment`,
    details: { kind, ...seen },
  })
  await trail.within(entry, work)
  entry.end({ ...came, durationMs: Math.round((monotonic() - startedAt) * 1000) / 1000 })
}

const isSameReason = (now: LinkHealth & { readonly kind: 'down' }, before: LinkHealth | undefined): boolean =>
  before?.kind === 'down' && now.code === before.code && now.failure.seen === before.failure.seen
