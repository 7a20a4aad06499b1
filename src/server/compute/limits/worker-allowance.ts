import type { Machine, QueueCapacity } from '../capacity.ts'
import type { GroupLimits } from './worker-group.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/**
 * What a worker really takes beside its engine's memory_limit, where `dataBytesMax` counts what it has reserved too. Measured (Node 26.10): 270 MiB when it is warm. The
 * rest is for rows on their way through JavaScript, and for the files that it has open.
 */
const BESIDE_ENGINE_BYTES = GIB
/** Measured: 30 with two engine threads and one thread of JavaScript that decodes rows. */
const BASE_THREADS = 96
const THREADS_PER_CORE = 8

/** Spilled data may be this many times the memory, but at least SPILL_BYTES_MIN. */
const SPILL_FACTOR = 4
const SPILL_BYTES_MIN = 2 * GIB
/** Of what was free on the disk when the server started. */
const DISK_SHARE = 1 / 4
/** What an engine cannot do without. */
const SCRATCH_BYTES_MIN = 256 * MIB

/** Everything that a worker may have. */
export interface WorkerAllowance extends GroupLimits {
  /** For what does not fit into its memory. */
  readonly scratchBytes: number
}

export interface AllowanceOptions {
  readonly machine: Machine
  /** Of the disk that the scratch folders are on. */
  readonly freeBytes: number
  /** By the settings; undefined: by memory and disk. */
  readonly scratchBytes?: number | undefined
  /** For tests: another measure of what a worker needs beside its engine. */
  readonly besideEngineBytes?: number | undefined
}

export function allowanceOf(
  { memoryBytesMax, threads }: Pick<QueueCapacity, 'memoryBytesMax' | 'threads'>,
  options: AllowanceOptions,
): WorkerAllowance {
  const spill = Math.max(memoryBytesMax * SPILL_FACTOR, SPILL_BYTES_MIN)
  return {
    memoryBytes: memoryBytesMax + (options.besideEngineBytes ?? BESIDE_ENGINE_BYTES),
    threads: BASE_THREADS + THREADS_PER_CORE * threads,
    cores: threads < options.machine.cores ? threads : undefined,
    scratchBytes: options.scratchBytes ?? Math.max(Math.min(spill, Math.floor(options.freeBytes * DISK_SHARE)), SCRATCH_BYTES_MIN),
  }
}
