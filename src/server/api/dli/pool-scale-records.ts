import { Type } from 'typebox'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ONE_POOL, POOLS_LIMIT, PoolPath } from './elastic-resource-pools.ts'

const ScaleRecordItem = Type.Object({
  max_cu: Type.Integer(),
  min_cu: Type.Integer(),
  current_cu: Type.Integer(),
  origin_cu: Type.Integer(),
  target_cu: Type.Integer(),
  record_time: Type.Integer(),
  status: Type.Enum(['success', 'fail']),
  fail_reason: Type.String(),
})

/** The vendor's answer has no envelope here. */
const list = projectOperation({
  name: 'dli.elastic-resource-pools.scale-records',
  protocol: 'dli',
  method: 'GET',
  path: `${ONE_POOL}/scale-records`,
  permission: 'dli:elasticresourcepool:list',
  summary: 'Lists how an elastic resource pool has grown and shrunk, newest first',
  status: 200,
  schemas: {
    params: PoolPath,
    query: Type.Object({
      start_time: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
      end_time: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
      status: Type.Optional(Type.Enum(['success', 'fail'])),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    }),
    body: NONE,
    response: Type.Object({ count: Type.Integer(), items: Type.Array(ScaleRecordItem) }),
  },
  handle: async ({ control, caller, params, query }) => {
    const { start_time: from, end_time: to, status } = query
    const { total, items } = await control.pools.scaleRecords(caller, params.elastic_resource_pool_name, {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(status === undefined ? {} : { came: status === 'success' ? ('about' as const) : ('to nothing' as const) }),
      limit: query.limit ?? POOLS_LIMIT,
      offset: query.offset ?? 0,
    })
    return {
      body: {
        count: total,
        items: items.map(({ at, originCu, targetCu, minCu, maxCu, failure }) => ({
          max_cu: maxCu,
          min_cu: minCu,
          current_cu: failure === '' ? targetCu : originCu,
          origin_cu: originCu,
          target_cu: targetCu,
          record_time: at,
          status: failure === '' ? ('success' as const) : ('fail' as const),
          fail_reason: failure,
        })),
      },
    }
  },
})

export const poolScaleRecordOperations: readonly Operation[] = [list]
