import type { NewQueuePlan } from '../../domain/queue-plan.ts'
import { localDateTime, localDay } from '../shared/local-time.ts'

/** A day of each weekday, and one more: where the clock is put forward over a plan's time it comes later that day. */
const DAYS_LOOKED_AT = 9

/**
 * When a plan comes next after a moment, within its validity; undefined: never. A time that the clocks of that day skip is as much later as they are put forward; of one that
 * they show twice the first counts.
 */
export function nextRun(plan: NewQueuePlan, after: number, timeZone: string): number | undefined {
  const from = Math.max(after, (plan.validFrom ?? 0) - 1)
  for (let days = 0; days < DAYS_LOOKED_AT; days += 1) {
    const day = localDay(from, days, timeZone)
    if (plan.repeatDays.length > 0 && !plan.repeatDays.includes(day.weekday)) continue
    const at = localDateTime(day, plan.startHour, plan.startMinute, timeZone)
    if (at <= from) continue
    return plan.validTo === undefined || at <= plan.validTo ? at : undefined
  }
  return undefined
}
