import type { Logger } from 'pino'
import type { CausewayError } from '../../base/errors.ts'
import type { Machine } from './capacity.ts'
import type { ComputePorts, JobLimits, JobRun, QueueLoad, QueueSpec } from './compute-ports.ts'
import type { Engine } from './engine.ts'
import { type QueueLimits, QueueRunner } from './queue-runner.ts'

export interface EngineQueuesOptions {
  readonly engine: Engine
  readonly ports: ComputePorts
  readonly machine: Machine
  readonly log: Logger
  readonly limits?: Partial<QueueLimits>
}

/** One engine and the queues that run on it: what they want of it, and who is served next. */
export class EngineQueues {
  readonly engine: Engine
  readonly #options: EngineQueuesOptions
  readonly #runners = new Map<string, QueueRunner>()

  constructor(options: EngineQueuesOptions) {
    this.engine = options.engine
    this.#options = options
  }

  async start(launched: () => void): Promise<void> {
    await this.engine.start({
      wanted: () => this.#wanted(),
      offer: () => this.#offer(),
      evictIdle: () => this.#evictIdle(),
      launched,
    })
  }

  has(queueId: string): boolean {
    return this.#runners.has(queueId)
  }

  /** A queue that is open already gets new settings. */
  open(queue: QueueSpec): void {
    const { engine } = this
    const { machine, ports, log, limits } = this.#options
    const open = this.#runners.get(queue.id)
    if (open !== undefined) {
      open.update(queue)
      return
    }
    this.#runners.set(
      queue.id,
      new QueueRunner(queue, {
        machine,
        ports,
        log: log.child({ queue: queue.name }),
        takeSession: () => engine.takeSession(),
        freed: () => {
          this.#offer()
          engine.wake()
        },
        ...(limits === undefined ? {} : { limits }),
      }),
    )
  }

  resize(queueId: string, cuCount: number): void {
    const runner = this.#runners.get(queueId)
    runner?.update({ ...runner.spec, cuCount })
    this.engine.wake()
  }

  limitJobs(queueId: string, jobLimits: JobLimits): void {
    const runner = this.#runners.get(queueId)
    runner?.update({ ...runner.spec, jobLimits })
    this.engine.wake()
  }

  /** The jobs that it has end as cancelled; resolves when they have. New ones get new sessions meanwhile. */
  async restart(queueId: string, reason: string): Promise<void> {
    const runner = this.#runners.get(queueId)
    if (runner === undefined) return
    this.#runners.delete(queueId)
    this.open(runner.spec)
    await runner.close(reason)
  }

  load(queueId: string): QueueLoad | undefined {
    return this.#runners.get(queueId)?.load
  }

  workers(): { readonly idle: number; readonly running: number } {
    let [idle, running] = [0, 0]
    for (const runner of this.#runners.values()) {
      idle += runner.idleWorkers
      running += runner.load.running
    }
    return { idle, running }
  }

  async close(queueId: string, reason: string): Promise<void> {
    const runner = this.#runners.get(queueId)
    this.#runners.delete(queueId)
    await runner?.close(reason)
  }

  run(job: JobRun): void {
    this.#runners.get(job.queueId)?.add(job)
    this.engine.wake()
  }

  /** As a sentence; undefined when it does not wait here. */
  waitReason(jobId: string): string | undefined {
    for (const runner of this.#runners.values()) {
      const awaited = runner.waitsFor(jobId)
      if (awaited === 'another-job') return 'The job waits until another job of its queue has ended'
      if (awaited === 'cus') return 'The job waits until the elastic resource pool of its queue lends it CUs'
      if (awaited === 'session') return ['The job waits for a worker', ...this.engine.readiness().degraded].join('. ')
    }
    return undefined
  }

  cancel(jobId: string, reason: string): boolean {
    return [...this.#runners.values()].some((runner) => runner.cancel(jobId, reason))
  }

  async stop(reason: string, error: CausewayError): Promise<void> {
    // The queues first: what runs in them ends as cancelled, not as failed.
    const closed = [...this.#runners.values()].map((runner) => runner.close(reason))
    await Promise.all([...closed, this.engine.stop(error)])
  }

  #wanted(): number {
    return [...this.#runners.values()].reduce((sum, runner) => sum + runner.wanted, 0)
  }

  /** The queue that was served goes to the end, so that a long line does not starve the others. */
  #offer(): void {
    for (const [id, runner] of [...this.#runners]) {
      if (runner.wanted === 0) continue
      runner.dispatch()
      if (this.#runners.delete(id)) this.#runners.set(id, runner)
    }
  }

  #evictIdle(): boolean {
    const idle = [...this.#runners.values()].flatMap((runner) =>
      runner.oldestIdleSince === undefined ? [] : [{ runner, since: runner.oldestIdleSince }],
    )
    const oldest = idle.toSorted((a, b) => a.since - b.since)[0]
    oldest?.runner.evictIdle()
    return oldest !== undefined
  }
}
