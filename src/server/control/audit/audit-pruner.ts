import type { Clock } from '../../../base/clock.ts'
import type { AuditSettings } from '../../../base/config.ts'
import { auditShares, forgetAuditEvents } from '../../store/audit-events.ts'
import type { Store } from '../../store/store.ts'
import { createPieceSize } from '../shared/piece-size.ts'

const DAY_MS = 24 * 3_600_000
/** How many go in one step, which is a commit. */
const STEPS = { least: 50, first: 100, most: 500 }
/** How often it is looked for what has become too old, where the number of the rest is no reason. */
const LOOK_EVERY_MS = 600_000
/** Of all that is kept, what nobody known may take. */
const STRANGERS_SHARE = 0.1

/**
 * Keeps the audit as long, and as large, as it may be, in small steps. Of what is too much the oldest of whoever has most goes first: who makes a million changes
 * pushes out no record of anybody else.
 */
export interface AuditPruner {
  /** Something was written. */
  wrote(): void
  /** Does nothing where nothing is too much. Gives whether there may be more. */
  step(): Promise<boolean>
}

export function createAuditPruner(deps: { readonly store: Store; readonly clock: Clock; readonly settings: AuditSettings }): AuditPruner {
  const { store, clock, settings } = deps
  let hasMore = true
  let lookedAt = Number.NEGATIVE_INFINITY
  const strangersMax = Math.max(1, Math.floor(settings.rows * STRANGERS_SHARE))

  const sized = createPieceSize(STEPS)

  /** Whether all of them are gone is told by whether fewer than asked for were there. */
  const forget = async (
    which: Parameters<typeof forgetAuditEvents>[1],
    most = Number.POSITIVE_INFINITY,
  ): Promise<{ readonly isAll: boolean; readonly gone: number }> =>
    await sized((step) =>
      store.transaction(async (tx) => {
        const asked = Math.min(most, step)
        const gone = await forgetAuditEvents(tx, which, asked)
        return { gone, isAll: gone < asked }
      }),
    )

  /** Whether there may be more to remove. */
  async function shrink(): Promise<boolean> {
    const { total, strangers, largest } = await auditShares(store.db)
    const ofStrangers = strangers > strangersMax ? (await forget({ kind: 'of-user', userId: '' }, strangers - strangersMax)).gone : 0
    const beyond = total - ofStrangers - settings.rows
    if (beyond <= 0 || largest === undefined) return ofStrangers > 0
    await forget({ kind: 'of-user', userId: largest.userId }, beyond)
    return true
  }

  return {
    wrote() {
      hasMore = true
    },
    async step() {
      if (hasMore) hasMore = await shrink()
      const now = clock()
      const isDue = Math.abs(now - lookedAt) >= LOOK_EVERY_MS
      const isOver = !isDue || (await forget({ kind: 'before', at: now - settings.days * DAY_MS })).isAll
      if (isDue && isOver) lookedAt = now
      return hasMore || !isOver
    },
  }
}
