import type { Clock } from '../../base/clock.ts'
import type { Quotas } from '../../base/config.ts'
import type { Compute } from '../compute/compute.ts'
import type { Store } from '../store/store.ts'
import type { Authorizer } from './authorization/authorizer.ts'
import type { Doors } from './doors/doors.ts'
import type { EventSink } from './events/events.ts'
import type { Enforcement } from './expectations/enforced.ts'
import {
  guardedPools,
  guardedQueueActions,
  guardedQueuePlans,
  guardedQueueProperties,
  guardedQueues,
  guardedQuotaUses,
} from './guards/queue-guards.ts'
import { guardedResourceTags } from './guards/tag-guards.ts'
import type { JobRecorder } from './jobs/job-recorder.ts'
import type { NetworkAccess } from './network-access.ts'
import type { QueuePlans } from './plans/queue-plans.ts'
import { createPools, type Pools } from './pools/pools.ts'
import { createQueueActions, type QueueActions } from './queues/queue-actions.ts'
import { createQueueProperties, type QueueProperties } from './queues/queue-properties.ts'
import { createQueues, type Queues } from './queues/queues.ts'
import { createQuotaUses, type QuotaUses } from './quotas/quotas.ts'
import type { Reconciler } from './reconciler/reconciler.ts'
import type { PoolScaler } from './scaling/pool-scaler.ts'
import { createResourceTags, type ResourceTags } from './tags/resource-tags.ts'

/** What of a server is about queues and the pools that lend to them: how many CUs they have, when, and what becomes of their jobs. */
export interface QueueServices {
  readonly queues: Queues
  readonly pools: Pools
  readonly queueActions: QueueActions
  readonly queuePlans: QueuePlans
  readonly queueProperties: QueueProperties
  readonly quotas: QuotaUses
  readonly resourceTags: ResourceTags
}

interface QueueServicesDeps {
  readonly store: Store
  readonly clock: Clock
  readonly timeZone: string
  readonly quotas: Quotas
  readonly compute: Compute
  readonly authorizer: Authorizer
  readonly reconciler: Reconciler
  readonly events: EventSink
  readonly views: NetworkAccess['views']
  readonly doors: Doors
  readonly scaler: PoolScaler
  readonly recorder: JobRecorder
  readonly enforced: Enforcement
  /** As they are: whoever starts and stops them asks for no right. */
  readonly plans: QueuePlans
}

/** Each held to its rules of who may do what, and what changes a queue or pool to the expectations that are enforced. */
export function createQueueServices(deps: QueueServicesDeps): QueueServices {
  const { store, clock, timeZone, quotas, compute, authorizer, reconciler, events, views, doors, scaler, recorder, enforced } = deps
  const queues = createQueues({ store, clock, quotas, reconciler, views, events, scaler, closeDoors: doors.closeOf })
  const pools = createPools({ store, clock, timeZone, quotas, scaler, views, events })
  return {
    queues: guardedQueues(enforced.queues(queues), authorizer),
    pools: guardedPools(enforced.pools(pools), authorizer),
    queueActions: guardedQueueActions(createQueueActions({ store, clock, compute, jobEnded: recorder.ended }), authorizer),
    queuePlans: guardedQueuePlans(deps.plans, authorizer),
    queueProperties: guardedQueueProperties(createQueueProperties({ store, compute }), authorizer),
    quotas: guardedQuotaUses(createQuotaUses({ store, quotas }), authorizer),
    resourceTags: guardedResourceTags(createResourceTags({ store }), authorizer),
  }
}
