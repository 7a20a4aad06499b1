import type { Clock } from '../../../base/clock.ts'
import type { Store } from '../../store/store.ts'
import { type Proof, standsUntil, takenAway } from './proof.ts'

/** Asked as often as one likes, for what outlives the request that it was let in by: rejects with 'unauthenticated' once that is taken away, or its time is over. */
export type Standing = () => Promise<void>

/** Reads only where something of the accounts has changed since it was asked last. */
export function standingOf(deps: { readonly store: Pick<Store, 'db' | 'accountsVersion'>; readonly clock: Clock }) {
  const { store, clock } = deps
  return (userId: string, proof: Proof): Standing => {
    let readAt: number | undefined
    let until = 0
    return async () => {
      const version = store.accountsVersion()
      if (version !== readAt) {
        until = await standsUntil(store.db, userId, proof)
        // Before it was read: what changed meanwhile makes it old.
        readAt = version
      }
      if (until <= clock()) throw takenAway()
    }
  }
}
