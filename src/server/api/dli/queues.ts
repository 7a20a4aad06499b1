import { type Static, Type } from 'typebox'
import { SPARK_VERSION } from '../../../base/spark-version.ts'
import type { Control } from '../../control/control.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import type { Queue } from '../../domain/queue.ts'
import { CommonName, ShortText, told } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, filled, ProjectPath, pageOf, QueuePath, success, TagInputs, tagsOf, wantedTags } from './envelope.ts'
import { Properties, propertiesOf } from './queue-properties.ts'

/** The fields that list and detail write in the same way. */
const COMMON = {
  queue_id: Type.Integer(),
  queue_name: Type.String(),
  queue_type: Type.String(),
  description: Type.String(),
  owner: Type.String(),
  create_time: Type.Integer(),
  engine: Type.String(),
  cu_count: Type.Integer(),
  cu_spec: Type.Integer(),
  cu_scale_out_limit: Type.Integer(),
  cu_scale_in_limit: Type.Integer(),
  charging_mode: Type.Integer(),
  resource_id: Type.String(),
  resource_mode: Type.Integer(),
  enterprise_project_id: Type.String(),
  platform: Type.String(),
  feature: Type.Optional(Type.String()),
  is_restarting: Type.Boolean(),
  labels: Type.String(),
  elastic_resource_pool_name: Type.String(),
  cidr_in_vpc: Type.String(),
  default_spark_version: Type.String(),
  support_spark_versions: Type.Array(Type.String()),
}
const ListedQueue = Type.Object({ ...COMMON, used_cu: Type.Number(), queue_resource_type: Type.String() })
const QueueDetail = Type.Object({
  ...ENVELOPE,
  ...COMMON,
  resource_type: Type.String(),
  queueName: Type.String(),
  queueType: Type.String(),
  cuCount: Type.Integer(),
  chargingMode: Type.Integer(),
})

/** The vendor's default, shown of a queue for which none was chosen. */
const CIDR = '10.0.0.0/8'

/** Workers are processes of the server's own machine. */
const RESOURCE_TYPE = 'vm'
const Common = Type.Object(COMMON)

function queueFields(queue: Queue, control: Control): Static<typeof Common> {
  const limits = control.queueActions.scaleLimits(queue)
  return {
    queue_id: queue.number,
    queue_name: queue.name,
    queue_type: queue.type,
    description: queue.description,
    owner: queue.owner,
    create_time: queue.createdAt,
    engine: queue.engine,
    cu_count: queue.cuCount,
    cu_spec: queue.cuCount,
    cu_scale_out_limit: limits.max,
    cu_scale_in_limit: limits.min,
    charging_mode: queue.chargingMode,
    resource_id: queue.id,
    resource_mode: queue.resourceMode,
    enterprise_project_id: queue.enterpriseProjectId,
    platform: queue.platform,
    // Terraform makes the queue anew at each apply when an answer names one that was not asked for.
    ...(queue.feature === '' ? {} : { feature: queue.feature }),
    is_restarting: control.queueActions.isRestarting(queue.id),
    labels: queue.labels.join(','),
    elastic_resource_pool_name: queue.poolName,
    cidr_in_vpc: filled(queue.cidr, CIDR),
    default_spark_version: SPARK_VERSION,
    support_spark_versions: [SPARK_VERSION],
  }
}

const ORDERS = {
  queue_name_asc: { by: 'name', direction: 'asc' },
  queue_name_desc: { by: 'name', direction: 'desc' },
  cu_asc: { by: 'cuCount', direction: 'asc' },
  cu_desc: { by: 'cuCount', direction: 'desc' },
} as const

const create = projectOperation({
  name: 'dli.queues.create',
  protocol: 'dli',
  method: 'POST',
  path: '/v1.0/{project_id}/queues',
  permission: 'dli:queue:createQueue',
  summary: 'Creates a queue',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      queue_name: CommonName,
      queue_type: Type.Optional(Type.Enum(['sql', 'general'])),
      description: Type.Optional(ShortText),
      cu_count: Type.Integer({ minimum: 1 }),
      charging_mode: Type.Optional(Type.Integer()),
      enterprise_project_id: Type.Optional(ShortText),
      platform: Type.Optional(Type.String()),
      resource_mode: Type.Optional(Type.Enum([0, 1])),
      labels: Type.Optional(Type.Array(ShortText, { maxItems: 100, ...told({ maxItems: LIMITS.labels }) })),
      feature: Type.Optional(Type.String()),
      tags: Type.Optional(TagInputs),
      engine: Type.Optional(Type.String()),
      elastic_resource_pool_name: Type.Optional(Type.String()),
      cidr_in_vpc: Type.Optional(Type.String()),
      properties: Type.Optional(Properties),
    }),
    response: Type.Object({ ...ENVELOPE, queue_name: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const input = {
      name: body.queue_name,
      type: body.queue_type ?? 'sql',
      description: body.description ?? '',
      cuCount: body.cu_count,
      resourceMode: body.resource_mode ?? 0,
      platform: filled(body.platform, 'x86_64'),
      feature: body.feature ?? '',
      engine: filled(body.engine, 'spark'),
      chargingMode: body.charging_mode ?? 1,
      enterpriseProjectId: filled(body.enterprise_project_id, '0'),
      labels: body.labels ?? [],
      tags: tagsOf(body.tags),
      poolName: body.elastic_resource_pool_name ?? '',
      cidr: body.cidr_in_vpc ?? '',
    }
    const queue = await control.queues.create(caller, input, propertiesOf(body.properties ?? {}))
    return { body: { ...success(), queue_name: queue.name } }
  },
})

const setCidr = projectOperation({
  name: 'dli.queues.set-cidr',
  protocol: 'dli',
  method: 'PUT',
  path: '/v1.0/{project_id}/queues/{queue_name}',
  permission: 'dli:queue:scaleQueue',
  summary: 'Changes the CIDR of a queue that has no jobs, and is bound to no connection',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: Type.Object({ cidr_in_vpc: Type.String({ minLength: 1 }) }), response: Acknowledgement },
  handle: async ({ control, caller, params, body }) => {
    await control.queues.setCidr(caller, params.queue_name, body.cidr_in_vpc)
    return { body: success() }
  },
})

/** Without queue_type only SQL queues are listed, as the vendor documents; Terraform always sends the type of the queue it looks for. */
const list = projectOperation({
  name: 'dli.queues.list',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/queues',
  permission: 'dli:queue:displayQueues',
  summary: 'Lists queues, SQL ones unless queue_type says otherwise',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      queue_type: Type.Optional(Type.Enum(['sql', 'general', 'all'])),
      tags: Type.Optional(Type.String()),
      page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
      current_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
      order: Type.Optional(Type.Enum(['queue_name_asc', 'queue_name_desc', 'cu_asc', 'cu_desc'])),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, queues: Type.Array(ListedQueue) }),
  },
  handle: async ({ control, caller, query }) => {
    const type = query.queue_type ?? 'sql'
    const { items } = await control.queues.list(caller, {
      ...(type === 'all' ? {} : { type }),
      tags: wantedTags(query.tags),
      order: ORDERS[query.order ?? 'queue_name_asc'],
      ...pageOf(query.current_page ?? 1, query.page_size),
    })
    const queues = items.map((queue) => ({
      ...queueFields(queue, control),
      used_cu: control.queueActions.usedCu(queue.id),
      queue_resource_type: RESOURCE_TYPE,
    }))
    return { body: { ...success(), queues } }
  },
})

/** Four keys in camel case as the vendor's SDKs read them, and the same four in snake case as its older documents show them. */
const get = projectOperation({
  name: 'dli.queues.get',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/queues/{queue_name}',
  permission: 'dli:queue:displayQueues',
  summary: 'Describes a queue',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: NONE, response: QueueDetail },
  handle: async ({ control, caller, params }) => {
    const queue = await control.queues.get(caller, params.queue_name)
    return {
      body: {
        ...success(),
        ...queueFields(queue, control),
        resource_type: RESOURCE_TYPE,
        queueName: queue.name,
        queueType: queue.type,
        cuCount: queue.cuCount,
        chargingMode: queue.chargingMode,
      },
    }
  },
})

const remove = projectOperation({
  name: 'dli.queues.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: '/v1.0/{project_id}/queues/{queue_name}',
  permission: 'dli:queue:dropQueue',
  summary: 'Deletes a queue that has no job waiting or running',
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.queues.delete(caller, params.queue_name)
    return { body: success() }
  },
})

export const queueOperations: readonly Operation[] = [create, list, get, setCidr, remove]
