import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ComputeSettings } from '../../base/config.ts'
import { CausewayError } from '../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../protocol/worker-channel.ts'
import { type Machine, thisMachine } from './capacity.ts'
import type { ComputePorts, JobRun, QueueSpec } from './compute-ports.ts'
import type { Engine, EngineDemand, MakeEngine, Readiness } from './engine.ts'
import { ENGINES } from './engines/engines.ts'
import { type QueueLimits, QueueRunner } from './queue-runner.ts'
import { measureSandbox, type Sandbox, type SandboxReport } from './sandbox/sandbox.ts'

/** The queues, their lines and their jobs, in front of the engine that runs them. */
export interface Compute {
  /** Measures the sandbox, beside whatever else a start does; `start` waits for it, and does it when nobody has. */
  prepare(): Promise<void>
  /** Starts the engine. Resolves when jobs can be run and statements be checked. */
  start(ports: ComputePorts): Promise<void>
  openQueue(queue: QueueSpec): void
  /** Ends the queue's workers; its jobs end as cancelled. */
  closeQueue(queueId: string): Promise<void>
  /** Waits in line for the queue's worker; never throws for a job's own failure. Throws 'limit-exceeded' when the line is full. */
  run(job: JobRun): void
  /** What a job that was given to `run` and has not begun waits for, as a sentence; undefined when it does not wait. */
  waitReason(jobId: string): string | undefined
  /** False: no such job waiting or running. */
  cancel(jobId: string, reason: string): boolean
  /** On a worker that belongs to no queue and reaches nothing. */
  analyze(order: AnalysisOrder): Promise<Analysis>
  readiness(): Readiness
  /** Started and warmed-up workers that no queue has claimed: a new queue waits for nothing while there is one. */
  spareWorkers(): number
  sandbox(): SandboxReport
  /** Cancels what runs, ends every worker, empties scratch folders. */
  stop(reason: string): Promise<void>
}

export interface ComputeOptions {
  /** The data folder, absolute; scratch folders are made in it. */
  readonly home: string
  readonly settings: ComputeSettings
  /** Absolute folders that hold every project's data: what any worker may read and write. */
  readonly dataFoldersReadable: readonly string[]
  readonly log: Logger
  /** DuckDB in worker processes when absent. */
  readonly makeEngine?: MakeEngine
  /** This machine when absent. */
  readonly machine?: Machine
  readonly limits?: Partial<QueueLimits>
  /** Where the wrapping programs are looked for; PATH and the usual folders when absent. */
  readonly toolsPath?: string
}

const SOURCE_FOLDER = join(import.meta.dirname, '..', '..')
const PROGRAM_FOLDERS = [SOURCE_FOLDER, join(SOURCE_FOLDER, '..', 'node_modules')]
const NOT_STARTED: SandboxReport = {
  level: 'permission-only',
  ownNetwork: 'reachable',
  callFilter: 'none',
  processNamespace: 'shared',
  details: ['Not measured yet: compute has not started'],
}

interface Running {
  readonly ports: ComputePorts
  readonly engine: Engine
}

/** Nothing starts before `start`. */
export function createCompute(options: ComputeOptions): Compute {
  const log = options.log.child({ room: 'compute' })
  const machine = options.machine ?? thisMachine()
  const runners = new Map<string, QueueRunner>()
  let report = NOT_STARTED
  let running: Running | undefined
  let measuring: Promise<Sandbox> | undefined
  let stopping: Promise<void> | undefined
  let stopped = false

  const started = (): Running => {
    if (stopped) throw new CausewayError('unavailable', 'The server is stopping')
    if (running === undefined) throw new CausewayError('unavailable', 'Compute has not started yet')
    return running
  }

  const wanted = (): number => [...runners.values()].reduce((sum, runner) => sum + runner.wanted, 0)
  /** The queue that was served goes to the end, so that a long line does not starve the others. */
  const offer = (): void => {
    for (const [id, runner] of [...runners]) {
      if (runner.wanted === 0) continue
      runner.dispatch()
      if (runners.delete(id)) runners.set(id, runner)
    }
  }
  const evictIdle = (): boolean => {
    const idle = [...runners.values()].flatMap((runner) =>
      runner.oldestIdleSince === undefined ? [] : [{ runner, since: runner.oldestIdleSince }],
    )
    const oldest = idle.toSorted((a, b) => a.since - b.since)[0]
    oldest?.runner.evictIdle()
    return oldest !== undefined
  }

  function measured(): Promise<Sandbox> {
    measuring ??= measureSandbox({
      programFolders: PROGRAM_FOLDERS,
      path: options.toolsPath ?? `${process.env['PATH'] ?? ''}:/usr/bin:/bin:/usr/sbin:/sbin`,
      isRoot: process.getuid?.() === 0,
    })
    return measuring
  }

  async function start(ports: ComputePorts): Promise<void> {
    if (running !== undefined || stopped) throw new CausewayError('internal', 'Compute was started already')
    const sandbox = await measured()
    if (stopped) throw new CausewayError('unavailable', 'The server is stopping')
    report = sandbox.report
    log.info({ sandbox: report }, 'sandbox measured')
    const make = options.makeEngine ?? ENGINES.duckdb
    const engine = make({
      home: options.home,
      programFolders: PROGRAM_FOLDERS,
      dataFolders: options.dataFoldersReadable,
      spareSessions: options.settings.spareWorkers,
      sandbox,
      machine,
      log,
      ports,
    })
    running = { ports, engine }
    const demand: EngineDemand = { wanted, offer, evictIdle }
    await engine.start(demand)
  }

  async function stop(reason: string): Promise<void> {
    stopped = true
    // The queues first: what runs in them ends as cancelled, not as failed.
    const closed = [...runners.values()].map((runner) => runner.close(reason))
    await Promise.all([...closed, running?.engine.stop(new CausewayError('cancelled', reason))])
  }

  return {
    async prepare() {
      await measured()
    },
    start,
    openQueue(queue) {
      const { engine, ports } = started()
      const open = runners.get(queue.id)
      if (open !== undefined) return open.update(queue)
      runners.set(
        queue.id,
        new QueueRunner(queue, {
          machine,
          ports,
          log: log.child({ queue: queue.name }),
          takeSession: () => engine.takeSession(),
          freed: () => {
            offer()
            engine.wake()
          },
          ...(options.limits === undefined ? {} : { limits: options.limits }),
        }),
      )
    },
    async closeQueue(queueId) {
      const runner = runners.get(queueId)
      runners.delete(queueId)
      await runner?.close('The queue was deleted')
    },
    run(job) {
      const { engine } = started()
      const runner = runners.get(job.queueId)
      if (runner === undefined) throw new CausewayError('not-found', 'The queue of the job is not open')
      runner.add(job)
      engine.wake()
    },
    waitReason(jobId) {
      for (const runner of runners.values()) {
        const awaited = runner.waitsFor(jobId)
        if (awaited === 'another-job') return 'The job waits until another job of its queue has ended'
        if (awaited === 'session') return ['The job waits for a worker', ...(running?.engine.readiness().degraded ?? [])].join('. ')
      }
      return undefined
    },
    cancel: (jobId, reason) => [...runners.values()].some((runner) => runner.cancel(jobId, reason)),
    analyze: async (order) => started().engine.analyze(order),
    readiness() {
      if (stopped) return { missing: ['The server is stopping'], degraded: [] }
      return running?.engine.readiness() ?? { missing: ['Compute has not started yet'], degraded: [] }
    },
    spareWorkers: () => running?.engine.spareSessions() ?? 0,
    sandbox: () => report,
    stop(reason) {
      stopping ??= stop(reason)
      return stopping
    },
  }
}
