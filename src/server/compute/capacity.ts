import { availableParallelism, totalmem } from 'node:os'
import type { JobLimits } from './compute-ports.ts'

export interface Machine {
  readonly cores: number
  /** What this process may use: the container's limit where there is one. */
  readonly memoryBytes: number
}

export interface QueueCapacity {
  /** Jobs of the queue at once. */
  readonly jobsMax: number
  /** For the engine of one job. */
  readonly memoryBytesMax: number
  readonly threads: number
}

const GIB = 1024 ** 3
/** The vendor's own measure: one CU is one core and 4 GiB. */
const MEMORY_BYTES_PER_CU = 4 * GIB
/** A job of a 16-CU queue, the vendor's smallest, is one of four that run at once. */
export const CU_PER_JOB = 4
/** The vendor's: an instance is a Spark driver, one for each 16 CUs, and runs so many jobs at most. */
export const CU_PER_INSTANCE = 16
export const JOBS_OF_INSTANCE_MAX = 32
/** Below this the engine cannot even sort. */
const MEMORY_BYTES_MIN = 256 * 1024 ** 2

/** What a queue of this size gets on this machine: one without CUs, to which its pool lends none, runs no job. */
export function capacityOf(cuCount: number, machine: Machine, limits: JobLimits = {}): QueueCapacity {
  const cus = Math.max(1, Math.floor(cuCount))
  const cores = Math.max(1, machine.cores)
  const bySize = Math.min(Math.max(Math.floor(cus / CU_PER_JOB), 1), 2 * cores)
  return {
    jobsMax: cuCount === 0 ? 0 : Math.min(bySize, byLimits(cus, limits)),
    memoryBytesMax: Math.max(Math.min(cus * MEMORY_BYTES_PER_CU, Math.floor(machine.memoryBytes / 4)), MEMORY_BYTES_MIN),
    threads: Math.min(cus, cores),
  }
}

function byLimits(cus: number, { instances, jobsOfInstance }: JobLimits): number {
  if (instances === undefined && jobsOfInstance === undefined) return Number.POSITIVE_INFINITY
  return (instances ?? Math.max(1, Math.floor(cus / CU_PER_INSTANCE))) * (jobsOfInstance ?? JOBS_OF_INSTANCE_MAX)
}

/** Whether a session that was made for the one serves the other as well. */
export const isSameForSession = (one: QueueCapacity, other: QueueCapacity): boolean =>
  one.memoryBytesMax === other.memoryBytesMax && one.threads === other.threads

export function thisMachine(): Machine {
  const constrained = process.constrainedMemory()
  const total = totalmem()
  return { cores: availableParallelism(), memoryBytes: constrained > 0 ? Math.min(constrained, total) : total }
}
