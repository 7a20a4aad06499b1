import type { Fields } from '../../api/fields.ts'

export interface Queue {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly owner: string
  readonly cus: number
  readonly usedCus: number
  readonly pool: string
  readonly cidr: string
  readonly createdAt: number
  readonly isRestarting: boolean
}

export const readQueue = (queue: Fields): Queue => ({
  name: queue.text('queue_name'),
  type: queue.text('queue_type'),
  description: queue.optionalText('description') ?? '',
  owner: queue.text('owner'),
  cus: queue.number('cu_count'),
  usedCus: queue.optionalNumber('used_cu') ?? 0,
  pool: queue.optionalText('elastic_resource_pool_name') ?? '',
  cidr: queue.optionalText('cidr_in_vpc') ?? '',
  createdAt: queue.number('create_time'),
  isRestarting: queue.optionalFlag('is_restarting') ?? false,
})

export interface Pool {
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly minCus: number
  readonly maxCus: number
  readonly usedCus: number
  readonly queues: readonly string[]
  readonly createdAt: number
}

export const readPool = (pool: Fields): Pool => ({
  name: pool.text('elastic_resource_pool_name'),
  description: pool.optionalText('description') ?? '',
  owner: pool.text('owner'),
  minCus: pool.number('min_cu'),
  maxCus: pool.number('max_cu'),
  usedCus: pool.number('current_cu'),
  queues: pool.texts('queues'),
  createdAt: pool.number('create_time'),
})
