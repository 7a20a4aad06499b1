import type { Store } from '../../store/store.ts'

/** As often as running jobs are looked at for a right that is gone. */
const LOOK_EVERY_MS = 300

/** Tells those who wait that something of users, groups, roles or privileges has changed. */
export interface AccountChanges {
  /** Aborted at the next change. */
  next(): AbortSignal
  stop(): void
}

export function watchAccounts(store: Pick<Store, 'accountsVersion'>): AccountChanges {
  let seen = store.accountsVersion()
  let next = new AbortController()
  const timer = setInterval(() => {
    const now = store.accountsVersion()
    if (now === seen) return
    seen = now
    const told = next
    next = new AbortController()
    told.abort()
  }, LOOK_EVERY_MS)
  timer.unref()
  return { next: () => next.signal, stop: () => clearInterval(timer) }
}
