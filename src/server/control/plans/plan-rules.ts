import { CausewayError } from '../../../base/errors.ts'
import type { NewQueuePlan, QueuePlan } from '../../domain/queue-plan.ts'
import { planName } from '../shared/names.ts'
import { nextRun } from './plan-time.ts'

/** The vendor's. */
const PLANS_MAX = 12
const CU_STEP = 16
const CU_MIN = 64
const CU_MAX = 512
const APART_MS = 2 * 3_600_000

function invalid(message: string, hint: string): never {
  throw new CausewayError('invalid-parameter', message, { hint })
}

/** The vendor's words for a plan that has no time. */
export const noTime = (name: string): CausewayError =>
  new CausewayError(
    'unschedulable',
    `Queue plans create failed. The plan ${name} can not generate a scale plan, please check all time settings for the plan.`,
    { hint: 'Give it a time that comes within its validity.' },
  )

export function checkPlan(plan: NewQueuePlan): NewQueuePlan {
  const { targetCu, startHour, startMinute, validFrom, validTo } = plan
  if (targetCu % CU_STEP !== 0 || targetCu < CU_MIN || targetCu > CU_MAX) {
    invalid(`A plan cannot give a queue ${targetCu} CUs`, `Use a multiple of ${CU_STEP} from ${CU_MIN} to ${CU_MAX}.`)
  }
  if (startHour < 0 || startHour > 23 || startMinute < 0 || startMinute > 59) {
    invalid(`${startHour}:${startMinute} is no time of a plan`, 'Use a start_hour of 0 to 23 and a start_minute of 0 to 59.')
  }
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
    invalid('The validity of the plan ends before it begins', 'Use a valid_date_begin before the valid_date_end.')
  }
  return { ...plan, name: planName(plan.name), repeatDays: [...new Set(plan.repeatDays)] }
}

/** The times of a plan in the eight days from its first on: what comes again every week meets all that another plan has. */
function timesOf(plan: NewQueuePlan, after: number, timeZone: string): readonly number[] {
  const times: number[] = []
  for (let at = nextRun(plan, after, timeZone); at !== undefined && times.length < 9; at = nextRun(plan, at, timeZone)) {
    times.push(at)
    if (plan.repeatDays.length === 0) break
  }
  return times
}

/** At most 12 of a queue, with names of their own, and two hours between any two that are active. */
export function checkBeside(plan: NewQueuePlan, others: readonly QueuePlan[], now: number, timeZone: string): void {
  if (others.length >= PLANS_MAX) {
    throw new CausewayError('limit-exceeded', `The queue has ${PLANS_MAX} plans, and more are not allowed`, {
      hint: 'Delete one that is not needed.',
    })
  }
  if (others.some(({ name }) => name === plan.name)) {
    throw new CausewayError('already-exists', `The queue has a plan ${plan.name} already`, { hint: 'Choose another name.' })
  }
  if (!plan.active) return
  for (const other of others) {
    if (!other.active) continue
    // From where both are valid on.
    const from = Math.max(now, plan.validFrom ?? 0, other.validFrom ?? 0) - APART_MS
    const times = timesOf(plan, Math.max(now, from), timeZone)
    const near = timesOf(other, Math.max(now, from), timeZone).some((at) => times.some((own) => Math.abs(own - at) < APART_MS))
    if (near)
      invalid(`The plan ${plan.name} comes within two hours of the plan ${other.name}`, 'Leave two hours between the plans of a queue.')
  }
}
