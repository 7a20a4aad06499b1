import type { Clock } from '../../../base/clock.ts'
import { noteAccessKeyUse } from '../../store/accounts/access-keys.ts'
import type { Store } from '../../store/store.ts'

/** A key that is used all the time is written so often and no more. */
const WRITE_EVERY_MS = 60_000

/** When each key was used last. What is newer than what is written is known until the server ends. */
export interface KeyUses {
  note(accessKey: string): void
  /** Epoch ms. */
  lastUse(accessKey: string): number | undefined
}

export function createKeyUses({ store, clock }: { readonly store: Store; readonly clock: Clock }): KeyUses {
  const uses = new Map<string, { at: number; writtenAt: number }>()
  return {
    note(accessKey) {
      const now = clock()
      const known = uses.get(accessKey)
      if (known !== undefined) known.at = now
      if (known !== undefined && Math.abs(now - known.writtenAt) < WRITE_EVERY_MS) return
      uses.set(accessKey, { at: now, writtenAt: now })
      // A request is not held up by it, and does not fail when the disk is full: the next use writes again.
      noteAccessKeyUse(store.db, accessKey, now).catch(() => uses.delete(accessKey))
    },
    lastUse: (accessKey) => uses.get(accessKey)?.at,
  }
}
