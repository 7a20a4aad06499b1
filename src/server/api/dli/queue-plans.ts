import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { type NewQueuePlan, type QueuePlan, WEEKDAYS, type Weekday } from '../../domain/queue-plan.ts'
import { CommonName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, PROJECT, success } from './envelope.ts'

const PLANS = '/v1/{project_id}/queues/{queue_name}/plans'
const EPOCH_MS_MAX = 8_640_000_000_000_000
/** More than a queue can have. */
const IDS_MAX = 100
const QUEUES_MAX = 20
const QueuePath = Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) })
const PlanPath = Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }), plan_id: Type.Integer({ minimum: 0 }) })
const Epoch = Type.Optional(Type.Integer({ minimum: 0, maximum: EPOCH_MS_MAX }))

const PlanBody = Type.Object({
  plan_name: CommonName,
  target_cu: Type.Integer({ minimum: 1 }),
  start_hour: Type.Integer({ minimum: 0, maximum: 23 }),
  start_minute: Type.Integer({ minimum: 0, maximum: 59 }),
  repeat_day: Type.Optional(Type.Array(Type.String(), { maxItems: 7 })),
  valid_date_begin: Epoch,
  valid_date_end: Epoch,
  activate: Type.Optional(Type.Boolean()),
})
const Plan = Type.Object({
  id: Type.Integer(),
  plan_name: Type.String(),
  target_cu: Type.Integer(),
  start_hour: Type.Integer(),
  start_minute: Type.Integer(),
  repeat_day: Type.Array(Type.Enum([...WEEKDAYS])),
  valid_date_begin: Epoch,
  valid_date_end: Epoch,
  activate: Type.Boolean(),
  last_execute_time: Epoch,
})

/** The vendor's own example writes one in small letters. */
function weekdayOf(text: string): Weekday {
  const day = WEEKDAYS.find((each) => each === text.trim().toUpperCase())
  if (day !== undefined) return day
  throw new CausewayError('invalid-parameter', `${JSON.stringify(text.slice(0, 20))} is no weekday`, {
    hint: `Use ${WEEKDAYS.join(', ')}.`,
  })
}

const planOf = (body: Static<typeof PlanBody>): NewQueuePlan => ({
  name: body.plan_name,
  targetCu: body.target_cu,
  startHour: body.start_hour,
  startMinute: body.start_minute,
  repeatDays: (body.repeat_day ?? []).map(weekdayOf),
  validFrom: body.valid_date_begin,
  validTo: body.valid_date_end,
  active: body.activate ?? true,
})

const planFields = (plan: QueuePlan): Static<typeof Plan> => ({
  id: plan.number,
  plan_name: plan.name,
  target_cu: plan.targetCu,
  start_hour: plan.startHour,
  start_minute: plan.startMinute,
  repeat_day: [...plan.repeatDays],
  ...(plan.validFrom === undefined ? {} : { valid_date_begin: plan.validFrom }),
  ...(plan.validTo === undefined ? {} : { valid_date_end: plan.validTo }),
  activate: plan.active,
  ...(plan.lastRunAt === undefined ? {} : { last_execute_time: plan.lastRunAt }),
})

/** The path may name several queues. */
function queuesOf(names: string): readonly string[] {
  const queues = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (queues.length > 0 && queues.length <= QUEUES_MAX) return queues
  throw new CausewayError('invalid-parameter', 'The path names no queue, or too many', {
    hint: `Name 1 to ${QUEUES_MAX}, with commas between them.`,
  })
}

const create = projectOperation({
  name: 'dli.queue-plans.create',
  protocol: 'dli',
  method: 'POST',
  path: PLANS,
  permission: 'dli:queue:scaleQueue',
  summary: 'Plans that a queue gets other CUs at a time; the path may name several queues, with commas between them',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: PlanBody, response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    await control.queuePlans.create(caller, queuesOf(params.queue_name), planOf(body))
    return { body: success() }
  },
})

const list = projectOperation({
  name: 'dli.queue-plans.list',
  protocol: 'dli',
  method: 'GET',
  path: PLANS,
  permission: 'dli:queue:displayQueues',
  summary: 'Lists the plans of a queue; the path may name several queues, with commas between them',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: NONE, response: Type.Object({ ...ENVELOPE, plans: Type.Array(Plan) }) },
  handle: async ({ control, caller, params }) => {
    const plans: QueuePlan[] = []
    for (const name of queuesOf(params.queue_name)) plans.push(...(await control.queuePlans.list(caller, name)))
    return { body: { ...success(), plans: plans.map(planFields) } }
  },
})

const update = projectOperation({
  name: 'dli.queue-plans.update',
  protocol: 'dli',
  method: 'PUT',
  path: `${PLANS}/{plan_id}`,
  permission: 'dli:queue:scaleQueue',
  summary: 'Replaces a plan of a queue',
  status: 200,
  schemas: {
    params: PlanPath,
    query: NONE,
    body: PlanBody,
    response: Type.Object({ ...ENVELOPE, queue_name: Type.String(), plan_id: Type.Integer() }),
  },
  handle: async ({ control, caller, params, body }) => {
    const { queueName } = await control.queuePlans.update(caller, params.queue_name, params.plan_id, planOf(body))
    return { body: { ...success(), queue_name: queueName, plan_id: params.plan_id } }
  },
})

const remove = projectOperation({
  name: 'dli.queue-plans.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${PLANS}/{plan_id}`,
  permission: 'dli:queue:scaleQueue',
  summary: 'Deletes a plan of a queue',
  status: 200,
  schemas: { params: PlanPath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.queuePlans.delete(caller, params.queue_name, [params.plan_id])
    return { body: success() }
  },
})

const removeSeveral = projectOperation({
  name: 'dli.queue-plans.batch-delete',
  protocol: 'dli',
  method: 'POST',
  path: `${PLANS}/batch-delete`,
  permission: 'dli:queue:scaleQueue',
  summary: 'Deletes several plans of a queue, all or none',
  status: 200,
  schemas: {
    params: QueuePath,
    query: NONE,
    body: Type.Object({ plan_ids: Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, maxItems: IDS_MAX }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    await control.queuePlans.delete(caller, params.queue_name, body.plan_ids)
    return { body: success() }
  },
})

export const queuePlanOperations: readonly Operation[] = [create, list, update, remove, removeSeveral]
