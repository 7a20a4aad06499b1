import { asCausewayError, type CausewayError } from '../../base/errors.ts'
import type { Spent, StatementLimits } from './statement-limits.ts'

const LOOK_EVERY_MS = 500

/** Looks now and then at what a running statement has spent, and stops it once that is more than its limits allow. */
export class LimitWatch {
  readonly #timer: NodeJS.Timeout | undefined

  constructor(limits: StatementLimits, spent: () => Spent, stop: (reason: CausewayError) => void) {
    if (!limits.boundsSpent) return
    const look = (): void => {
      try {
        limits.checkSpent(spent())
      } catch (broken) {
        this.end()
        stop(asCausewayError(broken))
      }
    }
    this.#timer = setInterval(look, LOOK_EVERY_MS)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
