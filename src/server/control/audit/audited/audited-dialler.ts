import type { Clock, MonotonicClock } from '../../../../base/clock.ts'
import { asCausewayError } from '../../../../base/errors.ts'
import type { Explanation } from '../../../../base/explanation.ts'
import { socketOf } from '../../../../base/sockets/held-descriptor.ts'
import type { AuditOutcome } from '../../../domain/audit-event.ts'
import type { DialWay } from '../../../network/dial-result.ts'
import type { Dialled, DialledFor, Dialler } from '../../dialling/dialler.ts'
import type { AuditTrail, NewAuditEvent } from '../audit-trail.ts'
import type { AuditedCallers } from './audited-callers.ts'

interface AuditedDiallerDeps {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly callers: AuditedCallers
  readonly clock: Clock
  readonly monotonic: MonotonicClock
}

const SEEN_CHARACTERS = 300

/**
 * The dialler, each dial of which has its record: who, from which queue, where to, by which binding, and what came of it. A socket that a worker has taken has another,
 * and what the server pumps has another when it is closed: how long it was open, and how many bytes went which way.
 */
export function auditedDialler(dialler: Dialler, { trail, callers, clock, monotonic }: AuditedDiallerDeps): Dialler {
  return {
    async dial(queueId, target, by) {
      const at = clock()
      const startedAt = monotonic()
      let dialled: Dialled | undefined
      let code = ''
      try {
        dialled = await dialler.dial(queueId, target, by)
      } catch (thrown) {
        code = asCausewayError(thrown).kind
        throw thrown
      } finally {
        const end = endOf(dialled, code)
        const queue = dialled?.explanation.queue ?? queueId
        const object = `queues/${queue}/${dialled?.explanation.target ?? `${target.host}:${target.port}`}`
        const details = { ...detailsOf(by), host: target.host, port: target.port, ...end.details }
        const event = { at, kind: 'dial', requestId: '', action: 'network.dial', object, status: 0, ...end, details } as const
        // Who it was is looked up, behind the answer: whoever dials does not wait for its record.
        const record = (change: Partial<NewAuditEvent>, since: number): void => {
          const durationMs = Math.round((monotonic() - since) * 1000) / 1000
          setImmediate(async () => trail.record({ ...(await callers.actorOf(by.caller, methodOf(by))), ...event, ...change, durationMs }))
        }
        record({}, startedAt)
        if (dialled?.kind === 'connected' && by.through !== undefined) {
          const socket = socketOf(dialled.socket)
          const openedAt = monotonic()
          socket.once('close', () => {
            const bytes = { bytes_sent: socket.bytesWritten, bytes_received: socket.bytesRead }
            record({ at: clock(), action: 'network.close', details: { ...details, ...bytes } }, openedAt)
          })
        }
        if (dialled?.kind === 'connected' && by.jobId !== undefined) {
          const handedOver = (): void => record({ at: clock(), action: 'network.hand-over' }, startedAt)
          dialled = { ...dialled, handedOver }
        }
      }
      return dialled
    },
  }
}

const methodOf = ({ jobId, purpose = 'connectivity-test', through }: DialledFor): string =>
  through?.kind ?? (jobId === undefined ? purpose : 'job')

const detailsOf = ({ jobId, through }: DialledFor): Readonly<Record<string, unknown>> => ({
  ...(jobId === undefined ? {} : { job_id: jobId }),
  ...(through === undefined ? {} : { [`${through.kind}_id`]: through.id }),
})

interface End {
  readonly outcome: AuditOutcome
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
}

function endOf(dialled: Dialled | undefined, code: string): End {
  switch (dialled?.kind) {
    case undefined:
      return { outcome: 'failed', code, details: {} }
    case 'connected':
      return { outcome: 'succeeded', code: '', details: detailsOfWay(dialled.way) }
    case 'refused':
      return refusal(dialled.explanation, dialled.way)
  }
}

function detailsOfWay({ connectionId, boundBy, lent, vpcId, route, address, resolved }: DialWay): End['details'] {
  const { bindingId, connectionName, poolName } = boundBy
  return {
    connection_id: connectionId,
    connection_name: connectionName,
    ...(bindingId === undefined ? {} : { peer_id: bindingId }),
    ...(poolName === undefined ? {} : { elastic_resource_pool: poolName }),
    ...(lent ? {} : { vpc_id: vpcId }),
    address,
    ...(route === undefined ? {} : { route }),
    ...(resolved === undefined ? {} : { resolved_by: resolved.server, resolved_to: resolved.ip }),
  }
}

/** What only did not answer was allowed. */
function refusal({ steps }: Explanation, way: DialWay | undefined): End {
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  const step = failed?.step ?? 'dial'
  const isAllowed = step === 'dial'
  const details = { ...(way === undefined ? {} : detailsOfWay(way)), step, seen: (failed?.seen ?? '').slice(0, SEEN_CHARACTERS) }
  return { outcome: isAllowed ? 'failed' : 'refused', code: isAllowed ? 'unreachable' : `policy-${step}`, details }
}
