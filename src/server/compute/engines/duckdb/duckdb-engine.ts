import { join } from 'node:path'
import { dataFiles } from '../../../../base/data-files.ts'
import { CausewayError } from '../../../../base/errors.ts'
import type { Engine, EngineDemand, EngineOptions, MakeEngine } from '../../engine.ts'
import { Analyzer } from './analyzer.ts'
import { makeProgramPack } from './program-pack.ts'
import type { SealedFile } from './sealed-file.ts'
import { SparePool } from './spare-pool.ts'
import { WorkerFactory } from './worker-factory.ts'
import { WORKER_LIMITS, type WorkerLimits } from './worker-limits.ts'
import { WorkerSession } from './worker-session.ts'
import { WorkerStarts } from './worker-starts.ts'

export interface DuckdbEngineSettings {
  /** Another program than the worker's own: for tests of the protocol and for benchmarks. */
  readonly workerEntry?: string
  /** Defaults are the product's; a test shortens them. */
  readonly limits?: Partial<WorkerLimits>
}

const SOURCE_FOLDER = join(import.meta.dirname, '..', '..', '..', '..')
const WORKER_MAIN = join(SOURCE_FOLDER, 'worker', 'main.ts')

interface Running {
  readonly factory: WorkerFactory
  readonly starts: WorkerStarts
  readonly spares: SparePool
  readonly analyzer: Analyzer
}

/** DuckDB in worker processes: a pool of started ones, those of each queue, and the analyzer, which belongs to no queue. */
export const duckdbEngine =
  (settings: DuckdbEngineSettings = {}): MakeEngine =>
  (options) =>
    createDuckdbEngine(options, settings)

function createDuckdbEngine(options: EngineOptions, settings: DuckdbEngineSettings): Engine {
  const { machine, log, spareSessions } = options
  const limits: WorkerLimits = {
    ...WORKER_LIMITS,
    workersMax: Math.max(16, 8 * machine.cores) + spareSessions + 1,
    ...settings.limits,
  }
  let running: Running | undefined
  let stopped = false

  async function start(demand: EngineDemand): Promise<void> {
    const programPack = await packedProgram()
    const factory = new WorkerFactory({ ...options, entry: settings.workerEntry ?? WORKER_MAIN, programPack, limits })
    await factory.prepare()
    if (stopped) throw new CausewayError('unavailable', 'The server is stopping')
    const starts = new WorkerStarts({ factory, log })
    // The analyzer first: without it no job is even accepted.
    const analyzer = new Analyzer({ starts, log, limits, startsLater: options.analyzesLater === true })
    const spares = new SparePool({
      starts,
      factory,
      spareWorkers: spareSessions,
      workersMax: limits.workersMax,
      startsMax: machine.cores,
      demand,
    })
    running = { factory, starts, spares, analyzer }
    void factory.launched.then(() => demand.launched())
    await Promise.all([analyzer.start(), spares.start()])
  }

  async function packedProgram(): Promise<SealedFile | undefined> {
    // Another program is small.
    if (settings.workerEntry !== undefined) return undefined
    try {
      return await makeProgramPack(SOURCE_FOLDER, dataFiles(options.home).workerProgram, options.sandbox.report.fileSystem !== 'writable')
    } catch (error) {
      log.warn({ error: String(error) }, 'the program of workers could not be packed: they take longer to start')
      return undefined
    }
  }

  const started = (): Running => {
    if (running === undefined) throw new CausewayError('unavailable', 'Compute has not started yet')
    return running
  }

  return {
    start,
    analyze: async (order) => started().analyzer.analyze(order),
    takeSession() {
      const { spares, factory } = started()
      const worker = spares.take()
      return worker === undefined ? undefined : new WorkerSession(worker, factory, limits)
    },
    wake: () => running?.spares.fill(),
    readiness() {
      if (running === undefined) return { missing: ['Compute has not started yet'], degraded: [] }
      const { spares, analyzer } = running
      const [one, other] = [analyzer.readiness(), spares.readiness()]
      return { missing: [...one.missing, ...other.missing], degraded: [...one.degraded, ...other.degraded] }
    },
    sessionsAhead: () => running?.spares.ahead ?? 0,
    spareSessions: () => running?.spares.warmCount ?? 0,
    async stop(reason) {
      stopped = true
      running?.starts.stop()
      running?.spares.stop()
      running?.analyzer.stop()
      await running?.factory.endAll(reason)
    },
  }
}
