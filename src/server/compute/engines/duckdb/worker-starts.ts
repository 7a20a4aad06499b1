import type { Logger } from 'pino'
import { asCausewayError, type CausewayError } from '../../../../base/errors.ts'
import type { Worker } from './worker.ts'
import type { StartOptions, WorkerFactory } from './worker-factory.ts'

/** Whoever wants workers: asked to go on when starts are open again, and told when they are without hope. */
export interface Starter {
  startMore(): void
  noHope(error: CausewayError): void
}

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 30_000
/** Failed starts in a row after which those are told who cannot wait for ever. */
const HOPELESS_STARTS = 5

/**
 * Every start of a worker goes through here, so that there is one count of failures and one back-off: what keeps one worker from starting keeps any. After a failed
 * start the next ones are tried one at a time, each after a longer pause and with a larger limit, until one succeeds.
 */
export class WorkerStarts {
  readonly #factory: WorkerFactory
  readonly #log: Logger
  #starters: Starter[] = []
  #inFlight = 0
  #failures = 0
  #lastFailure = ''
  #retry: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: { readonly factory: WorkerFactory; readonly log: Logger }) {
    this.#factory = options.factory
    this.#log = options.log
  }

  register(starter: Starter): void {
    this.#starters.push(starter)
  }

  /** False while a failed start is waited out, or is tried again. */
  get isOpen(): boolean {
    return !this.#stopped && this.#retry === undefined && (this.#failures === 0 || this.#inFlight === 0)
  }

  /** Why starts are slow or do not succeed; undefined when the last one did. */
  get trouble(): string | undefined {
    return this.#failures === 0 ? undefined : `Workers fail at start (${this.#failures} in a row): ${this.#lastFailure}`
  }

  /** Only while `isOpen`. One try; undefined when it failed, and then `startMore` is called when it is time for the next. */
  async start(starter: Starter, options: StartOptions): Promise<Worker | undefined> {
    this.#inFlight += 1
    try {
      const worker = await this.#factory.start(options, this.#failures)
      this.#inFlight -= 1
      const wasInTrouble = this.#failures > 0
      this.#failures = 0
      if (wasInTrouble) queueMicrotask(() => this.#startMore())
      return worker
    } catch (thrown) {
      this.#inFlight -= 1
      this.#failed(starter, asCausewayError(thrown))
      return undefined
    }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
  }

  #failed(starter: Starter, error: CausewayError): void {
    if (this.#stopped) return
    this.#failures += 1
    this.#lastFailure = error.message
    // The next try is another's, if another wants one: what is wrong may be this one's own.
    this.#starters = [...this.#starters.filter((other) => other !== starter), starter]
    const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (this.#failures - 1), BACKOFF_MAX_MS)
    const cause = String(error.cause ?? '')
    this.#log.error({ failures: this.#failures, waitMs, error: error.message, cause }, 'worker start failed')
    if (this.#failures >= HOPELESS_STARTS) for (const each of this.#starters) each.noHope(error)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#startMore()
    }, waitMs)
  }

  #startMore(): void {
    for (const starter of this.#starters) starter.startMore()
  }
}
