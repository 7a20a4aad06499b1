import type { Logger } from 'pino'
import type { ComputeSettings } from '../../base/config.ts'
import { CausewayError } from '../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../protocol/analysis.ts'
import { type Machine, thisMachine } from './capacity.ts'
import type { ComputePorts, JobLimits, JobRun, QueueLoad, QueueSpec } from './compute-ports.ts'
import type { MakeEngine, Readiness } from './engine.ts'
import { EngineQueues, type TurnLimits } from './engine-queues.ts'
import { ENGINES } from './engines/engines.ts'
import type { QueueLimits } from './queue-runner.ts'
import type { Sandbox, SandboxReport } from './sandbox/sandbox.ts'
import { measureServerSandbox, PROGRAM_FOLDERS } from './sandbox/server-sandbox.ts'

/** The queues, their lines and their jobs, in front of the engines that run them. */
export interface Compute {
  /**
   * Makes the engines and starts their processes, of which nothing is asked before `start`, which tells how it went. Resolves when the first process is on its way
   * or none can be: the caller has time for other things.
   */
  launch(): Promise<void>
  /** Starts every engine that `launch` has not. Resolves when jobs can be run and statements be checked; `launched` is called before, when what is waited for are other processes. */
  start(ports: ComputePorts, launched?: () => void): Promise<void>
  /** Opens it on its engine, for as long as it is open. 'not-supported' when there is no such engine. */
  openQueue(queue: QueueSpec): void
  /** Gives an open queue another size: what runs goes on. Nothing for a queue that is not open. */
  resizeQueue(queueId: string, cuCount: number): void
  /** Lets an open queue run so many jobs at once, from the next job on, and be ready for so many more. Nothing for a queue that is not open. */
  limitJobs(queueId: string, limits: JobLimits): void
  /** Ends its workers and cancels its jobs, and takes new ones at once. Nothing for a queue that is not open. */
  restartQueue(queueId: string, reason: string): Promise<void>
  /** Of a queue that is not open: none. */
  queueLoad(queueId: string): QueueLoad
  /** Ends the queue's workers; its jobs end as cancelled. */
  closeQueue(queueId: string): Promise<void>
  /** Waits in line for the queue's worker; never throws for a job's own failure. Throws 'limit-exceeded' when the line is full. */
  run(job: JobRun): void
  /** A job is about to be given to `run`, unless something comes between: what it will need is made ready meanwhile. Nothing for a queue that is not open. */
  expectJob(queueId: string): void
  /** What a job that was given to `run` and has not begun waits for, as a sentence; undefined when it does not wait. */
  waitReason(jobId: string): string | undefined
  /** False: no such job waiting or running. */
  cancel(jobId: string, reason: string): boolean
  /** By the engine of this name, on a worker that belongs to no queue and reaches nothing. */
  analyze(order: AnalysisOrder, engine: string): Promise<Analysis>
  readiness(): Readiness
  /** Started and warmed-up workers that no queue has claimed: a new queue waits for nothing while there is one. */
  spareWorkers(): number
  /** Of all queues, by what they do, and those that no queue has claimed. */
  workers(): Readonly<Record<'spare' | 'idle' | 'running', number>>
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
  /** By their names; those of engines/engines.ts when absent. */
  readonly engines?: Readonly<Record<string, MakeEngine>>
  /** This machine when absent. */
  readonly machine?: Machine
  readonly limits?: Partial<QueueLimits & TurnLimits>
  /** Measured beside whatever else a start does; `start` measures it when absent. */
  readonly sandbox?: Promise<Sandbox>
  /** When the server has started: until then its engines do nothing that only makes later jobs quicker. Absent: nothing waits. */
  readonly settled?: Promise<void>
  /** A start with less is none. */
  readonly levelRequired?: SandboxReport['level']
  /** Where the wrapping programs are looked for then; PATH and the usual folders when absent. */
  readonly toolsPath?: string
}

const NOT_STARTED: SandboxReport = {
  level: 'runtime',
  ownNetwork: 'reachable',
  callFilter: 'none',
  processNamespace: 'shared',
  fileSystem: 'writable',
  user: 'server',
  limits: { memory: 'none', threads: 'none', processor: 'none', scratch: 'watched' },
  details: ['Not measured yet: compute has not started'],
}

interface Launch {
  readonly made: Promise<void>
  readonly started: Promise<unknown>
  /** When the first process is on its way. */
  readonly firstProcess: Promise<void>
}

/** Nothing starts before `launch` or `start`. */
export function createCompute(options: ComputeOptions): Compute {
  const log = options.log.child({ room: 'compute' })
  const table = options.engines ?? ENGINES
  const engines = new Map<string, EngineQueues>()
  const later = latePorts()
  let report = NOT_STARTED
  let launching: Launch | undefined
  let isStarted = false
  let stopping: Promise<void> | undefined
  let stopped = false

  const checkStarted = (): void => {
    if (stopped) throw new CausewayError('unavailable', 'The server is stopping')
    if (!isStarted) throw new CausewayError('unavailable', 'Compute has not started yet')
  }
  const engineNamed = (name: string): EngineQueues => {
    checkStarted()
    const found = engines.get(name)
    if (found === undefined) throw new CausewayError('not-supported', `There is no engine ${name}`)
    return found
  }
  const spareWorkers = (): number => [...engines.values()].reduce((sum, { engine }) => sum + engine.spareSessions(), 0)
  const engineOfQueue = (queueId: string): EngineQueues | undefined => [...engines.values()].find((each) => each.has(queueId))

  async function makeEngines(): Promise<void> {
    const sandbox = await (options.sandbox ?? measureServerSandbox(options))
    if (stopped) throw new CausewayError('unavailable', 'The server is stopping')
    report = sandbox.report
    log.info({ sandbox: report }, 'sandbox measured')
    const { levelRequired } = options
    if (levelRequired !== undefined && report.level !== levelRequired) {
      throw new CausewayError(
        'unavailable',
        `The settings ask for the sandbox ${levelRequired}, and this machine gives ${report.level}: ${report.details.join('; ')}`,
        {
          hint: 'docs/security.md tells what it takes. Leave sandbox out of causeway.yaml to start with what there is.',
        },
      )
    }
    const machine = options.machine ?? thisMachine()
    for (const [name, make] of Object.entries(table)) {
      const engineLog = log.child({ engine: name })
      const engine = make({
        home: options.home,
        programFolders: PROGRAM_FOLDERS,
        dataFolders: options.dataFoldersReadable,
        spareSessions: options.settings.spareWorkers,
        analyzesLater: options.settings.analyzer === 'when-asked',
        scratchBytes: options.settings.scratchBytes,
        ...(options.settled === undefined ? {} : { settled: options.settled }),
        sandbox,
        machine,
        log: engineLog,
        ports: later.ports,
      })
      engines.set(
        name,
        new EngineQueues({
          engine,
          ports: later.ports,
          machine,
          log: engineLog,
          ...(options.limits === undefined ? {} : { limits: options.limits }),
        }),
      )
    }
  }

  function launch(): Launch {
    launching ??= launchEngines()
    return launching
  }

  function launchEngines(): Launch {
    const process = Promise.withResolvers<void>()
    const made = makeEngines()
    const started = made.then(() => Promise.all([...engines.values()].map((each) => each.start(process.resolve))))
    // Told by `start`.
    started.catch(() => {})
    return { made, started, firstProcess: process.promise }
  }

  async function start(ports: ComputePorts, launched: () => void = () => {}): Promise<void> {
    if (later.isGiven || stopped) throw new CausewayError('internal', 'Compute was started already')
    later.give(ports)
    const { made, started, firstProcess } = launch()
    void firstProcess.then(launched)
    await made
    isStarted = true
    await started
  }

  async function stop(reason: string): Promise<void> {
    stopped = true
    const error = new CausewayError('cancelled', reason)
    await Promise.all([...engines.values()].map((each) => each.stop(reason, error)))
  }

  return {
    async launch() {
      const { started, firstProcess } = launch()
      await Promise.race([firstProcess, started.catch(() => {})])
    },
    start,
    openQueue(queue) {
      const engine = engineNamed(queue.engine)
      const current = engineOfQueue(queue.id)
      if (current !== undefined && current !== engine) {
        throw new CausewayError('not-supported', `The queue ${queue.name} is open on another engine`, { hint: 'Make a new queue.' })
      }
      engine.open(queue)
    },
    resizeQueue: (queueId, cuCount) => engineOfQueue(queueId)?.resize(queueId, cuCount),
    limitJobs: (queueId, limits) => engineOfQueue(queueId)?.limitJobs(queueId, limits),
    async restartQueue(queueId, reason) {
      await engineOfQueue(queueId)?.restart(queueId, reason)
    },
    queueLoad: (queueId) => engineOfQueue(queueId)?.load(queueId) ?? { running: 0, waiting: 0 },
    async closeQueue(queueId) {
      await engineOfQueue(queueId)?.close(queueId, 'The queue was deleted')
    },
    run(job) {
      checkStarted()
      const engine = engineOfQueue(job.queueId)
      if (engine === undefined) throw new CausewayError('not-found', 'The queue of the job is not open')
      engine.run(job)
    },
    expectJob: (queueId) => engineOfQueue(queueId)?.expect(queueId),
    waitReason: (jobId) => first([...engines.values()].map((each) => each.waitReason(jobId))),
    cancel: (jobId, reason) => [...engines.values()].some((each) => each.cancel(jobId, reason)),
    analyze: async (order, engine) => engineNamed(engine).engine.analyze(order),
    readiness() {
      if (stopped) return { missing: ['The server is stopping'], degraded: [] }
      if (!isStarted) return { missing: ['Compute has not started yet'], degraded: [] }
      const all = [...engines.values()].map(({ engine }) => engine.readiness())
      return { missing: all.flatMap(({ missing }) => missing), degraded: all.flatMap(({ degraded }) => degraded) }
    },
    spareWorkers,
    workers() {
      const counts = [...engines.values()].map((each) => each.workers())
      const sum = (state: 'idle' | 'running'): number => counts.reduce((all, each) => all + each[state], 0)
      return { spare: spareWorkers(), idle: sum('idle'), running: sum('running') }
    },
    sandbox: () => report,
    stop(reason) {
      stopping ??= stop(reason)
      return stopping
    },
  }
}

const first = (texts: readonly (string | undefined)[]): string | undefined => texts.find((text) => text !== undefined)

/** The ports of engines that are made before control is. */
function latePorts(): { readonly ports: ComputePorts; readonly isGiven: boolean; give(ports: ComputePorts): void } {
  let given: ComputePorts | undefined
  const ports = (): ComputePorts => {
    if (given === undefined) throw new CausewayError('internal', 'An engine asked for something before compute was started')
    return given
  }
  return {
    ports: {
      jobStarted: (jobId) => ports().jobStarted(jobId),
      jobProgress: (jobId, progress) => ports().jobProgress(jobId, progress),
      jobEnded: (jobId, outcome) => ports().jobEnded(jobId, outcome),
      queueLoadChanged: (queueId) => ports().queueLoadChanged(queueId),
      dial: async (request) => await ports().dial(request),
      call: async (contextId, call) => await ports().call(contextId, call),
    },
    get isGiven() {
      return given !== undefined
    },
    give(those) {
      given = those
    },
  }
}
