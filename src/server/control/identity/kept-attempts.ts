import type { Clock } from '../../../base/clock.ts'
import { type AttemptKind, deleteLogInAttempt, listLogInAttempts, putLogInAttempt } from '../../store/accounts/log-in-attempts.ts'
import type { Store } from '../../store/store.ts'

interface KeptAttempt {
  readonly key: string
  readonly count: number
  /** By the wall clock, which alone goes on while no server runs: never negative, whatever was done to it. */
  readonly agoMs: number
}

/** What outlives a restart of the server: who could bring one about would guess on without a wait otherwise. */
export interface KeptAttempts {
  /** Oldest first. */
  list(kind: AttemptKind): Promise<readonly KeptAttempt[]>
  put(kind: AttemptKind, key: string, count: number): Promise<void>
  drop(kind: AttemptKind, key: string): Promise<void>
}

export function createKeptAttempts(store: Store, clock: Clock): KeptAttempts {
  return {
    async list(kind) {
      const now = clock()
      return (await listLogInAttempts(store.db, kind)).map(({ key, count, at }) => ({ key, count, agoMs: Math.max(0, now - at) }))
    },
    put: (kind, key, count) => putLogInAttempt(store.db, { kind, key, count, at: clock() }),
    drop: (kind, key) => deleteLogInAttempt(store.db, kind, key),
  }
}
