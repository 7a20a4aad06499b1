import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '../../base/clock.ts'
import type { ComputeSettings } from '../../base/config.ts'
import { CausewayError } from '../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../protocol/worker-channel.ts'
import { type Machine, thisMachine } from './capacity.ts'
import type { ComputePorts, JobRun, QueueSpec } from './compute-ports.ts'
import { Analyzer } from './engines/duckdb/analyzer.ts'
import { openChannelGuard } from './engines/duckdb/channel-guard.ts'
import { SparePool } from './engines/duckdb/spare-pool.ts'
import { WorkerFactory } from './engines/duckdb/worker-factory.ts'
import { type QueueLimits, QueueRunner } from './queue-runner.ts'
import { measureSandbox, type Sandbox, type SandboxReport } from './sandbox/sandbox.ts'

/** Worker processes: a pool of started ones, the workers of each queue, their jobs. */
export interface Compute {
  /** Measures the sandbox, beside whatever else a start does; `start` waits for it, and does it when nobody has. */
  prepare(): Promise<void>
  /** Starts the pool. Ready when one spare worker and the analyzer are. */
  start(ports: ComputePorts): Promise<void>
  openQueue(queue: QueueSpec): void
  /** Ends the queue's workers; its jobs end as cancelled. */
  closeQueue(queueId: string): Promise<void>
  /** Waits in line for the queue's worker; never throws for a job's own failure. Throws 'limit-exceeded' when the line is full. */
  run(job: JobRun): void
  /** False: no such job waiting or running. */
  cancel(jobId: string, reason: string): boolean
  /** On a worker that belongs to no queue and reaches nothing. */
  analyze(order: AnalysisOrder): Promise<Analysis>
  readiness(): readonly string[]
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
  readonly clock: Clock
  /** Another program than the worker's own: for tests of the protocol and for benchmarks. */
  readonly workerEntry?: string
  /** This machine when absent. */
  readonly machine?: Machine
  readonly limits?: Partial<QueueLimits & { readonly analysisMs: number; readonly workersMax: number }>
  /** Where the wrapping programs are looked for; PATH and the usual folders when absent. */
  readonly toolsPath?: string
}

const SOURCE_FOLDER = join(import.meta.dirname, '..', '..')
const PROGRAM_FOLDERS = [SOURCE_FOLDER, join(SOURCE_FOLDER, '..', 'node_modules')]
const NOT_STARTED: SandboxReport = {
  level: 'permission-only',
  ownNetwork: 'reachable',
  details: ['Not measured yet: compute has not started'],
}

interface Running {
  readonly ports: ComputePorts
  readonly factory: WorkerFactory
  readonly spares: SparePool
  readonly analyzer: Analyzer
  readonly channelGuard: Disposable
}

/** Worker processes: nothing starts before `start`. */
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
    const factory = new WorkerFactory({
      home: options.home,
      entry: options.workerEntry ?? join(SOURCE_FOLDER, 'worker', 'main.ts'),
      programFolders: PROGRAM_FOLDERS,
      dataFolders: options.dataFoldersReadable,
      sandbox,
      machine,
      log,
      ports,
    })
    await factory.prepare()
    const spares = new SparePool({
      factory,
      log,
      spareWorkers: options.settings.spareWorkers,
      workersMax: options.limits?.workersMax ?? Math.max(16, 8 * machine.cores) + options.settings.spareWorkers + 1,
      startsMax: machine.cores,
      wanted,
      offer,
      evictIdle,
      hopeless: (error) => {
        for (const runner of runners.values()) runner.failWaiting(new CausewayError('unavailable', `No worker can start: ${error.message}`))
      },
    })
    const analyzer = new Analyzer({
      factory,
      log,
      ...(options.limits?.analysisMs === undefined ? {} : { limitMs: options.limits.analysisMs }),
    })
    running = { ports, factory, spares, analyzer, channelGuard: openChannelGuard() }
    await Promise.all([analyzer.start(), spares.start()])
  }

  async function stop(reason: string): Promise<void> {
    stopped = true
    running?.spares.stop()
    running?.analyzer.stop()
    await Promise.all([...runners.values()].map((runner) => runner.close(reason)))
    await running?.factory.endAll(new CausewayError('cancelled', reason))
    running?.channelGuard[Symbol.dispose]()
  }

  return {
    async prepare() {
      await measured()
    },
    start,
    openQueue(queue) {
      const { factory, ports, spares } = started()
      const open = runners.get(queue.id)
      if (open !== undefined) return open.update(queue)
      runners.set(
        queue.id,
        new QueueRunner(queue, {
          machine,
          factory,
          ports,
          clock: options.clock,
          log: log.child({ queue: queue.name }),
          takeSpare: () => spares.take(),
          freed: () => {
            offer()
            spares.fill()
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
      started()
      const runner = runners.get(job.queueId)
      if (runner === undefined) throw new CausewayError('not-found', 'The queue of the job is not open')
      runner.add(job)
      running?.spares.fill()
    },
    cancel: (jobId, reason) => [...runners.values()].some((runner) => runner.cancel(jobId, reason)),
    analyze: async (order) => started().analyzer.analyze(order),
    readiness() {
      if (stopped) return ['The server is stopping']
      if (running === undefined) return ['Compute has not started yet']
      return [...running.spares.readiness(), ...running.analyzer.readiness()]
    },
    spareWorkers: () => running?.spares.warmCount ?? 0,
    sandbox: () => report,
    stop(reason) {
      stopping ??= stop(reason)
      return stopping
    },
  }
}
