import type { Logger } from 'pino'
import { asCausewayError, CausewayError } from '../../../../base/errors.ts'
import type { Worker } from './worker.ts'
import type { WorkerFactory } from './worker-factory.ts'

export interface SparePoolOptions {
  readonly factory: WorkerFactory
  readonly log: Logger
  /** Ready and unclaimed workers to keep. */
  readonly spareWorkers: number
  /** Processes in all, the analyzer among them. */
  readonly workersMax: number
  /** Workers started at once when jobs wait for them. */
  readonly startsMax: number
  /** Jobs that could run now if they had a worker. */
  readonly wanted: () => number
  /** A spare has become ready, or a place for one: whoever waits may take. */
  readonly offer: () => void
  /** Ends the longest idle claimed worker to make room; false: there is none. */
  readonly evictIdle: () => boolean
  /** Workers have died at start so often that waiting has no point. */
  readonly hopeless: (error: CausewayError) => void
}

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 30_000
/** A start takes about a second of processor time; a first job a tenth of that. */
const REFILL_DELAY_MS = 300
/** Failed starts in a row after which waiting jobs are told. */
export const HOPELESS_STARTS = 5

/** Started workers that no queue has claimed yet. */
export class SparePool {
  readonly #options: SparePoolOptions
  readonly #spares: Worker[] = []
  readonly #firstReady = Promise.withResolvers<void>()
  #starting = 0
  #failures = 0
  #lastFailure = ''
  #retry: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #stopped = false
  #someoneWasReady = false

  constructor(options: SparePoolOptions) {
    this.#options = options
    this.#firstReady.promise.catch(() => {})
  }

  /** Starts to fill; resolves with the first ready spare, rejects when starts keep failing. */
  start(): Promise<void> {
    if (this.#options.spareWorkers === 0) this.#firstReady.resolve()
    this.fill()
    return this.#firstReady.promise
  }

  /** Workers that a new queue could have at once, and whose first job will be a quick one. */
  get warmCount(): number {
    return this.#spares.filter(({ isWarm }) => isWarm).length
  }

  /** A ready worker, if there is one now; a warm one, if there is one. */
  take(): Worker | undefined {
    const warm = this.#spares.findIndex(({ isWarm }) => isWarm)
    const [worker] = this.#spares.splice(Math.max(warm, 0), 1)
    // The job that took it has the machine for itself first, as long as another queue would find a spare too.
    if (worker !== undefined && this.#spares.length > 0) this.#fillSoon()
    else this.fill()
    return worker
  }

  #fillSoon(): void {
    if (this.#stopped) return
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.fill()
    }, REFILL_DELAY_MS)
  }

  /** Starts what is missing: for jobs that wait several at once, for the reserve the next when the last is warm. */
  fill(): void {
    if (this.#stopped || this.#retry !== undefined) return
    const { wanted, spareWorkers, startsMax, workersMax, factory, evictIdle } = this.#options
    const urgent = wanted() - this.#spares.length
    if (urgent > 0) factory.hurry()
    while (this.#starting < Math.min(urgent, startsMax)) {
      if (factory.liveCount >= workersMax && !evictIdle()) return
      // An evicted worker's place is free when it has ended; 'fill' is called again then.
      if (factory.liveCount >= workersMax) return
      void this.#startOne('normal')
    }
    const isPreparing = this.#starting > 0 || this.#spares.some(({ isWarm }) => !isWarm)
    if (!isPreparing && this.#spares.length < spareWorkers && factory.liveCount < workersMax) {
      void this.#startOne(this.#someoneWasReady ? 'low' : 'normal')
    }
  }

  readiness(): readonly string[] {
    if (this.#failures > 0) return [`Workers fail at start (${this.#failures} in a row): ${this.#lastFailure}`]
    // Later a queue may find none for a moment; it then waits for one to start, which is no reason to send its requests elsewhere.
    return this.#someoneWasReady || this.#options.spareWorkers === 0 ? [] : ['No spare worker is ready yet']
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    clearTimeout(this.#soon)
    this.#firstReady.reject(new CausewayError('unavailable', 'The server is stopping'))
  }

  async #startOne(priority: 'low' | 'normal'): Promise<void> {
    this.#starting += 1
    try {
      const worker = await this.#options.factory.start({ priority })
      this.#starting -= 1
      this.#failures = 0
      this.#add(worker)
    } catch (error) {
      this.#starting -= 1
      this.#failed(asCausewayError(error))
    }
  }

  #add(worker: Worker): void {
    if (this.#stopped) return
    this.#spares.push(worker)
    void worker.warm.then(() => this.fill())
    void worker.exited.then(() => {
      const index = this.#spares.indexOf(worker)
      if (index >= 0) this.#spares.splice(index, 1)
      this.fill()
    })
    this.#someoneWasReady = true
    this.#firstReady.resolve()
    this.#options.offer()
    this.fill()
  }

  #failed(error: CausewayError): void {
    if (this.#stopped) return
    this.#failures += 1
    this.#lastFailure = error.message
    const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (this.#failures - 1), BACKOFF_MAX_MS)
    this.#options.log.error(
      { failures: this.#failures, waitMs, error: error.message, cause: String(error.cause ?? '') },
      'worker start failed',
    )
    if (this.#failures >= HOPELESS_STARTS) {
      this.#firstReady.reject(error)
      this.#options.hopeless(error)
    }
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.fill()
    }, waitMs)
  }
}
