import { Worker } from 'node:worker_threads'
import { CausewayError } from '../../base/errors.ts'
import { fromWireError } from '../../protocol/wire-error.ts'
import type { EngineAnswers, EngineFailure, EngineRequest, EngineThreadData, FromEngine, ToEngine } from './messages.ts'

/** The engine said no, in its own words: jobs turn it into the user's (see engine-error.ts). */
export class EngineError extends Error {}

/** After such an error the engine refuses everything: it calls its database invalidated. */
const FATAL = /^(INTERNAL|FATAL) Error\b|database has been invalidated/i

interface OpenStream {
  readonly relation: string
  readonly columnIndexes: readonly number[]
  readonly ring: SharedArrayBuffer
}

export interface EngineListeners {
  onOpenStream(request: OpenStream): void
  /** A batch of `export-text`. */
  onTextBatch(bytes: Uint8Array, rowCount: number): void
}

interface Waiting {
  resolve(value: EngineAnswers[EngineRequest['kind']]): void
  reject(error: Error): void
}

/** The engine (DuckDB) in its own thread: its callbacks block the thread they run on, so it must not be the one that reads sockets. */
export class Engine {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #listeners: EngineListeners | undefined
  #onIdle: (() => void) | undefined
  #lastId = 0
  #hasFailed = false

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** `thread`: a module that calls runEngineThread with the decoders it shall have. Resolves when the engine is open and its settings are in force. A thread that ends later is an uncaught error of the process. */
  static async start(thread: URL, data: EngineThreadData): Promise<Engine> {
    const worker = new Worker(thread, { workerData: data })
    const engine = new Engine(worker)
    const opened = Promise.withResolvers<void>()
    worker.on('message', (message: FromEngine) => engine.#receive(message, opened.resolve))
    worker.on('error', (error) => {
      opened.reject(error)
      throw error
    })
    worker.on('exit', (code) => {
      throw new Error(`The engine's thread ended with code ${code}`)
    })
    await opened.promise
    return engine
  }

  /** It has found a fault of its own: nothing can be asked of it any more, and the worker must end. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** One job at a time: whose streams and batches these are. */
  listen(listeners: EngineListeners | undefined): void {
    this.#listeners = listeners
  }

  /** Rejects with a CausewayError or an EngineError. */
  async request<R extends EngineRequest>(request: R): Promise<EngineAnswers[R['kind']]> {
    this.#lastId += 1
    const requestId = this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<EngineAnswers[EngineRequest['kind']]>()
    this.#waiting.set(requestId, { resolve, reject })
    this.#post({ kind: 'request', requestId, request })
    return (await promise) as EngineAnswers[R['kind']]
  }

  /** Ends the statement that runs, if one does. A thread blocked on a stream does not hear it: the job's cancel flag does that. */
  interrupt(): void {
    this.#post({ kind: 'interrupt' })
  }

  /** Resolves when nothing that was asked is still under way. */
  async idle(): Promise<void> {
    while (this.#waiting.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve
      })
    }
  }

  #post(message: ToEngine): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromEngine, opened: () => void): void {
    switch (message.kind) {
      case 'opened':
        opened()
        break
      case 'answer':
        this.#settle(message.requestId, (waiting) => waiting.resolve(message.value))
        break
      case 'failed':
        if (message.failure.kind === 'engine' && FATAL.test(message.failure.message)) this.#hasFailed = true
        this.#settle(message.requestId, (waiting) => waiting.reject(errorOf(message.failure)))
        break
      case 'open-stream':
        this.#listeners?.onOpenStream(message)
        break
      case 'text-batch':
        this.#listeners?.onTextBatch(message.bytes, message.rowCount)
        break
    }
  }

  #settle(requestId: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(requestId)
    this.#waiting.delete(requestId)
    if (waiting === undefined) throw new CausewayError('internal', `The engine answered ${requestId}, which nobody asked`)
    settle(waiting)
    if (this.#waiting.size === 0) this.#onIdle?.()
  }
}

const errorOf = (failure: EngineFailure): Error =>
  failure.kind === 'known' ? fromWireError(failure.error) : new EngineError(failure.message)
