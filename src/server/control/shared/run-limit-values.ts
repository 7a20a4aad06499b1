import { INPUT_BYTES_MAX, JOB_TIMEOUT, RESULT_ROWS_MAX, SCRATCH_BYTES_MAX } from '../../../protocol/run-limits.ts'

export const RUN_LIMIT_NAMES = [JOB_TIMEOUT, RESULT_ROWS_MAX, INPUT_BYTES_MAX, SCRATCH_BYTES_MAX] as const
export type RunLimitName = (typeof RUN_LIMIT_NAMES)[number]

const VALUES: Readonly<Record<RunLimitName, { readonly max: number; readonly unit: string }>> = {
  // A timer holds at most 2^31 - 1 ms.
  [JOB_TIMEOUT]: { max: 2_147_483, unit: ' of seconds' },
  [RESULT_ROWS_MAX]: { max: 1e15, unit: '' },
  [INPUT_BYTES_MAX]: { max: 1e15, unit: ' of bytes' },
  [SCRATCH_BYTES_MAX]: { max: 1e15, unit: ' of bytes' },
}

/** Undefined for a text that is no value of it. */
export function readRunLimit(name: RunLimitName, text: string): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= VALUES[name].max ? value : undefined
}

export const runLimitWords = (name: RunLimitName): string => `a whole number${VALUES[name].unit} from 1 to ${VALUES[name].max}`
