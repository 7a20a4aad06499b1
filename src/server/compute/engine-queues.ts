import type { Logger } from 'pino'
import type { CausewayError } from '../../base/errors.ts'
import type { Machine } from './capacity.ts'
import type { ComputePorts, JobLimits, JobRun, QueueLoad, QueueSpec } from './compute-ports.ts'
import type { Engine } from './engine.ts'
import { givesUpPlace } from './gives-up-place.ts'
import { type QueueLimits, QueueRunner } from './queue-runner.ts'

export interface EngineQueuesOptions {
  readonly engine: Engine
  readonly ports: ComputePorts
  readonly machine: Machine
  readonly log: Logger
  readonly limits?: Partial<QueueLimits & TurnLimits>
}

export interface TurnLimits {
  /** After so long a queue leaves its only session to one that has none. */
  readonly turnMs: number
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
      wantedAhead: () => [...this.#runners.values()].reduce((sum, runner) => sum + runner.wantedAhead, 0),
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
    const open = this.#runners.get(queue.id)
    if (open !== undefined) open.update(queue)
    else this.#runners.set(queue.id, this.#runnerOf(queue))
    this.#offer()
  }

  #runnerOf(queue: QueueSpec): QueueRunner {
    const { engine } = this
    const { machine, ports, log, limits } = this.#options
    return new QueueRunner(queue, {
      machine,
      ports,
      log: log.child({ queue: queue.name }),
      takeSession: () => engine.takeSession(),
      takeWarmSession: () => (engine.spareSessions() > 0 ? engine.takeSession() : undefined),
      freed: () => {
        this.#offer()
        engine.wake()
      },
      givesUp: (heldMs) => this.#givesUp(queue.id, heldMs),
      ...(limits === undefined ? {} : { limits }),
    })
  }

  resize(queueId: string, cuCount: number): void {
    const runner = this.#runners.get(queueId)
    runner?.update({ ...runner.spec, cuCount })
    this.#offer()
    this.engine.wake()
  }

  limitJobs(queueId: string, jobLimits: JobLimits): void {
    const runner = this.#runners.get(queueId)
    runner?.update({ ...runner.spec, jobLimits })
    this.#offer()
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

  expect(queueId: string): void {
    this.#runners.get(queueId)?.expect()
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

  /** Jobs to come get what jobs that wait leave. */
  #offer(): void {
    this.#serve()
    if (this.#wanted() === 0) for (const runner of this.#runners.values()) runner.prepareAhead()
  }

  /** Those with the fewest sessions first, and of them the one that was served longest ago: a long line does not starve the others. */
  #serve(): void {
    for (;;) {
      let next: readonly [string, QueueRunner] | undefined
      for (const one of this.#runners) if (one[1].wanted > 0 && one[1].held < (next?.[1].held ?? Number.POSITIVE_INFINITY)) next = one
      if (next === undefined || !next[1].dispatchOne()) return
      const [id, runner] = next
      if (this.#runners.delete(id)) this.#runners.set(id, runner)
    }
  }

  #givesUp(queueId: string, heldMs: number): boolean {
    const own = this.#runners.get(queueId)
    if (own === undefined) return false
    const waiting = [...this.#runners.values()].filter((runner) => runner !== own && runner.wanted > 0)
    // Its job has ended, its session is still its own.
    return givesUpPlace({ held: own.held + 1, heldMs }, waiting, this.engine.sessionsAhead(), this.#options.limits?.turnMs)
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
