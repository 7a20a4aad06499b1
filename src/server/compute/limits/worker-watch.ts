import { statfs } from 'node:fs/promises'
import { scratchUse } from '../../../base/scratch-use.ts'
import { readText } from '../processes/read-text.ts'
import type { Exceeded } from './exceeded.ts'
import type { WorkerAllowance } from './worker-allowance.ts'

/** A worker as the watch sees it. */
export interface Watched {
  readonly alive: boolean
  /** Somebody's statement runs in it. */
  readonly busy: boolean
  /** Of the process that runs node. */
  readonly pid: number | undefined
  readonly scratchFolder: string
  readonly allowance: WorkerAllowance
  exceed(exceeded: Exceeded): void
}

export interface WatchOptions {
  readonly workers: () => Iterable<Watched>
  /** What no control group limits. */
  readonly watched: ReadonlySet<'memory' | 'threads'>
  /** A folder of the disk that the scratch folders are on. */
  readonly folder: string
  readonly everyMs?: number
  /** For tests; of the disk that the folder is on. */
  readonly disk?: (folder: string) => Promise<Disk>
}

/** As statfs(2) tells it. */
type Disk = Readonly<Record<'bavail' | 'blocks' | 'bsize', number>>

const EVERY_MS = 250
/** One that does nothing for anybody is looked at as rarely. */
const IDLE_LOOKS = 8
/** The engine's own limit comes first, and says more. */
const SCRATCH_SLACK_BYTES = 64 * 1024 ** 2
/** A disk with less is full for whoever else writes to it; on a small one a fiftieth of it. */
const FREE_BYTES_MIN = 1024 ** 3
const FREE_SHARE_MIN = 1 / 50
/** To end a worker that has less on the disk would not help. */
const WORTH_BYTES = 64 * 1024 ** 2
const KIB = 1024

/** Ends workers that take more than they may of what the system does not limit for us: it looks a few times a second. */
export function watchWorkers({ workers, watched, folder, everyMs = EVERY_MS, disk = statfs }: WatchOptions): Disposable {
  let looking = false
  let looks = 0
  async function look(): Promise<void> {
    if (looking) return
    looking = true
    looks += 1
    try {
      const seen = [...workers()].filter(({ alive, busy }) => alive && (busy || looks % IDLE_LOOKS === 0))
      for (const worker of seen) lookAtProcess(worker, watched)
      await lookAtDisk(
        seen.filter(({ alive }) => alive),
        async () => await disk(folder).catch(() => undefined),
      )
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** What is its alone: what it shares with others, as the program's file, is not counted. Sparse memory of JavaScript is counted when it is touched. */
function lookAtProcess(worker: Watched, watched: WatchOptions['watched']): void {
  if (watched.size === 0) return
  const { pid, allowance } = worker
  if (pid === undefined) return
  const status = readText(`/proc/${pid}/status`) ?? ''
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0)
  const bytes = (field('RssAnon') + field('RssShmem')) * KIB
  if (watched.has('memory') && bytes > allowance.memoryBytes) worker.exceed({ kind: 'memory', bytes: allowance.memoryBytes })
  else if (watched.has('threads') && field('Threads') > allowance.threads) worker.exceed({ kind: 'threads', threads: allowance.threads })
}

async function lookAtDisk(workers: readonly Watched[], diskNow: () => Promise<Disk | undefined>): Promise<void> {
  const uses = await Promise.all(workers.map(async (worker) => ({ worker, bytes: await scratchUse(worker.scratchFolder, worker.pid) })))
  for (const { worker, bytes } of uses) {
    const { scratchBytes } = worker.allowance
    if (bytes > scratchBytes + SCRATCH_SLACK_BYTES) worker.exceed({ kind: 'scratch', bytes: scratchBytes })
  }
  const largest = uses.filter(({ worker }) => worker.alive).toSorted((one, other) => other.bytes - one.bytes)[0]
  if (largest === undefined || largest.bytes < WORTH_BYTES) return
  const disk = await diskNow()
  if (disk === undefined) return
  const free = disk.bavail * disk.bsize
  if (free < Math.min(FREE_BYTES_MIN, disk.blocks * disk.bsize * FREE_SHARE_MIN)) largest.worker.exceed({ kind: 'disk' })
}
