import type { Logger } from 'pino'
import type { Clock } from '../../base/clock.ts'
import { asCausewayError, CausewayError } from '../../base/errors.ts'
import { capacityOf, type Machine, type QueueCapacity } from './capacity.ts'
import type { ComputePorts, JobOutcome, JobRun, QueueSpec } from './compute-ports.ts'
import type { Worker, WorkerJobEnd } from './engines/duckdb/worker.ts'
import type { WorkerFactory } from './engines/duckdb/worker-factory.ts'

export interface QueueRunnerOptions {
  readonly machine: Machine
  readonly factory: WorkerFactory
  readonly ports: ComputePorts
  readonly clock: Clock
  readonly log: Logger
  readonly takeSpare: () => Worker | undefined
  /** A worker of the queue has become idle or has ended: another queue may want its place. */
  readonly freed: () => void
  /** Defaults are the product's; a test shortens them. */
  readonly limits?: Partial<QueueLimits>
}

export interface QueueLimits {
  readonly lineMax: number
  readonly idleMs: number
  readonly cancelGraceMs: number
  /** A worker that keeps more than this after a job is not used again. Measured: 260 MiB when it is ready, about the same after a small job. */
  readonly residentBytesMax: number
}

const LIMITS: QueueLimits = { lineMax: 10_000, idleMs: 60_000, cancelGraceMs: 2_000, residentBytesMax: 512 * 1024 ** 2 }
/** A claim that fails has not begun the job, so the job may have another worker. */
const CLAIMS_MAX = 2
/** What setTimeout can hold. */
const TIMER_MS_MAX = 2 ** 31 - 1

interface Waiting {
  readonly job: JobRun
  claimsFailed: number
}

interface Running {
  readonly job: JobRun
  readonly worker: Worker
  phase: 'claiming' | 'running'
  cancelReason: string | undefined
  timer: NodeJS.Timeout | undefined
  grace: NodeJS.Timeout | undefined
}

interface Idle {
  readonly worker: Worker
  readonly since: number
  readonly timer: NodeJS.Timeout
  readonly capacity: QueueCapacity
}

/** One queue: its line, its workers, the jobs that they run. Jobs begin in the order in which they came. */
export class QueueRunner {
  readonly #options: QueueRunnerOptions
  readonly #limits: QueueLimits
  readonly #line: Waiting[] = []
  readonly #running = new Map<string, Running>()
  #idle: Idle[] = []
  #spec: QueueSpec
  #capacity: QueueCapacity
  #closed = false

  constructor(spec: QueueSpec, options: QueueRunnerOptions) {
    this.#options = options
    this.#limits = { ...LIMITS, ...options.limits }
    this.#spec = spec
    this.#capacity = capacityOf(spec.cuCount, options.machine)
  }

  /** Jobs that could begin now if they had a worker. */
  get wanted(): number {
    return Math.max(0, Math.min(this.#line.length, this.#capacity.jobsMax - this.#running.size) - this.#idle.length)
  }

  get oldestIdleSince(): number | undefined {
    return this.#idle[0]?.since
  }

  /** New settings count from the next job on. */
  update(spec: QueueSpec): void {
    this.#spec = spec
    this.#capacity = capacityOf(spec.cuCount, this.#options.machine)
    for (const { worker } of this.#idle) void this.#endWorker(worker, 'The queue was changed')
    this.#dropIdle(() => true)
    this.dispatch()
  }

  add(job: JobRun): void {
    if (this.#line.length >= this.#limits.lineMax) {
      throw new CausewayError('limit-exceeded', `${this.#limits.lineMax} jobs wait for queue ${this.#spec.name} already`, {
        hint: 'Wait until some have ended, or use another queue',
      })
    }
    this.#line.push({ job, claimsFailed: 0 })
    this.dispatch()
  }

  /** Gives waiting jobs to workers as long as there are both. */
  dispatch(): void {
    while (!this.#closed && this.#line.length > 0 && this.#running.size < this.#capacity.jobsMax) {
      const idle = this.#takeIdle()
      const waiting = this.#line.shift()
      if (waiting === undefined) return
      // Only now, for a pool that gives one away looks at what is still wanted.
      const worker = idle ?? this.#options.takeSpare()
      if (worker === undefined) {
        this.#line.unshift(waiting)
        return
      }
      void this.#execute(waiting, worker, idle === undefined)
    }
  }

  cancel(jobId: string, reason: string): boolean {
    const index = this.#line.findIndex(({ job }) => job.order.jobId === jobId)
    if (index >= 0) {
      this.#line.splice(index, 1)
      queueMicrotask(() => this.#tellEnd(jobId, { kind: 'cancelled', reason }))
      return true
    }
    const running = this.#running.get(jobId)
    if (running === undefined) return false
    this.#cancelRunning(running, reason)
    return true
  }

  /** Fails the jobs that wait. */
  failWaiting(error: CausewayError): void {
    for (const { job } of this.#line.splice(0)) this.#tellEnd(job.order.jobId, { kind: 'failed', error, remoteStatements: [] })
  }

  /** Cancels every job, ends every worker; resolves when the workers are gone and the outcomes were told. */
  async close(reason: string): Promise<void> {
    this.#closed = true
    for (const { job } of this.#line.splice(0)) this.#tellEnd(job.order.jobId, { kind: 'cancelled', reason })
    const workers = [...this.#idle.map(({ worker }) => worker), ...[...this.#running.values()].map(({ worker }) => worker)]
    for (const running of this.#running.values()) running.cancelReason ??= reason
    this.#dropIdle(() => true)
    await Promise.all(workers.map((worker) => worker.end(new CausewayError('cancelled', reason))))
    while (this.#running.size > 0) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Ends the longest idle worker. */
  evictIdle(): void {
    const [first] = this.#idle
    if (first === undefined) return
    this.#dropIdle((idle) => idle === first)
    void this.#endWorker(first.worker, 'Another queue needs the place')
  }

  async #execute(waiting: Waiting, worker: Worker, isNew: boolean): Promise<void> {
    const { job } = waiting
    const { jobId } = job.order
    const capacity = this.#capacity
    const running: Running = {
      job,
      worker,
      phase: isNew ? 'claiming' : 'running',
      cancelReason: undefined,
      timer: undefined,
      grace: undefined,
    }
    this.#running.set(jobId, running)
    if (isNew) void worker.exited.then(() => this.#dropIdle((idle) => idle.worker === worker))
    let outcome: JobOutcome | undefined
    let end: WorkerJobEnd | undefined
    try {
      if (isNew) await this.#options.factory.claim(worker, this.#spec, capacity)
      if (running.cancelReason !== undefined) {
        outcome = { kind: 'cancelled', reason: running.cancelReason }
      } else {
        running.phase = 'running'
        const ended = worker.run(job.order)
        this.#started(running)
        end = await ended
        outcome = outcomeOf(end, running)
      }
    } catch (thrown) {
      const error = asCausewayError(thrown)
      if (running.cancelReason !== undefined) outcome = { kind: 'cancelled', reason: running.cancelReason }
      else if (running.phase === 'running' || waiting.claimsFailed + 1 >= CLAIMS_MAX) {
        outcome = { kind: 'failed', error, remoteStatements: [] }
      }
      void worker.end(error)
    }
    clearTimeout(running.timer)
    clearTimeout(running.grace)
    this.#running.delete(jobId)
    this.#keepOrEnd(worker, capacity, end?.residentBytes ?? 0)
    if (outcome === undefined) this.#line.unshift({ job, claimsFailed: waiting.claimsFailed + 1 })
    else this.#tellEnd(jobId, outcome)
    this.dispatch()
    this.#options.freed()
  }

  #started(running: Running): void {
    const { job } = running
    try {
      this.#options.ports.jobStarted(job.order.jobId)
    } catch (error) {
      this.#options.log.error({ jobId: job.order.jobId, error: String(error) }, 'jobStarted failed')
    }
    if (job.timeoutMs === undefined) return
    const reason = `The job ran longer than its limit of ${job.timeoutMs} ms (dli.sql.job.timeout)`
    running.timer = setTimeout(() => this.#cancelRunning(running, reason), Math.min(job.timeoutMs, TIMER_MS_MAX))
  }

  #cancelRunning(running: Running, reason: string): void {
    if (running.cancelReason !== undefined) return
    running.cancelReason = reason
    if (running.phase === 'running') running.worker.cancel(running.job.order.jobId)
    running.grace = setTimeout(() => {
      void this.#endWorker(running.worker, `The cancel did not take within ${this.#limits.cancelGraceMs} ms`)
    }, this.#limits.cancelGraceMs)
  }

  #keepOrEnd(worker: Worker, capacity: QueueCapacity, residentBytes: number): void {
    if (!worker.alive) return
    const usable = !this.#closed && capacity === this.#capacity
    if (!usable) void this.#endWorker(worker, 'The queue was changed')
    else if (residentBytes > this.#limits.residentBytesMax) void this.#endWorker(worker, 'The worker has grown too large')
    else this.#makeIdle(worker, capacity)
  }

  #makeIdle(worker: Worker, capacity: QueueCapacity): void {
    const timer = setTimeout(() => {
      this.#dropIdle((idle) => idle.worker === worker)
      void this.#endWorker(worker, 'The worker was idle for long')
    }, this.#limits.idleMs)
    timer.unref()
    this.#idle.push({ worker, since: this.#options.clock(), timer, capacity })
  }

  /** The one that was used last: its caches are warm, and the others may end. */
  #takeIdle(): Worker | undefined {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle === undefined) return undefined
      clearTimeout(idle.timer)
      if (idle.worker.alive) return idle.worker
    }
  }

  #dropIdle(drop: (idle: Idle) => boolean): void {
    for (const idle of this.#idle) if (drop(idle)) clearTimeout(idle.timer)
    this.#idle = this.#idle.filter((idle) => !drop(idle))
  }

  async #endWorker(worker: Worker, why: string): Promise<void> {
    this.#options.log.debug({ worker: worker.name, why }, 'worker is ended')
    await worker.end(new CausewayError('cancelled', why))
    this.#options.freed()
  }

  #tellEnd(jobId: string, outcome: JobOutcome): void {
    try {
      this.#options.ports.jobEnded(jobId, outcome)
    } catch (error) {
      this.#options.log.error({ jobId, error: String(error) }, 'jobEnded failed')
    }
  }
}

function outcomeOf(end: WorkerJobEnd, running: Running): JobOutcome {
  switch (end.kind) {
    case 'finished':
      // It had finished before the cancel took: what it wrote is there, so that is the truth.
      return { kind: 'finished', result: end.result }
    case 'failed':
      if (running.cancelReason !== undefined) return { kind: 'cancelled', reason: running.cancelReason }
      return { kind: 'failed', error: end.error, remoteStatements: end.remoteStatements }
    case 'cancelled':
      if (running.cancelReason !== undefined) return { kind: 'cancelled', reason: running.cancelReason }
      return { kind: 'failed', error: new CausewayError('internal', 'The worker cancelled the job unasked'), remoteStatements: [] }
  }
}
