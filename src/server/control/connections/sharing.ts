import type { Clock } from '../../../base/clock.ts'
import { listBindings } from '../../store/network/bindings.ts'
import type { Database } from '../../store/schema.ts'
import type { Grants } from '../dialling/grants.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { EventSink } from '../events/events.ts'
import { connectionsSharedWith } from '../shared/shared-connections.ts'
import { type RemovedBinding, removeBindings, revokeBindings } from './removed-bindings.ts'

/** What another project may bind has changed. */
interface SharingChange {
  readonly connectionId: string
  /** The one that binds. */
  readonly projectId: string
}

/** Keeps the bindings of other projects in step with what they are granted. */
export interface Sharing {
  /** In the transaction that has changed the privileges. What it gives back is to be called after the commit; it resolves when nothing is held any more. */
  settle(tx: Database, changes: readonly SharingChange[]): Promise<() => Promise<void>>
}

export interface SharingDeps {
  readonly clock: Clock
  readonly views: NetworkViews
  readonly grants: Grants
  readonly events: EventSink
}

const REASON = 'The other project that the enhanced datasource connection of this job is of has taken back its BIND_QUEUE'

export function createSharing({ clock, views, grants, events }: SharingDeps): Sharing {
  return {
    async settle(tx, changes) {
      const removed: RemovedBinding[] = []
      for (const { connectionId, projectId } of changes) {
        if ((await connectionsSharedWith(tx, projectId)).has(connectionId)) continue
        const bindings = (await listBindings(tx, { connectionId })).filter((binding) => binding.projectId === projectId)
        removed.push(...(await removeBindings(tx, bindings, 'sharing-ended', clock())))
      }
      return async () => {
        for (const { connectionId, projectId } of changes) views.forget(projectId, { connectionId })
        await revokeBindings({ events, grants }, removed, REASON)
      }
    },
  }
}
