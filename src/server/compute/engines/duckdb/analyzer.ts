import type { Logger } from 'pino'
import { CausewayError } from '../../../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../../../protocol/analysis.ts'
import type { Readiness } from '../../engine.ts'
import { type NoProgress, noProgressText } from '../../processes/progress-watch.ts'
import type { Worker } from './worker/worker.ts'
import type { WorkerLimits } from './worker-limits.ts'
import type { Starter, WorkerStarts } from './worker-starts.ts'

interface Request {
  readonly order: AnalysisOrder
  readonly done: PromiseWithResolvers<Analysis>
  /** Workers that died, or stood still, while they had it. */
  losses: number
}

/** A check changes nothing, so one that lost its worker is made again; a statement that ends every worker it meets must not go on for ever. */
const LOSSES_MAX = 2

export interface AnalyzerOptions {
  readonly starts: WorkerStarts
  readonly log: Logger
  readonly limits: Pick<WorkerLimits, 'analysis'>
  /** Its worker is started when a statement waits for one, and not before. */
  readonly startsLater?: boolean
}

const LINE_MAX = 1000
/** It reads no data. */
const ENGINE_BYTES_MAX = 512 * 1024 ** 2

/** Checks statements one after the other on a worker that belongs to no queue and reaches nothing. */
export class Analyzer implements Starter {
  readonly #options: AnalyzerOptions
  readonly #line: Request[] = []
  readonly #firstReady = Promise.withResolvers<void>()
  #worker: Worker | undefined
  #wasReady = false
  #busy = false
  #starting = false
  #stopped = false

  constructor(options: AnalyzerOptions) {
    this.#options = options
    this.#firstReady.promise.catch(() => {})
    options.starts.register(this)
  }

  /** Resolves when statements can be checked, or when the first that comes will have a worker started for it. */
  start(): Promise<void> {
    if (this.#mayWait) this.#firstReady.resolve()
    this.startMore()
    return this.#firstReady.promise
  }

  analyze(order: AnalysisOrder): Promise<Analysis> {
    if (this.#stopped) return Promise.reject(new CausewayError('unavailable', 'The server is stopping'))
    if (this.#line.length >= LINE_MAX) {
      return Promise.reject(
        new CausewayError('limit-exceeded', `${LINE_MAX} statements wait to be checked already`, { hint: 'Send fewer at once' }),
      )
    }
    const done = Promise.withResolvers<Analysis>()
    this.#line.push({ order, done, losses: 0 })
    this.startMore()
    this.#next()
    return done.promise
  }

  readiness(): Readiness {
    if (this.#worker !== undefined) return { missing: [], degraded: [] }
    const { trouble } = this.#options.starts
    if (this.#mayWait) return { missing: [], degraded: [] }
    if (!this.#wasReady && this.#options.startsLater !== true) return { missing: ['The analyzer is not ready yet'], degraded: [] }
    if (trouble !== undefined) return { missing: ['No statement can be checked'], degraded: [] }
    return { missing: [], degraded: [`The analyzer is started${this.#wasReady ? ' again' : ''}: statements wait to be checked`] }
  }

  /** Refuses what waits. The worker itself is ended by whoever ends all of them. */
  stop(): void {
    this.#stopped = true
    const error = new CausewayError('unavailable', 'The server is stopping')
    this.#firstReady.reject(error)
    this.#refuseAll(error)
  }

  /** Nobody asks for a worker. Where workers fail to start it is tried on all the same: the server is ready again when one has, and not when somebody asks. */
  get #mayWait(): boolean {
    const { startsLater, starts } = this.#options
    return startsLater === true && this.#line.length === 0 && starts.trouble === undefined
  }

  #next(): void {
    const worker = this.#worker
    if (this.#busy || worker === undefined || !worker.alive) return
    const request = this.#line.shift()
    if (request === undefined) return
    this.#busy = true
    void this.#analyze(worker, request).finally(() => {
      this.#busy = false
      this.#next()
    })
  }

  async #analyze(worker: Worker, request: Request): Promise<void> {
    const { order, done } = request
    let given: NoProgress | undefined
    const watch = worker.watch(this.#options.limits.analysis, (why) => {
      given = why
      void worker.end(
        new CausewayError('unavailable', `The statement could not be checked: the analyzer was given up, for ${noProgressText(why)}`),
      )
    })
    try {
      done.resolve(await worker.analyze(order))
    } catch (error) {
      if (given?.kind === 'spent') done.reject(tooLong(given.cpuMs))
      else if (worker.alive || this.#stopped) done.reject(error)
      else this.#again(request, error)
    } finally {
      watch[Symbol.dispose]()
    }
  }

  #again(request: Request, error: unknown): void {
    request.losses += 1
    if (request.losses >= LOSSES_MAX) {
      request.done.reject(error)
      return
    }
    this.#line.unshift(request)
    this.startMore()
  }

  startMore(): void {
    const { starts } = this.#options
    if (this.#stopped || this.#starting || this.#worker !== undefined || !starts.isOpen || this.#mayWait) return
    void this.#startOne()
  }

  async #startOne(): Promise<void> {
    this.#starting = true
    const { starts, startsLater = false } = this.#options
    // Where nothing is done ahead, nothing is rehearsed either.
    const options = { priority: 'normal', engineBytesMax: ENGINE_BYTES_MAX, withoutData: true, rests: startsLater } as const
    const worker = await starts.start(this, options)
    this.#starting = false
    if (worker === undefined) return
    this.#worker = worker
    this.#wasReady = true
    void worker.exited.then(() => {
      this.#worker = undefined
      this.startMore()
    })
    this.#firstReady.resolve()
    this.#next()
  }

  noHope(error: CausewayError): void {
    this.#firstReady.reject(error)
    if (this.#worker === undefined) this.#refuseAll(new CausewayError('unavailable', `No statement can be checked: ${error.message}`))
  }

  #refuseAll(error: CausewayError): void {
    for (const { done } of this.#line.splice(0)) done.reject(error)
  }
}

/** The only end of a check that is the statement's own doing. */
const tooLong = (cpuMs: number): CausewayError =>
  new CausewayError('timed-out', `The check of the statement used ${(cpuMs / 1000).toFixed(1)} s of processor time and was ended`, {
    hint: 'Make the statement shorter',
  })
