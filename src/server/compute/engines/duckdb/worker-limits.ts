import type { ProgressLimits } from '../../processes/progress-watch.ts'

export interface WorkerLimits {
  /** Processes in all, the analyzer among them. */
  readonly workersMax: number
  /** Until a new worker says that it is ready. Measured on a quiet machine: 0.8 s of processor time. */
  readonly start: ProgressLimits
  /** Until a worker has taken its queue. Measured: some 10 ms, and a step of its warm-up before. */
  readonly claim: ProgressLimits
  /** Until a statement is checked. Measured: milliseconds; the longest statement that is let in, seconds. */
  readonly analysis: ProgressLimits
  /** Until a worker has taken notice of a cancel; after `graceMsMax` it is ended in any case. */
  readonly cancel: ProgressLimits & { readonly graceMsMax: number }
  /** A worker that keeps more than this after a job is not used again. Measured: 260 MiB when it is ready, about the same after a small job. */
  readonly residentBytesMax: number
  /** For tests: see `allowanceOf`. */
  readonly besideEngineBytes?: number
}

export const WORKER_LIMITS: Omit<WorkerLimits, 'workersMax'> = {
  start: { stillMs: 30_000, cpuMs: 30_000, blindMs: 120_000 },
  claim: { stillMs: 30_000, cpuMs: 30_000, blindMs: 60_000 },
  analysis: { stillMs: 30_000, cpuMs: 10_000, blindMs: 60_000 },
  cancel: { stillMs: 600, cpuMs: 20_000, servedMs: 600, blindMs: 600, graceMsMax: 20_000 },
  residentBytesMax: 512 * 1024 ** 2,
}

/** The limits of a start after so many failed ones: what was too little may only have been too little for this machine. */
export function afterFailures(limits: ProgressLimits, failures: number): ProgressLimits {
  const factor = 2 ** Math.min(failures, 5)
  return { stillMs: limits.stillMs * factor, cpuMs: limits.cpuMs * factor, blindMs: limits.blindMs * factor }
}
