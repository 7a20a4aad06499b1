import type { Clock } from '../../../base/clock.ts'
import type { AuditSettings } from '../../../base/config.ts'
import { type AuditSize, forgetAuditEvents } from '../../store/audit-events.ts'
import type { Store } from '../../store/store.ts'

const DAY_MS = 24 * 3_600_000
/** In one step, which is a commit. */
const STEP = 500
/** How often it is looked for what has become too old, where the number of the rest is no reason. */
const LOOK_EVERY_MS = 600_000
/** Of all that is kept, what nobody known may take. */
const STRANGERS_SHARE = 0.1

/** Keeps the audit as long, and as large, as it may be: the oldest goes first, in small steps. */
export interface AuditPruner {
  wrote(lastId: number): void
  /** Somebody whom nobody knows has a new record. */
  strangerCame(): void
  /** After each write; does nothing where nothing is too much. */
  step(): Promise<void>
}

export function createAuditPruner(deps: {
  readonly store: Store
  readonly clock: Clock
  readonly settings: AuditSettings
  readonly size: AuditSize
}): AuditPruner {
  const { store, clock, settings } = deps
  let { firstId, lastId, strangers } = deps.size
  let lookedAt = Number.NEGATIVE_INFINITY
  const strangersMax = Math.max(1, Math.floor(settings.rows * STRANGERS_SHARE))

  async function forget(which: Parameters<typeof forgetAuditEvents>[1]): Promise<number> {
    const gone = await store.transaction((tx) => forgetAuditEvents(tx, which, STEP))
    strangers -= gone.strangers
    return gone.removed
  }

  return {
    strangerCame() {
      strangers += 1
    },
    wrote(newest) {
      if (firstId === 0) firstId = newest
      lastId = Math.max(lastId, newest)
    },
    async step() {
      const upTo = lastId - settings.rows
      if (firstId > 0 && upTo >= firstId && (await forget({ kind: 'up-to', id: upTo })) < STEP) firstId = upTo + 1
      if (strangers > strangersMax && (await forget({ kind: 'strangers' })) === 0) strangers = 0
      const now = clock()
      if (Math.abs(now - lookedAt) < LOOK_EVERY_MS) return
      if ((await forget({ kind: 'before', at: now - settings.days * DAY_MS })) < STEP) lookedAt = now
    },
  }
}
