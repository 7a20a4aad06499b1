import { CausewayError } from '../../../base/errors.ts'
import type { PageRequest } from '../../domain/page.ts'
import type { ScaleSelection } from '../../store/queues/pools.ts'

/** Which changes of a pool's size are asked for; times in epoch ms. */
export interface ScaleRange extends PageRequest {
  readonly from?: number
  readonly to?: number
  readonly came?: 'about' | 'to nothing'
}

const DAY_MS = 86_400_000
const NEITHER_MS = 15 * DAY_MS
const ONLY_END_MS = 7 * DAY_MS
const LONGEST_MS = 30 * DAY_MS

/** The vendor's rules: neither is the last 15 days, only a start goes until now, only an end begins 7 days before it; 30 days at most, and nothing of the future. */
export function scaleRange({ from, to, ...rest }: ScaleRange, now: number): ScaleSelection {
  const end = to ?? now
  const start = from ?? end - (to === undefined ? NEITHER_MS : ONLY_END_MS)
  if (start >= end || end > now || end - start > LONGEST_MS) {
    throw new CausewayError('invalid-parameter', 'The times of the scale records are not valid', {
      hint: 'Use a start_time before the end_time, an end_time that is not in the future, and at most 30 days between them.',
    })
  }
  return { ...rest, from: start, to: end }
}
