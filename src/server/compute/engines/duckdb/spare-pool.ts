import { CausewayError } from '../../../../base/errors.ts'
import type { EngineDemand, Readiness } from '../../engine.ts'
import type { Worker } from './worker/worker.ts'
import type { StartOptions, WorkerFactory } from './worker-factory.ts'
import type { Starter, WorkerStarts } from './worker-starts.ts'

/** What of a worker its place among the spares hangs on. */
export interface SpareWorker extends Pick<Worker, 'isWarm' | 'warm'> {
  readonly exited: Promise<unknown>
}

export interface SparePoolOptions<W extends SpareWorker> {
  readonly starts: Pick<WorkerStarts, 'register' | 'isOpen' | 'trouble'> & {
    start(starter: Starter, options: StartOptions): Promise<W | undefined>
  }
  readonly factory: Pick<WorkerFactory, 'hurry' | 'liveCount' | 'endingCount' | 'queueWorkerCount'> & { warmUp(worker: W): void }
  /** Ready and unclaimed workers to keep. */
  readonly spareWorkers: number
  /** Processes in all, the analyzer among them. */
  readonly workersMax: number
  /** Workers started at once when jobs wait for them. */
  readonly startsMax: number
  readonly demand: EngineDemand
}

/** A start takes about a second of processor time; a first job a tenth of that. */
export const REFILL_DELAY_MS = 300

/** Started workers that no queue has claimed yet. */
export class SparePool<W extends SpareWorker = Worker> implements Starter {
  readonly #options: SparePoolOptions<W>
  readonly #spares: W[] = []
  readonly #firstReady = Promise.withResolvers<void>()
  #starting = 0
  #soon: NodeJS.Timeout | undefined
  #stopped = false
  #someoneWasReady = false

  constructor(options: SparePoolOptions<W>) {
    this.#options = options
    this.#firstReady.promise.catch(() => {})
    options.starts.register(this)
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

  /** Workers that are ready, on their way, or have room. */
  get ahead(): number {
    const { factory, workersMax } = this.#options
    return this.#spares.length + this.#starting + Math.max(0, workersMax - factory.liveCount + factory.endingCount)
  }

  /** A ready worker, if there is one now; a warm one, if there is one. */
  take(): W | undefined {
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

  /** Starts what is missing: for jobs that wait several at once, for the reserve the next when the last is warm and no job has just taken one. */
  fill(): void {
    if (this.#stopped) return
    const { starts, demand, spareWorkers, startsMax, workersMax, factory } = this.#options
    const urgent = demand.wanted() - this.#spares.length
    if (urgent > 0) factory.hurry()
    const startsWanted = Math.min(urgent, startsMax)
    while (starts.isOpen && this.#starting < startsWanted && factory.liveCount < workersMax) {
      void this.#startOne({ priority: 'normal', rests: true })
    }
    if (starts.isOpen) this.#makeRoom(startsWanted - this.#starting)
    const isPreparing = this.#starting > 0 || this.#spares.some(({ isWarm }) => !isWarm)
    const isEarly = this.#soon !== undefined && this.#spares.length > 0
    const reserve = spareWorkers + demand.wantedAhead()
    if (starts.isOpen && !isPreparing && !isEarly && this.#spares.length < reserve && factory.liveCount < workersMax) {
      void this.#startOne({ priority: this.#someoneWasReady ? 'low' : 'normal' })
    }
  }

  /** Ends idle workers for those that cannot be started. A place is free when its worker has ended, and 'fill' is called again then: until then it counts as made. */
  #makeRoom(places: number): void {
    const { factory, demand } = this.#options
    while (factory.endingCount < places && demand.evictIdle());
  }

  startMore(): void {
    this.fill()
  }

  noHope(error: CausewayError): void {
    this.#firstReady.reject(error)
  }

  readiness(): Readiness {
    const { starts, spareWorkers, demand, factory } = this.#options
    const trouble = starts.trouble === undefined ? [] : [starts.trouble]
    // Later a queue may find none for a moment; it then waits for one to start, which is no reason to send its requests elsewhere.
    if (!this.#someoneWasReady && spareWorkers > 0) return { missing: [...trouble, 'No spare worker is ready yet'], degraded: [] }
    if (trouble.length > 0 && factory.queueWorkerCount + this.#spares.length === 0) return { missing: trouble, degraded: [] }
    const wanted = demand.wanted()
    const waiting =
      wanted > 0 ? [`${wanted === 1 ? '1 job waits' : `${wanted} jobs wait`} for a worker; being started: ${this.#starting}`] : []
    return { missing: [], degraded: [...trouble, ...waiting] }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#soon)
    this.#firstReady.reject(new CausewayError('unavailable', 'The server is stopping'))
  }

  async #startOne(options: StartOptions): Promise<void> {
    this.#starting += 1
    const worker = await this.#options.starts.start(this, options)
    this.#starting -= 1
    if (worker === undefined) return
    this.#add(worker)
    // The job that it was started for has another one, or has gone.
    if (options.rests === true && this.#spares.includes(worker)) this.#options.factory.warmUp(worker)
  }

  #add(worker: W): void {
    if (this.#stopped) return
    this.#spares.push(worker)
    void worker.warm.then(() => {
      this.#options.demand.offer()
      this.fill()
    })
    void worker.exited.then(() => {
      const index = this.#spares.indexOf(worker)
      if (index >= 0) this.#spares.splice(index, 1)
      this.fill()
    })
    this.#someoneWasReady = true
    this.#firstReady.resolve()
    this.#options.demand.offer()
    this.fill()
  }
}
