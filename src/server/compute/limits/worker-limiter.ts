import { statfs } from 'node:fs/promises'
import type { Machine, QueueCapacity } from '../capacity.ts'
import type { ControlGroups } from './control-groups.ts'
import { allowanceOf, type WorkerAllowance } from './worker-allowance.ts'
import { WorkerHold } from './worker-hold.ts'
import { type Watched, watchWorkers } from './worker-watch.ts'

export interface WorkerLimiterOptions {
  readonly groups: ControlGroups
  readonly machine: Machine
  /** Of all scratch folders; made before `prepare`. */
  readonly folder: string
  /** See `AllowanceOptions`. */
  readonly scratchBytes?: number | undefined
  readonly besideEngineBytes?: number | undefined
  readonly workers: () => Iterable<Watched>
}

/** Until the next look for what killed servers left: the kernel takes its time with a process that was ended with its server. */
const SWEEP_PAUSE_MS = 500
const SWEEP_PAUSE_MS_MAX = 60_000

/** Limits what workers may have, by the system where it can and by looking where it cannot. */
export class WorkerLimiter {
  readonly #options: WorkerLimiterOptions
  #freeBytes = Number.POSITIVE_INFINITY
  #watch: Disposable | undefined
  #sweeping: NodeJS.Timeout | undefined

  constructor(options: WorkerLimiterOptions) {
    this.#options = options
  }

  /** Removes what an earlier run left, and begins to look. */
  async prepare(): Promise<void> {
    const { groups, folder, workers } = this.#options
    this.#sweep(SWEEP_PAUSE_MS)
    const disk = await statfs(folder)
    this.#freeBytes = disk.bavail * disk.bsize
    this.#watch ??= watchWorkers({ workers, watched: watchedBeside(groups), folder })
  }

  allowance(capacity: Pick<QueueCapacity, 'memoryBytesMax' | 'threads'>): WorkerAllowance {
    const { machine, scratchBytes, besideEngineBytes } = this.#options
    return allowanceOf(capacity, { machine, freeBytes: this.#freeBytes, scratchBytes, besideEngineBytes })
  }

  /** For a worker that is about to be started. Throws when its group cannot be made. */
  hold(name: string, scratchFolder: string, allowance: WorkerAllowance): WorkerHold {
    return new WorkerHold(scratchFolder, allowance, this.#options.groups.make(name, { ...allowance, cores: undefined }))
  }

  #sweep(pauseMs: number): void {
    if (this.#options.groups.sweep()) return
    this.#sweeping = setTimeout(() => this.#sweep(Math.min(2 * pauseMs, SWEEP_PAUSE_MS_MAX)), pauseMs).unref()
  }

  /** When all workers are gone. */
  close(): void {
    clearTimeout(this.#sweeping)
    this.#watch?.[Symbol.dispose]()
    this.#options.groups.close()
  }
}

/** What is looked at because no control group limits it. */
function watchedBeside(groups: ControlGroups): ReadonlySet<'memory' | 'threads'> {
  const watched = new Set<'memory' | 'threads'>()
  if (!groups.controllers.includes('memory')) watched.add('memory')
  if (!groups.controllers.includes('pids')) watched.add('threads')
  return watched
}
