import { CausewayError } from '../../../../base/errors.ts'
import type { JobOrder } from '../../../../protocol/job-order.ts'
import type { QueueCapacity } from '../../capacity.ts'
import type { QueueSpec, RowReader } from '../../compute-ports.ts'
import type { EngineSession, SessionJobEnd } from '../../engine.ts'
import type { Worker } from './worker/worker.ts'
import type { WorkerFactory } from './worker-factory.ts'
import type { WorkerLimits } from './worker-limits.ts'

/** A worker process as a queue's session. */
export class WorkerSession implements EngineSession {
  readonly ended: Promise<void>
  readonly #worker: Worker
  readonly #factory: WorkerFactory
  readonly #limits: WorkerLimits
  #jobId: string | undefined
  #grace: DisposableStack | undefined

  constructor(worker: Worker, factory: WorkerFactory, limits: WorkerLimits) {
    this.#worker = worker
    this.#factory = factory
    this.#limits = limits
    this.ended = worker.exited.then(() => this.#endGrace())
  }

  get name(): string {
    return this.#worker.name
  }

  get alive(): boolean {
    return this.#worker.alive
  }

  async claim(queue: QueueSpec, capacity: QueueCapacity): Promise<void> {
    await this.#factory.claim(this.#worker, queue, capacity)
    this.#endGrace()
  }

  async run(order: JobOrder, reader?: RowReader): Promise<SessionJobEnd> {
    this.#jobId = order.jobId
    try {
      const { residentBytes, ...end } = await this.#worker.run(order, reader)
      return { ...end, reusable: residentBytes <= this.#limits.residentBytesMax }
    } finally {
      this.#jobId = undefined
      this.#endGrace()
    }
  }

  cancel(reason: string): void {
    if (this.#jobId !== undefined) this.#worker.cancel(this.#jobId)
    if (this.#grace !== undefined || !this.alive) return
    const late = (): void => {
      this.#endGrace()
      void this.end(new CausewayError('cancelled', reason))
    }
    const { cancel } = this.#limits
    this.#grace = new DisposableStack()
    this.#grace.use(this.#worker.watch(cancel, late, true))
    const timer = setTimeout(late, cancel.graceMsMax)
    this.#grace.defer(() => clearTimeout(timer))
  }

  async end(reason: CausewayError): Promise<void> {
    await this.#worker.end(reason)
  }

  #endGrace(): void {
    this.#grace?.dispose()
    this.#grace = undefined
  }
}
