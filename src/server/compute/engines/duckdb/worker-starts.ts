import type { Logger } from 'pino'
import { asCausewayError, type CausewayError } from '../../../../base/errors.ts'
import type { Worker } from './worker/worker.ts'
import type { StartOptions, WorkerFactory } from './worker-factory.ts'

/** Whoever wants workers: asked to go on when starts are open again, and told when they are without hope. */
export interface Starter {
  startMore(): void
  noHope(error: CausewayError): void
}

const BACKOFF_FIRST_MS = 100
const BACKOFF_MAX_MS = 30_000
/** Failures in a row after which those are told who cannot wait for ever. */
const HOPELESS_FAILURES = 5

/**
 * Every start of a worker goes through here, so that there is one count of failures and one back-off: what keeps one worker from starting keeps any. After a failed
 * start the next ones are tried one at a time, each after a longer pause and with a larger limit, until one succeeds. Starts that were under way together and
 * fail together are one failure: on a machine of many cores they are many, and say no more than one.
 */
export class WorkerStarts {
  readonly #factory: WorkerFactory
  readonly #log: Logger
  #starters: Starter[] = []
  #inFlight = 0
  #failures = 0
  /** Failures that were counted so far: a start that began before the last of them is of its round. */
  #round = 0
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
    const round = this.#round
    try {
      const worker = await this.#factory.start(options, this.#failures)
      this.#inFlight -= 1
      const wasInTrouble = this.#failures > 0
      this.#failures = 0
      if (wasInTrouble) queueMicrotask(() => this.#startMore())
      return worker
    } catch (thrown) {
      this.#inFlight -= 1
      this.#failed(starter, asCausewayError(thrown), round)
      return undefined
    }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
  }

  #failed(starter: Starter, error: CausewayError, round: number): void {
    if (this.#stopped) return
    // The next try is another's, if another wants one: what is wrong may be this one's own.
    this.#starters = [...this.#starters.filter((other) => other !== starter), starter]
    const cause = String(error.cause ?? '')
    if (round < this.#round) {
      this.#log.error({ failures: this.#failures, error: error.message, cause }, 'worker start failed, like others beside it')
      // The pause of its round may be over, and have found it still under way.
      if (this.isOpen) this.#startMore()
      return
    }
    this.#round += 1
    this.#failures += 1
    this.#lastFailure = error.message
    const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (this.#failures - 1), BACKOFF_MAX_MS)
    this.#log.error({ failures: this.#failures, waitMs, error: error.message, cause }, 'worker start failed')
    if (this.#failures >= HOPELESS_FAILURES) for (const each of this.#starters) each.noHope(error)
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
