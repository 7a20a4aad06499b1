import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/log.ts'
import { CU_PER_JOB } from '../../compute/capacity.ts'
import type { Compute } from '../../compute/compute.ts'
import type { Pool } from '../../domain/elastic-resource-pool.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { findPool, insertScaleRecord, listPoolIds } from '../../store/queues/pools.ts'
import { listQueuesOfPool } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import { hourOfDay } from '../shared/local-time.ts'
import { type Borrower, lend } from './lend.ts'
import { cuStepOf, maxCuOf, policyAt } from './scaling-policies.ts'

/** Lends the CUs of pools to their queues, as their jobs want them, and lets the pools grow and shrink with that. */
export interface PoolScaler {
  /** What a queue may use at present: of its pool, or what it was made with. */
  cuOf(queue: QueueRecord): number
  /** To be called when jobs of the queue come, begin or end. */
  queueLoadChanged(queueId: string): void
  /** To be called when the pool, its queues or their policies are others. Never throws: what fails is logged and in the pool's scale records. */
  settle(poolId: string): Promise<void>
  /** After a start. */
  all(): Promise<void>
  stop(): void
}

/** A queue keeps what it does not want any more for so long: a pool that followed each job would do nothing but grow and shrink. */
const SCALE_IN_AFTER_MS = 60_000
const LOOK_EVERY_MS = 1_000

/** The most that a queue has wanted of late. */
interface Had {
  readonly cu: number
  /** By the monotonic clock; undefined as long as it still wants that. */
  readonly until: number | undefined
}

export interface PoolScalerDeps {
  readonly store: Store
  readonly compute: Pick<Compute, 'queueLoad' | 'resizeQueue'>
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  readonly timeZone: string
  readonly log: Logger
}

/** When a pool is to be looked at again though nothing happens: in another hour of the day, or when a queue need not keep what it has. */
interface Due {
  readonly hour: number
  /** By the monotonic clock. */
  readonly at: number
}

export function createPoolScaler({ store, compute, clock, monotonic, timeZone, log }: PoolScalerDeps): PoolScaler {
  const lentTo = new Map<string, number>()
  const had = new Map<string, Had>()
  const poolOf = new Map<string, string>()
  const due = new Map<string, Due>()
  const lines = new Map<string, Promise<void>>()
  const waiting = new Set<string>()

  function remembered(queueId: string, wantedCu: number): Had {
    const now = monotonic()
    const before = had.get(queueId)
    const over = before === undefined || wantedCu >= before.cu || (before.until !== undefined && before.until <= now)
    const after = over ? { cu: wantedCu, until: undefined } : { cu: before.cu, until: before.until ?? now + SCALE_IN_AFTER_MS }
    had.set(queueId, after)
    return after
  }

  function borrower(pool: Pool, { id: queueId, policies }: QueueRecord, hour: number): Borrower | undefined {
    const policy = policyAt(policies, hour)
    if (policy === undefined) return undefined
    const { running, waiting: inLine } = compute.queueLoad(queueId)
    const wantedCu = (running + inLine) * CU_PER_JOB
    const kept = remembered(queueId, wantedCu)
    const { priority, minCu } = policy
    return { queueId, priority, minCu, maxCu: maxCuOf(policy, pool), heldCu: running * CU_PER_JOB, wantedCu, keptCu: kept.cu }
  }

  function forget(poolId: string, but: readonly Pick<QueueRecord, 'id'>[] = []): void {
    for (const [queueId, ofPool] of poolOf) {
      if (ofPool !== poolId || but.some(({ id }) => id === queueId)) continue
      for (const map of [poolOf, lentTo, had]) map.delete(queueId)
    }
  }

  function apply(lent: ReadonlyMap<string, number>): string {
    try {
      const changes = [...lent].filter(([queueId, cu]) => lentTo.get(queueId) !== cu)
      // What is taken away goes first, so that never more is lent than the pool has.
      for (const [queueId, cu] of changes.toSorted(([one, a], [other, b]) => a - (lentTo.get(one) ?? 0) - (b - (lentTo.get(other) ?? 0)))) {
        lentTo.set(queueId, cu)
        compute.resizeQueue(queueId, cu)
      }
      return ''
    } catch (error) {
      log.error({ err: error }, 'The CUs of an elastic resource pool could not be lent')
      return 'The queues could not be given their CUs'
    }
  }

  async function dealOut(poolId: string): Promise<void> {
    const pool = await findPool(store.db, poolId)
    if (pool === undefined) {
      forget(poolId)
      due.delete(poolId)
      return
    }
    const queues = (await listQueuesOfPool(store.db, poolId)).filter(({ state }) => state === 'creating' || state === 'available')
    forget(poolId, queues)
    for (const { id } of queues) poolOf.set(id, poolId)
    const now = clock()
    const hour = hourOfDay(now, timeZone)
    const borrowers = queues.flatMap((queue) => borrower(pool, queue, hour) ?? [])
    const { lent, poolCu } = lend({ ...pool, step: cuStepOf(pool) }, borrowers)
    const failure = apply(lent)
    const ends = queues.flatMap(({ id }) => had.get(id)?.until ?? [])
    due.set(poolId, { hour, at: Math.min(...ends) })
    if (poolCu === pool.currentCu && failure === '') return
    const { minCu, maxCu } = pool
    const scaled = { at: now, originCu: pool.currentCu, targetCu: poolCu, minCu, maxCu, failure }
    await store.transaction((tx) => insertScaleRecord(tx, poolId, scaled))
  }

  async function settle(poolId: string): Promise<void> {
    const line = (lines.get(poolId) ?? Promise.resolve())
      .then(() => dealOut(poolId))
      .catch((error: unknown) => log.error({ err: error, poolId }, 'An elastic resource pool could not be scaled'))
    lines.set(poolId, line)
    await line
    if (lines.get(poolId) === line) lines.delete(poolId)
  }

  const timer = setInterval(() => {
    const hour = hourOfDay(clock(), timeZone)
    for (const [poolId, { hour: seen, at }] of due) if (hour !== seen || at <= monotonic()) void settle(poolId)
  }, LOOK_EVERY_MS)
  timer.unref()

  return {
    cuOf(queue) {
      if (queue.poolId === undefined) return queue.cuCount
      return lentTo.get(queue.id) ?? policyAt(queue.policies, hourOfDay(clock(), timeZone))?.minCu ?? 0
    },
    queueLoadChanged(queueId) {
      const poolId = poolOf.get(queueId)
      if (poolId === undefined || waiting.has(poolId)) return
      // What happens in one turn is looked at once.
      waiting.add(poolId)
      queueMicrotask(() => {
        waiting.delete(poolId)
        void settle(poolId)
      })
    },
    settle,
    async all() {
      for (const poolId of await listPoolIds(store.db)) await settle(poolId)
    },
    stop: () => clearInterval(timer),
  }
}
