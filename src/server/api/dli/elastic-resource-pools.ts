import { type Static, Type } from 'typebox'
import type { PoolWithQueues } from '../../control/pools/pools.ts'
import { PoolName, ShortText } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import {
  Acknowledgement,
  ENVELOPE,
  filled,
  LIMIT_AND_OFFSET,
  PROJECT,
  ProjectPath,
  success,
  TagInputs,
  tagsOf,
  wantedStatus,
  wantedTags,
} from './envelope.ts'

const COLLECTION = '/v3/{project_id}/elastic-resource-pools'
export const ONE_POOL = `${COLLECTION}/{elastic_resource_pool_name}`
export const PoolPath = Type.Object({ ...PROJECT, elastic_resource_pool_name: Type.String({ minLength: 1 }) })
export const POOLS_LIMIT = 100
/** The vendor's. */
/** Shown of a pool for which none was chosen. */
const CIDR = '172.16.0.0/12'
const STATES = ['AVAILABLE', 'SCALING', 'CREATING', 'FAILED']
const LABELS_MAX = 100

const Pool = Type.Object({
  id: Type.Integer(),
  elastic_resource_pool_name: Type.String(),
  description: Type.String(),
  owner: Type.String(),
  max_cu: Type.Integer(),
  min_cu: Type.Integer(),
  actual_cu: Type.Integer(),
  current_cu: Type.Integer(),
  prepay_cu: Type.Integer(),
  cidr_in_vpc: Type.String(),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
  status: Type.String(),
  resource_id: Type.String(),
  fail_reason: Type.String(),
  enterprise_project_id: Type.String(),
  charging_mode: Type.Integer(),
  queues: Type.Array(Type.String()),
  manager: Type.String(),
  label: Type.Record(Type.String(), Type.String()),
  ipv6_enable: Type.Boolean(),
})

/** Always AVAILABLE: a pool is there at once, and scales at once. */
function poolFields(pool: PoolWithQueues): Static<typeof Pool> {
  return {
    id: pool.number,
    elastic_resource_pool_name: pool.name,
    description: pool.description,
    owner: pool.owner,
    max_cu: pool.maxCu,
    min_cu: pool.minCu,
    actual_cu: pool.actualCu,
    current_cu: pool.currentCu,
    prepay_cu: 0,
    cidr_in_vpc: filled(pool.cidr, CIDR),
    create_time: pool.createdAt,
    update_time: pool.updatedAt,
    status: 'AVAILABLE',
    resource_id: pool.id,
    fail_reason: '',
    enterprise_project_id: pool.enterpriseProjectId,
    charging_mode: pool.chargingMode,
    queues: [...pool.queues],
    manager: 'common',
    label: { ...pool.label },
    ipv6_enable: pool.ipv6,
  }
}

const create = projectOperation({
  name: 'dli.elastic-resource-pools.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:elasticresourcepool:create',
  summary: 'Creates an elastic resource pool, which lends its CUs to the queues in it',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      elastic_resource_pool_name: PoolName,
      description: Type.Optional(ShortText),
      cidr_in_vpc: Type.Optional(Type.String()),
      max_cu: Type.Integer({ minimum: 1 }),
      min_cu: Type.Integer({ minimum: 1 }),
      charging_mode: Type.Optional(Type.Integer()),
      enterprise_project_id: Type.Optional(ShortText),
      tags: Type.Optional(TagInputs),
      label: Type.Optional(Type.Record(Type.String(), Type.String(), { maxProperties: LABELS_MAX })),
      ipv6_enable: Type.Optional(Type.Boolean()),
    }),
    response: Type.Object({ ...ENVELOPE, elastic_resource_pool_name: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const pool = await control.pools.create(caller, {
      name: body.elastic_resource_pool_name,
      description: body.description ?? '',
      cidr: body.cidr_in_vpc ?? '',
      minCu: body.min_cu,
      maxCu: body.max_cu,
      chargingMode: body.charging_mode ?? 1,
      enterpriseProjectId: filled(body.enterprise_project_id, '0'),
      label: body.label ?? {},
      ipv6: body.ipv6_enable ?? false,
      tags: tagsOf(body.tags),
    })
    return { body: { ...success(), elastic_resource_pool_name: pool.name } }
  },
})

/** `name` is a part of the name; `count` is the number of all that match, not of the page. */
const list = projectOperation({
  name: 'dli.elastic-resource-pools.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:elasticresourcepool:list',
  summary: 'Lists elastic resource pools',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
      name: Type.Optional(Type.String()),
      status: Type.Optional(Type.String()),
      tags: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), elastic_resource_pools: Type.Array(Pool) }),
  },
  handle: async ({ control, caller, query }) => {
    const status = wantedStatus(query.status, STATES, 'Leave it out for all.')
    const page = { limit: query.limit ?? POOLS_LIMIT, offset: query.offset ?? 0 }
    const found =
      status === '' || status === 'AVAILABLE'
        ? await control.pools.list(caller, { ...page, namePart: (query.name ?? '').toLowerCase(), tags: wantedTags(query.tags) })
        : { total: 0, items: [] }
    return { body: { ...success(), count: found.total, elastic_resource_pools: found.items.map(poolFields) } }
  },
})

const update = projectOperation({
  name: 'dli.elastic-resource-pools.update',
  protocol: 'dli',
  method: 'PUT',
  path: ONE_POOL,
  permission: 'dli:elasticresourcepool:update',
  summary: 'Changes the description and the size of an elastic resource pool, at once',
  status: 200,
  schemas: {
    params: PoolPath,
    query: NONE,
    body: Type.Object({
      description: Type.Optional(Type.String()),
      max_cu: Type.Optional(Type.Integer({ minimum: 1 })),
      min_cu: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    const { description, max_cu: maxCu, min_cu: minCu } = body
    await control.pools.update(caller, params.elastic_resource_pool_name, {
      ...(description === undefined ? {} : { description }),
      ...(maxCu === undefined ? {} : { maxCu }),
      ...(minCu === undefined ? {} : { minCu }),
    })
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.elastic-resource-pools.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE_POOL,
  permission: 'dli:elasticresourcepool:drop',
  summary: 'Deletes an elastic resource pool that has no queues',
  status: 200,
  schemas: { params: PoolPath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.pools.delete(caller, params.elastic_resource_pool_name)
    return { body: success() }
  },
})

export const elasticResourcePoolOperations: readonly Operation[] = [create, list, update, remove]
