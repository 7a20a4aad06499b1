import type { Logger } from 'pino'
import { asCausewayError, CausewayError } from '../../../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../../../protocol/worker-channel.ts'
import { HOPELESS_STARTS } from './spare-pool.ts'
import type { Worker } from './worker.ts'
import type { WorkerFactory } from './worker-factory.ts'

interface Request {
  readonly order: AnalysisOrder
  readonly done: PromiseWithResolvers<Analysis>
  /** Workers that died while they had it. */
  deaths: number
}

/** A check changes nothing, so one that lost its worker is made again; a statement that ends every worker it meets must not go on for ever. */
const DEATHS_MAX = 2

export interface AnalyzerOptions {
  readonly factory: WorkerFactory
  readonly log: Logger
  /** From the moment a worker has the statement. Default 10 s. */
  readonly limitMs?: number
}

const LIMIT_MS = 10_000
const LINE_MAX = 1000
/** It reads no data. */
const ENGINE_BYTES_MAX = 512 * 1024 ** 2
const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 30_000

/** Checks statements one after the other on a worker that belongs to no queue and reaches nothing. */
export class Analyzer {
  readonly #options: AnalyzerOptions
  readonly #line: Request[] = []
  readonly #firstReady = Promise.withResolvers<void>()
  #worker: Worker | undefined
  #busy = false
  #starting = false
  #failures = 0
  #lastFailure = ''
  #retry: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: AnalyzerOptions) {
    this.#options = options
    this.#firstReady.promise.catch(() => {})
  }

  start(): Promise<void> {
    void this.#ensureWorker()
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
    this.#line.push({ order, done, deaths: 0 })
    this.#next()
    return done.promise
  }

  readiness(): readonly string[] {
    if (this.#failures > 0) return [`The analyzer fails at start (${this.#failures} in a row): ${this.#lastFailure}`]
    return this.#worker === undefined ? ['The analyzer is not ready yet'] : []
  }

  /** Refuses what waits. The worker itself is ended by whoever ends all of them. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#refuseAll(new CausewayError('unavailable', 'The server is stopping'))
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
    const limitMs = this.#options.limitMs ?? LIMIT_MS
    const late = new CausewayError('timed-out', `The statement could not be checked within ${limitMs} ms`, {
      hint: 'Make the statement shorter',
    })
    let wasEnded = false
    const timer = setTimeout(() => {
      wasEnded = true
      void worker.end(late)
    }, limitMs)
    try {
      done.resolve(await worker.analyze(order))
    } catch (error) {
      request.deaths += worker.alive ? 0 : 1
      if (worker.alive || wasEnded || this.#stopped || request.deaths >= DEATHS_MAX) done.reject(error)
      else this.#line.unshift(request)
    } finally {
      clearTimeout(timer)
    }
  }

  async #ensureWorker(): Promise<void> {
    if (this.#stopped || this.#starting || this.#worker !== undefined) return
    this.#starting = true
    try {
      const worker = await this.#options.factory.start({ priority: 'normal', engineBytesMax: ENGINE_BYTES_MAX })
      this.#starting = false
      this.#failures = 0
      this.#worker = worker
      void worker.exited.then(() => {
        this.#worker = undefined
        void this.#ensureWorker()
      })
      this.#firstReady.resolve()
      this.#next()
    } catch (thrown) {
      this.#starting = false
      this.#failed(asCausewayError(thrown))
    }
  }

  #failed(error: CausewayError): void {
    if (this.#stopped) return
    this.#failures += 1
    this.#lastFailure = error.message
    const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (this.#failures - 1), BACKOFF_MAX_MS)
    this.#options.log.error({ failures: this.#failures, waitMs, error: error.message }, 'analyzer start failed')
    if (this.#failures >= HOPELESS_STARTS) {
      this.#firstReady.reject(error)
      this.#refuseAll(new CausewayError('unavailable', `No statement can be checked: ${error.message}`))
    }
    this.#retry = setTimeout(() => void this.#ensureWorker(), waitMs)
  }

  #refuseAll(error: CausewayError): void {
    this.#firstReady.reject(error)
    for (const { done } of this.#line.splice(0)) done.reject(error)
  }
}
