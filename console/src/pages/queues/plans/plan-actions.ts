import type { Action } from '../../../components/actions/action.ts'
import { choicesOf, type FieldSpec, type FormValues, filled } from '../../../components/actions/form-values.ts'

/** When a queue is to have how many CUs. */
export interface Plan {
  readonly id: number
  readonly name: string
  readonly cus: number
  readonly hour: number
  readonly minute: number
  readonly days: readonly string[]
  readonly begin: number | undefined
  readonly end: number | undefined
  readonly isActive: boolean
}

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
const STALE = ['queues', 'plans']

export const plansPath = (queue: string): string => `/v1/{project_id}/queues/${encodeURIComponent(queue)}/plans`
const one = (queue: string, { id }: Plan): string => `${plansPath(queue)}/${id}`

export const hourText = ({ hour, minute }: Pick<Plan, 'hour' | 'minute'>): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

/** As a field for a date has it. */
function dayText(time: number | undefined): string {
  if (time === undefined) return ''
  const date = new Date(time)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

const fieldsOf = (plan: Plan | undefined): readonly FieldSpec[] => [
  { kind: 'text', name: 'name', label: 'Name', isRequired: true, initial: plan?.name ?? '' },
  { kind: 'number', name: 'cus', label: 'CUs from then on', isRequired: true, initial: String(plan?.cus ?? 64) },
  {
    kind: 'text',
    name: 'time',
    label: 'Time',
    description: 'As 08:30, in the zone of the server’s machine',
    isRequired: true,
    initial: plan === undefined ? '08:00' : hourText(plan),
  },
  { kind: 'choices', name: 'days', label: 'Days', options: choicesOf(DAYS), initial: plan?.days ?? [] },
  { kind: 'date', name: 'begin', label: 'Not before', initial: dayText(plan?.begin) },
  { kind: 'date', name: 'end', label: 'Not after', initial: dayText(plan?.end) },
  { kind: 'flag', name: 'active', label: 'In force', initial: plan?.isActive ?? true },
]

const TIME = /^(\d{1,2}):(\d{2})$/

const wrong = (values: FormValues): string | undefined => (TIME.test(values.text('time').trim()) ? undefined : 'Write the time as 08:30')

function bodyOf(values: FormValues): Readonly<Record<string, unknown>> {
  const [, hour, minute] = TIME.exec(values.text('time').trim()) ?? []
  return filled({
    plan_name: values.text('name'),
    target_cu: values.number('cus'),
    start_hour: Number(hour ?? 0),
    start_minute: Number(minute ?? 0),
    repeat_day: values.chosen('days'),
    valid_date_begin: values.date('begin'),
    valid_date_end: values.date('end'),
    activate: values.flag('active'),
  })
}

export const createPlan = (queue: string): Action => ({
  label: 'Add a plan',
  intro: `At this time ${queue} is scaled, on each of these days; on the next one alone where none is chosen.`,
  fields: fieldsOf(undefined),
  wrong,
  request: (values) => ({ method: 'POST', path: plansPath(queue), body: bodyOf(values) }),
  stale: STALE,
})

export const changePlan = (queue: string, plan: Plan): Action => ({
  label: 'Change',
  fields: fieldsOf(plan),
  wrong,
  request: (values) => ({ method: 'PUT', path: one(queue, plan), body: bodyOf(values) }),
  stale: STALE,
})

export const deletePlan = (queue: string, plan: Plan): Action => ({
  label: 'Delete',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(queue, plan) }),
  stale: STALE,
})
