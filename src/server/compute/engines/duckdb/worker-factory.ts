import { mkdir, rm } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import { dataFiles } from '../../../../base/data-files.ts'
import { asCausewayError, CausewayError } from '../../../../base/errors.ts'
import { lowerLimit, RLIMIT_DATA, RLIMIT_NPROC } from '../../../../base/native/process-limits.ts'
import type { Claim } from '../../../../protocol/job-order.ts'
import type { Machine, QueueCapacity } from '../../capacity.ts'
import type { ComputePorts, DialOutcome, QueueSpec } from '../../compute-ports.ts'
import { WorkerLimiter } from '../../limits/worker-limiter.ts'
import { PACK_HOOKS, programPreload } from '../../processes/program-preload.ts'
import { noProgressText, type ProgressLimits } from '../../processes/progress-watch.ts'
import { dataBytesMax } from '../../sandbox/data-limit.ts'
import { workerCommand } from '../../sandbox/isolation.ts'
import type { LowerLimits } from '../../sandbox/launcher/launch-worker.ts'
import { checkBounds } from '../../sandbox/process-bounds.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { checkSeals, type SealedFile, seal } from './sealed-file.ts'
import type { DialRequest } from './worker/hand-over.ts'
import { Worker } from './worker/worker.ts'
import { exitError } from './worker/worker-exit.ts'
import { afterFailures, type WorkerLimits } from './worker-limits.ts'

export interface WorkerFactoryOptions {
  readonly home: string
  /** The worker's main file. */
  readonly entry: string
  readonly programFolders: readonly string[]
  /** The program in one file, when it could be made: see program-pack.ts. */
  readonly programPack: SealedFile | undefined
  readonly dataFolders: readonly string[]
  readonly sandbox: Sandbox
  readonly machine: Machine
  readonly log: Logger
  readonly ports: ComputePorts
  readonly limits: Pick<WorkerLimits, 'start' | 'claim' | 'besideEngineBytes'>
  /** Until then workers do not warm up. */
  readonly settled?: Promise<void>
  /** What a worker may have on the disk, by the settings. */
  readonly scratchBytes?: number | undefined
}

export interface StartOptions {
  readonly priority: 'low' | 'normal'
  readonly engineBytesMax?: number
  /** It will never have a queue, and is to see no data. */
  readonly withoutData?: boolean
  /** It does nothing in advance until `warmUp`: a claim would wait for the step that is under way. */
  readonly rests?: boolean
}

/** So many more than a worker may have the kernel starts before it starts none: whoever looks after the worker sees them, and says what it had too much of. */
const UNNAMED_THREADS = 32
/** How much a worker yields that starts while nobody waits for it. */
const NICER_BY = 10

/** Makes workers: their names, scratch folders, limits and end. */
export class WorkerFactory {
  readonly #options: WorkerFactoryOptions
  readonly #live = new Set<Worker>()
  readonly #queueIds = new WeakMap<Worker, string>()
  /** Have a low priority: nobody waits for them, and they are not warm yet. */
  readonly #polite = new Set<Worker>()
  /** Warm up only when they are told to. */
  readonly #resting = new WeakSet<Worker>()
  #sealed: readonly SealedFile[] = []
  readonly #limiter: WorkerLimiter
  readonly #launched = Promise.withResolvers<void>()
  #made = 0
  /** Starts that have no process yet. */
  #beginning = 0
  #closed = false
  #isSettled: boolean

  constructor(options: WorkerFactoryOptions) {
    this.#options = options
    this.#isSettled = options.settled === undefined
    void options.settled?.then(() => {
      this.#isSettled = true
      for (const worker of this.#live) if (!this.#resting.has(worker)) worker.warmUp()
    })
    this.#limiter = new WorkerLimiter({
      groups: options.sandbox.groups,
      machine: options.machine,
      folder: dataFiles(options.home).scratch,
      scratchBytes: options.scratchBytes,
      besideEngineBytes: options.limits.besideEngineBytes,
      workers: () => this.#live,
    })
  }

  /** Workers whose process has not been seen to end, and those whose process is about to be started. */
  get liveCount(): number {
    return this.#live.size + this.#beginning
  }

  /** Those of them that were told to end. */
  get endingCount(): number {
    return [...this.#live].filter((worker) => !worker.alive).length
  }

  /** Those of them that a queue has claimed. */
  get queueWorkerCount(): number {
    return [...this.#live].filter((worker) => this.#queueIds.has(worker)).length
  }

  /** Empties what an earlier run left. From now on the program must stay what it is. */
  async prepare(): Promise<void> {
    const { programPack } = this.#options
    if (programPack !== undefined) this.#sealed = [programPack, await seal(PACK_HOOKS)]
    const folder = dataFiles(this.#options.home).scratch
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await this.#limiter.prepare()
  }

  /** When the first process has been started. */
  get launched(): Promise<void> {
    return this.#launched.promise
  }

  /** Resolves with a worker that is ready; rejects when it died, was given up, or could not be started. Its limits grow with the starts that failed before it. */
  async start(options: StartOptions, failures: number): Promise<Worker> {
    const { sandbox, log, ports, programPack } = this.#options
    this.#made += 1
    const name = `w${this.#made}`
    const scratch = this.#scratch(name)
    this.#beginning += 1
    try {
      await mkdir(scratch, { recursive: true, mode: 0o700 })
      await checkSeals(this.#sealed)
    } finally {
      this.#beginning -= 1
    }
    if (this.#closed) throw new CausewayError('unavailable', 'The server is stopping')
    const memoryBytesMax = this.#startEngineBytes(options.engineBytesMax)
    const allowance = this.#limiter.allowance({ memoryBytesMax, threads: this.#options.machine.cores })
    const command = workerCommand(sandbox.isolation, sandbox.tools, {
      entry: this.#options.entry,
      readable: [...this.#options.programFolders, ...(programPack === undefined ? [] : [dirname(programPack.file)])],
      ...(programPack === undefined ? {} : { preload: programPreload(programPack.file) }),
      writable: [scratch],
      later: this.#options.dataFolders,
      callFilter: sandbox.callFilter,
      // Until its queue is known: what the largest queue would get.
      dataBytesMax: this.#startLimit(options.engineBytesMax),
      threadsMax: allowance.threads + UNNAMED_THREADS,
    })
    // In the next turn, when those that are started at the same time are on their way too.
    setImmediate(() => this.#launched.resolve())
    const hold = this.#limiter.hold(name, scratch, allowance)
    const worker = new Worker({
      name,
      command,
      hold,
      log: log.child({ worker: name }),
      dial: (from, request, signal) => this.#dial(from, request, signal),
      call: ({ contextId, call }) => ports.call(contextId, call),
      progress: (jobId, progress) => ports.jobProgress(jobId, progress),
    })
    this.#live.add(worker)
    if (options.rests === true) this.#resting.add(worker)
    if (options.rests === true || !this.#isSettled) worker.rest()
    void worker.exited.then(async () => {
      this.#live.delete(worker)
      this.#polite.delete(worker)
      await hold.release()
      await rm(scratch, { recursive: true, force: true }).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'scratch folder stays'),
      )
    })
    if (options.priority === 'low' && sandbox.priorityReturns) {
      this.#polite.add(worker)
      worker.setPriority(Math.min(getPriority() + NICER_BY, 19))
    }
    try {
      await endWithoutProgress(worker, worker.started, afterFailures(this.#options.limits.start, failures), 'did not start')
    } catch (error) {
      const exit = await worker.exited
      if (exit.spawnFailure === undefined && error instanceof CausewayError && error.kind === 'timed-out') throw error
      throw exitError(exit, 'start')
    }
    await this.#checkHeld(worker)
    if (options.withoutData === true) {
      await endWithoutProgress(worker, this.#closeView(worker, [], []), this.#options.limits.claim, 'did not give up what it sees')
    }
    void worker.warm.then(() => this.#raise(worker))
    return worker
  }

  /** Nobody has taken what rests; it warms up as soon as any may. */
  warmUp(worker: Worker): void {
    this.#resting.delete(worker)
    if (this.#isSettled) worker.warmUp()
  }

  /** A job waits now for what was started at leisure. */
  hurry(): void {
    for (const worker of this.#polite) this.#raise(worker)
  }

  /** Binds a worker to its queue, once and for ever. */
  async claim(worker: Worker, queue: QueueSpec, capacity: QueueCapacity): Promise<void> {
    this.#queueIds.set(worker, queue.id)
    this.#raise(worker)
    const allowance = this.#limiter.allowance(capacity)
    worker.hold.allow(allowance, queue.name)
    const claim: Claim = {
      queue: queue.name,
      memoryBytesMax: capacity.memoryBytesMax,
      threads: capacity.threads,
      scratchBytesMax: allowance.scratchBytes,
      dataFolders: queue.dataFolders,
      scratchFolder: this.#scratch(worker.name),
    }
    const limits = [
      [RLIMIT_DATA, dataBytesMax(capacity.memoryBytesMax, capacity.threads)],
      [RLIMIT_NPROC, allowance.threads + UNNAMED_THREADS],
    ] as const
    const claimed = Promise.all([worker.claim(claim), this.#closeView(worker, queue.dataFolders, limits)])
    await endWithoutProgress(worker, claimed, this.#options.limits.claim, 'did not take its queue')
  }

  /** Ends every worker. */
  async endAll(reason: CausewayError): Promise<void> {
    this.#closed = true
    const live = [...this.#live]
    await Promise.all(live.map((worker) => worker.end(reason)))
    await Promise.all(live.map((worker) => worker.hold.release()))
    this.#limiter.close()
    await rm(dataFiles(this.#options.home).scratch, { recursive: true, force: true })
  }

  /** What was measured held for the files of then: native code could have rewritten what holds a worker. */
  async #checkHeld(worker: Worker): Promise<void> {
    try {
      checkBounds(worker.pid, this.#options.sandbox.bounds)
      await worker.hold.check(worker.startedPid)
    } catch (thrown) {
      // It may have died in between, by itself.
      const error = asCausewayError(thrown)
      await worker.end(error)
      throw error
    }
  }

  /** One that sees more than it should is none. */
  async #closeView(worker: Worker, folders: readonly string[], limits: LowerLimits['limits']): Promise<void> {
    const { tools, isolation } = this.#options.sandbox
    try {
      await worker.closeView(folders, limits)
      // The kernel counts threads of a user, which is more than a worker where there is no launcher.
      const { pid } = worker
      const byServer = isolation.launch === undefined && tools.prlimit !== undefined && pid !== undefined
      if (byServer) for (const [resource, most] of limits) if (resource === RLIMIT_DATA) lowerLimit(pid, resource, most)
    } catch (thrown) {
      const error = asCausewayError(thrown)
      await worker.end(error)
      throw error
    }
  }

  #raise(worker: Worker): void {
    if (this.#polite.delete(worker)) worker.setPriority(getPriority())
  }

  #startLimit(engineBytesMax: number | undefined): number {
    return dataBytesMax(this.#startEngineBytes(engineBytesMax), this.#options.machine.cores)
  }

  #startEngineBytes(engineBytesMax: number | undefined): number {
    return engineBytesMax ?? Math.floor(this.#options.machine.memoryBytes / 4)
  }

  #scratch(name: string): string {
    return join(dataFiles(this.#options.home).scratch, name)
  }

  #dial(worker: Worker, { contextId, host, port, bucket }: DialRequest, signal: AbortSignal): Promise<DialOutcome> {
    const queueId = this.#queueIds.get(worker)
    if (queueId !== undefined)
      return this.#options.ports.dial({ queueId, contextId, host, port, signal, ...(bucket === undefined ? {} : { bucket }) })
    const error = new CausewayError('unreachable', 'While a statement is checked, nothing is reached over the network')
    return Promise.resolve({ kind: 'refused', error })
  }
}

/** Ends the worker when it gets no further with `work`, which then ends with 'timed-out'. */
async function endWithoutProgress(worker: Worker, work: Promise<unknown>, limits: ProgressLimits, what: string): Promise<void> {
  using _watch = worker.watch(limits, (why) => {
    void worker.end(new CausewayError('timed-out', `A worker ${what}: ${noProgressText(why)}`))
  })
  await work
}
