import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { NewPool, Pool, ScaleRecord, ScalingPolicy } from '../../domain/elastic-resource-pool.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Queue, QueueRecord } from '../../domain/queue.ts'
import { listBindings } from '../../store/network/bindings.ts'
import {
  countPools,
  deletePool,
  findPoolByName,
  insertPool,
  type PoolSelection,
  pageOfPools,
  pageOfScaleRecords,
  updatePool,
} from '../../store/queues/pools.ts'
import { listQueuesOfPool, listQueuesOfPools, type QueueOfPool, updateQueuePool } from '../../store/queues/queues.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import { bindingEvent, type EventSink } from '../events/events.ts'
import { queueRefused, requireQueue } from '../queues/require-queue.ts'
import { actualCuOf } from '../scaling/lend.ts'
import type { PoolScaler } from '../scaling/pool-scaler.ts'
import { requirePool } from '../scaling/require-pool.ts'
import { checkMinimums, checkPolicies, firstPolicies, maxCuOf, policyAt } from '../scaling/scaling-policies.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { hourOfDay } from '../shared/local-time.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { checkLimits, checkNewPool } from './new-pool.ts'
import { type ScaleRange, scaleRange } from './scale-range.ts'

/** A pool with what its queues make of it. */
export interface PoolWithQueues extends Pool {
  readonly queues: readonly string[]
  /** What it could lend at all. */
  readonly actualCu: number
}

export interface Pools {
  create(caller: Caller, input: NewPool): Promise<Pool>
  /** Oldest first. */
  list(caller: Caller, selection?: PoolSelection): Promise<Page<PoolWithQueues>>
  update(caller: Caller, name: string, change: Partial<Pick<Pool, 'description' | 'minCu' | 'maxCu'>>): Promise<void>
  /** 'in-use' while it has queues. */
  delete(caller: Caller, name: string): Promise<void>
  /** Oldest first. @param namePart in letters of either case */
  queues(
    caller: Caller,
    name: string,
    page: PageRequest & { readonly namePart?: string },
  ): Promise<{ readonly pool: Pool; readonly queues: Page<Queue> }>
  /** From then on the queue has what the pool lends it; it stays in the pool for its life. */
  addQueue(caller: Caller, name: string, queueName: string): Promise<void>
  /** In place of all that it has. */
  setPolicies(caller: Caller, name: string, queueName: string, policies: readonly ScalingPolicy[]): Promise<void>
  /** Newest first. */
  scaleRecords(caller: Caller, name: string, range: ScaleRange): Promise<Page<ScaleRecord>>
}

export interface PoolsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly timeZone: string
  readonly quotas: Quotas
  readonly scaler: PoolScaler
  readonly views: Pick<NetworkViews, 'forget'>
  readonly events: EventSink
}

function requireMovable(queue: QueueRecord, pool: Pool): void {
  if (queue.state !== 'available') throw queueRefused(queue.name, 'not-ready')
  const why =
    queue.poolId !== undefined
      ? `is in the elastic resource pool ${queue.poolName} already`
      : queue.preset || queue.resourceMode !== 1
        ? `is ${queue.preset ? 'preset' : 'shared'} and cannot be moved into a pool`
        : queue.enterpriseProjectId !== pool.enterpriseProjectId
          ? `is of another enterprise project than the pool ${pool.name}`
          : undefined
  if (why === undefined) return
  throw new CausewayError('not-supported', `The queue ${queue.name} ${why}`, {
    hint: 'Move a dedicated queue (resource_mode 1) of the same enterprise project that is in no pool.',
  })
}

export function createPools({ store, clock, timeZone, quotas, scaler, views, events }: PoolsDeps): Pools {
  function withQueues(pool: Pool, queues: readonly QueueOfPool[]): PoolWithQueues {
    const hour = hourOfDay(clock(), timeZone)
    const maximums = queues.flatMap(({ policies }) => policyAt(policies, hour) ?? []).map((policy) => maxCuOf(policy, pool))
    return { ...pool, queues: queues.map(({ name }) => name), actualCu: actualCuOf(pool, maximums) }
  }

  return {
    async create(caller, input) {
      const checked = checkNewPool(input)
      const { projectId } = caller
      const now = clock()
      const pool = await store.transaction(async (tx) => {
        if ((await findPoolByName(tx, projectId, checked.name)) !== undefined) {
          throw new CausewayError('already-exists', `The elastic resource pool ${checked.name} already exists`, {
            hint: 'Choose another name.',
          })
        }
        if ((await countPools(tx, projectId)) >= quotas.pools) throw quotaReached('pools', quotas)
        const number = await nextNumber(tx, projectId, 'pool')
        const made = {
          ...checked,
          id: newUuid(),
          number,
          projectId,
          ...ownedBy(caller),
          createdAt: now,
          updatedAt: now,
          currentCu: checked.minCu,
        }
        await insertPool(tx, made)
        return made
      })
      await scaler.settle(pool.id)
      return pool
    },

    async list(caller, selection = {}) {
      return await store.transaction(async (tx) => {
        const { total, items } = await pageOfPools(tx, caller.projectId, selection)
        const queues = await listQueuesOfPools(
          tx,
          items.map(({ id }) => id),
        )
        return { total, items: items.map((pool) => withQueues(pool, queues.get(pool.id) ?? [])) }
      })
    },

    async update(caller, name, change) {
      const changed = await store.transaction(async (tx) => {
        const before = await requirePool(tx, caller.projectId, name)
        const pool = checkLimits({ ...before, ...change, updatedAt: clock() })
        const queues = await listQueuesOfPool(tx, pool.id)
        for (const { policies } of queues) checkPolicies(policies, pool)
        checkMinimums(queues, pool)
        await updatePool(tx, pool)
        return pool
      })
      await scaler.settle(changed.id)
    },

    async delete(caller, name) {
      const deleted = await store.transaction(async (tx) => {
        const pool = await requirePool(tx, caller.projectId, name)
        const queues = await listQueuesOfPool(tx, pool.id)
        if (queues.length > 0) {
          const first = queues.slice(0, 3).map((queue) => queue.name)
          throw new CausewayError(
            'in-use',
            `The elastic resource pool ${pool.name} has ${queues.length === 1 ? 'a queue' : `${queues.length} queues`}: ${first.join(', ')}`,
            {
              hint: 'Delete its queues first.',
            },
          )
        }
        // They go with it, and no queue held anything through them.
        const bindings = await listBindings(tx, { poolId: pool.id })
        await deletePool(tx, pool.id)
        await forgetPrivileges(tx, caller.projectId, { kind: 'pool', name: pool.name })
        return { ...pool, bindings }
      })
      for (const binding of deleted.bindings) events.publish(caller.projectId, bindingEvent({ ...binding, state: 'removed', failure: '' }))
      await scaler.settle(deleted.id)
    },

    async queues(caller, name, { namePart = '', offset = 0, limit }) {
      const pool = await requirePool(store.db, caller.projectId, name)
      const all = (await listQueuesOfPool(store.db, pool.id)).filter((queue) => queue.name.includes(namePart.toLowerCase()))
      const items = all.slice(offset, limit === undefined ? undefined : offset + limit)
      return { pool, queues: { total: all.length, items } }
    },

    async addQueue(caller, name, queueName) {
      const { poolId, queueId } = await store.transaction(async (tx) => {
        const pool = await requirePool(tx, caller.projectId, name)
        const queue = await requireQueue(tx, caller.projectId, queueName)
        if (queue.poolId === pool.id) return { poolId: pool.id, queueId: queue.id }
        requireMovable(queue, pool)
        const others = await listQueuesOfPool(tx, pool.id)
        await updateQueuePool(tx, queue.id, { poolId: pool.id, poolName: pool.name, policies: firstPolicies(queue.cuCount, pool, others) })
        return { poolId: pool.id, queueId: queue.id }
      })
      // From here on the bindings of the pool count for it.
      views.forget(caller.projectId, { queueIds: [queueId] })
      await scaler.settle(poolId)
    },

    async setPolicies(caller, name, queueName, policies) {
      const poolId = await store.transaction(async (tx) => {
        const pool = await requirePool(tx, caller.projectId, name)
        const queue = await requireQueue(tx, caller.projectId, queueName)
        if (queue.poolId !== pool.id) {
          throw new CausewayError('not-found', `The elastic resource pool ${pool.name} has no queue named ${queue.name}`, {
            hint: 'List the queues of the pool.',
          })
        }
        checkPolicies(policies, pool)
        const others = (await listQueuesOfPool(tx, pool.id)).filter(({ id }) => id !== queue.id)
        checkMinimums([...others, { policies }], pool)
        await updateQueuePool(tx, queue.id, { ...queue, policies })
        return pool.id
      })
      await scaler.settle(poolId)
    },

    async scaleRecords(caller, name, range) {
      const pool = await requirePool(store.db, caller.projectId, name)
      return await pageOfScaleRecords(store.db, pool.id, scaleRange(range, clock()))
    },
  }
}
