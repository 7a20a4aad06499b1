import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { maxCuOf } from '../../control/scaling/scaling-policies.ts'
import type { Pool, ScalingPolicy } from '../../domain/elastic-resource-pool.ts'
import type { Queue } from '../../domain/queue.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ONE_POOL, POOLS_LIMIT, PoolPath } from './elastic-resource-pools.ts'
import { Acknowledgement, ENVELOPE, LIMIT_AND_OFFSET, PROJECT, success } from './envelope.ts'

const QUEUES_OF_POOL = `${ONE_POOL}/queues`
/** A policy for each hour, and the default one. */
const POLICIES_MAX = 25

const Policy = Type.Object({
  impact_start_time: Type.String(),
  impact_stop_time: Type.String(),
  priority: Type.Integer(),
  min_cu: Type.Integer(),
  max_cu: Type.Integer(),
  inherit_elastic_resource_pool_max_cu: Type.Boolean(),
})
const PolicyInput = Type.Object({
  impact_start_time: Type.String(),
  impact_stop_time: Type.String(),
  priority: Type.Optional(Type.Integer()),
  min_cu: Type.Integer({ minimum: 0 }),
  max_cu: Type.Optional(Type.Integer({ minimum: 0 })),
  inherit_elastic_resource_pool_max_cu: Type.Optional(Type.Boolean()),
})
const QueueOfPool = Type.Object({
  queue_name: Type.String(),
  enterprise_project_id: Type.String(),
  queue_type: Type.String(),
  queue_scaling_policies: Type.Array(Policy),
  owner: Type.String(),
  create_time: Type.Integer(),
  engine: Type.String(),
})

const clockText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

function hourIn(text: string, range: { readonly from: number; readonly to: number }): number {
  const hour = /^\d{1,2}:00$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  if (hour >= range.from && hour <= range.to) return hour
  throw new CausewayError('invalid-parameter', `${JSON.stringify(text.slice(0, 20))} is no time of a scaling policy`, {
    hint: 'Use whole hours: impact_start_time 00:00 to 23:00, impact_stop_time 01:00 to 24:00.',
  })
}

function policyOf(input: Static<typeof PolicyInput>): ScalingPolicy {
  const { max_cu: maxCu, inherit_elastic_resource_pool_max_cu: inheritsMax = false } = input
  if (maxCu === undefined && !inheritsMax) {
    throw new CausewayError('invalid-parameter', 'A scaling policy of the body lacks max_cu', {
      hint: 'Give it, or inherit_elastic_resource_pool_max_cu true.',
    })
  }
  const startHour = hourIn(input.impact_start_time, { from: 0, to: 23 })
  // Midnight ends a day as 24:00.
  const stopHour = hourIn(input.impact_stop_time, { from: 0, to: 24 }) || 24
  return { priority: input.priority ?? 1, startHour, stopHour, minCu: input.min_cu, maxCu: maxCu ?? 0, inheritsMax }
}

const policyFields = (policy: ScalingPolicy, pool: Pick<Pool, 'maxCu' | 'label'>): Static<typeof Policy> => ({
  impact_start_time: clockText(policy.startHour),
  impact_stop_time: clockText(policy.stopHour),
  priority: policy.priority,
  min_cu: policy.minCu,
  max_cu: maxCuOf(policy, pool),
  inherit_elastic_resource_pool_max_cu: policy.inheritsMax,
})

const queueFields = (queue: Queue, pool: Pick<Pool, 'maxCu' | 'label'>): Static<typeof QueueOfPool> => ({
  queue_name: queue.name,
  enterprise_project_id: queue.enterpriseProjectId,
  queue_type: queue.type,
  queue_scaling_policies: queue.policies.map((policy) => policyFields(policy, pool)),
  owner: queue.owner,
  create_time: queue.createdAt,
  engine: queue.engine,
})

const list = projectOperation({
  name: 'dli.elastic-resource-pools.list-queues',
  protocol: 'dli',
  method: 'GET',
  path: QUEUES_OF_POOL,
  permission: 'dli:elasticresourcepool:list',
  summary: 'Lists the queues of an elastic resource pool with their scaling policies',
  status: 200,
  schemas: {
    params: PoolPath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
      queue_name: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), queues: Type.Array(QueueOfPool) }),
  },
  handle: async ({ control, caller, params, query }) => {
    const page = { limit: query.limit ?? POOLS_LIMIT, offset: query.offset ?? 0, namePart: query.queue_name ?? '' }
    const { pool, queues } = await control.pools.queues(caller, params.elastic_resource_pool_name, page)
    return { body: { ...success(), count: queues.total, queues: queues.items.map((queue) => queueFields(queue, pool)) } }
  },
})

const add = projectOperation({
  name: 'dli.elastic-resource-pools.add-queue',
  protocol: 'dli',
  method: 'POST',
  path: QUEUES_OF_POOL,
  permission: 'dli:elasticresourcepool:resourceManagement',
  summary: 'Moves a dedicated queue into an elastic resource pool',
  status: 200,
  schemas: { params: PoolPath, query: NONE, body: Type.Object({ queue_name: Type.String({ minLength: 1 }) }), response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    await control.pools.addQueue(caller, params.elastic_resource_pool_name, body.queue_name)
    return { body: success() }
  },
})

const setPolicies = projectOperation({
  name: 'dli.elastic-resource-pools.set-policies',
  protocol: 'dli',
  method: 'PUT',
  path: `${QUEUES_OF_POOL}/{queue_name}`,
  permission: 'dli:elasticresourcepool:resourceManagement',
  summary: 'Replaces the scaling policies of a queue in an elastic resource pool',
  status: 200,
  schemas: {
    params: Type.Object({
      ...PROJECT,
      elastic_resource_pool_name: Type.String({ minLength: 1 }),
      queue_name: Type.String({ minLength: 1 }),
    }),
    query: NONE,
    body: Type.Object({ queue_scaling_policies: Type.Array(PolicyInput, { maxItems: POLICIES_MAX }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    const policies = body.queue_scaling_policies.map(policyOf)
    await control.pools.setPolicies(caller, params.elastic_resource_pool_name, params.queue_name, policies)
    return { body: success() }
  },
})

export const poolQueueOperations: readonly Operation[] = [list, add, setPolicies]
