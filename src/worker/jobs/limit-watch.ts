import { asCausewayError, type CausewayError } from '../../base/errors.ts'
import type { Spent, StatementLimits } from './statement-limits.ts'

const LOOK_EVERY_MS = 500

/** Looks now and then at what a running statement has spent, and stops it once that is more than its limits allow. */
export class LimitWatch {
  readonly #timer: NodeJS.Timeout | undefined
  #hasEnded = false

  constructor(limits: StatementLimits, spent: () => Promise<Spent>, stop: (reason: CausewayError) => void) {
    if (!limits.boundsSpent) return
    let isLooking = false
    const look = async (): Promise<void> => {
      if (isLooking) return
      isLooking = true
      try {
        const now = await spent()
        if (!this.#hasEnded) limits.checkSpent(now)
      } catch (broken) {
        this.end()
        stop(asCausewayError(broken))
      } finally {
        isLooking = false
      }
    }
    this.#timer = setInterval(() => void look(), LOOK_EVERY_MS)
  }

  end(): void {
    this.#hasEnded = true
    clearInterval(this.#timer)
  }
}
