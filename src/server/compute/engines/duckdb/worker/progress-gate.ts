import type { JobProgress } from '../../../../../protocol/job-result.ts'

/** A worker reports every 500 ms at most; one that is twice as often at it for long does not keep to what was agreed. */
const REPORT_EVERY_MS_MIN = 250
const REPORTS_AT_ONCE = 20

/** What a worker may tell about one job: not too often, and never less than before. */
export class ProgressGate {
  readonly #now: () => number
  readonly #since: number
  #reports = 0
  #last: JobProgress | undefined

  /** `now` is a clock that is never set, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** Reports that came late, all at once, were sent in time: only their number since the start counts. */
  accepts(progress: JobProgress): boolean {
    this.#reports += 1
    if (this.#reports > REPORTS_AT_ONCE + (this.#now() - this.#since) / REPORT_EVERY_MS_MIN) return false
    const last = this.#last
    this.#last = progress
    if (last === undefined) return true
    return (
      progress.inputRowCount >= last.inputRowCount &&
      progress.inputBytes >= last.inputBytes &&
      progress.outputRowCount >= last.outputRowCount &&
      (last.percent === undefined || (progress.percent ?? -1) >= last.percent)
    )
  }
}
