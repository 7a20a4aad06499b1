import { type Clock, monotonicClock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Broker } from '../network/broker.ts'
import type { Store } from '../store/store.ts'
import type { AuditTrail } from './audit/audit-trail.ts'
import type { AuditedCallers } from './audit/audited/audited-callers.ts'
import { auditedDialler } from './audit/audited/audited-dialler.ts'
import { auditedDoors } from './audit/audited/audited-doors.ts'
import type { Authorizer } from './authorization/authorizer.ts'
import { shownRemedies } from './authorization/shown-remedies.ts'
import { createDialler, type Dialler } from './dialling/dialler.ts'
import { createGrants, type Grants } from './dialling/grants.ts'
import type { RemedyText, ShownRemedies } from './dialling/in-words.ts'
import { createNetworkViews, type NetworkViews } from './dialling/network-views.ts'
import { createDoors, type Doors } from './doors/doors.ts'
import { createRuns, type Runs } from './doors/runs.ts'
import type { EventFeed } from './events/events.ts'
import type { createCounters } from './metrics/counters.ts'

/** By which queues get connections: what each sees, what is open for it, and whoever dials, counted and in the audit. */
export interface NetworkAccess {
  readonly views: NetworkViews
  readonly grants: Grants
  readonly shownRemedies: ShownRemedies
  readonly dialler: Dialler
  /** Not started. */
  readonly doors: Doors
  readonly runs: Runs
}

interface NetworkAccessDeps {
  readonly store: Store
  readonly broker: Broker
  readonly clock: Clock
  readonly log: Logger
  readonly authorizer: Authorizer
  readonly remedyText: RemedyText
  readonly events: EventFeed
  readonly counting: ReturnType<typeof createCounters>
  readonly trail: AuditTrail
  readonly callers: AuditedCallers
  /** Of unix sockets. */
  readonly folder: string
  /** Never dialled for anybody: the ports of doors are put in. */
  readonly ownPorts: Set<number>
}

export function createNetworkAccess(deps: NetworkAccessDeps): NetworkAccess {
  const { store, broker, clock, log, authorizer, remedyText, events, counting, trail, callers, folder, ownPorts } = deps
  const views = createNetworkViews(store)
  const grants = counting.grants(createGrants())
  const shown = shownRemedies(authorizer)
  const plainDialler = createDialler({ views, broker, grants, shownRemedies: shown, remedyText })
  const dialler = counting.dialler(auditedDialler(plainDialler, { trail, callers, clock, monotonic: monotonicClock }))
  const turnedAway = auditedDoors({ trail, callers, clock })
  return {
    views,
    grants,
    shownRemedies: shown,
    dialler,
    doors: createDoors({ store, clock, log, dialler, authorizer, turnedAway, folder, ownPorts }),
    runs: createRuns({ store, authorizer, dialler, views, monotonic: monotonicClock, log, events, folder }),
  }
}
