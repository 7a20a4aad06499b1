import type { JobProgress } from '../../protocol/job-result.ts'

/** The server ends a worker that reports much more often (server/compute/…/progress-gate.ts). */
const REPORT_EVERY_MS = 500

/** Tells how far a job is: now and then while that changes, and once more at the end. */
export class ProgressReporter {
  readonly #read: () => JobProgress
  readonly #tell: (progress: JobProgress) => void
  readonly #timer: NodeJS.Timeout
  #told = ''

  constructor(read: () => JobProgress, tell: (progress: JobProgress) => void) {
    this.#read = read
    this.#tell = tell
    this.#told = JSON.stringify({ inputRowCount: 0, inputBytes: 0, outputRowCount: 0 } satisfies JobProgress)
    this.#timer = setInterval(() => this.#report(), REPORT_EVERY_MS)
  }

  end(): void {
    clearInterval(this.#timer)
    this.#report()
  }

  #report(): void {
    const progress = this.#read()
    const text = JSON.stringify(progress)
    if (text === this.#told) return
    this.#told = text
    this.#tell(progress)
  }
}
