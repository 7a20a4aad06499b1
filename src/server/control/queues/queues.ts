import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { Page } from '../../domain/page.ts'
import type { ProjectEvent } from '../../domain/project-event.ts'
import type { NewQueue, Queue } from '../../domain/queue.ts'
import { countOpenJobs } from '../../store/jobs/jobs.ts'
import { countOpenScripts } from '../../store/jobs/scripts.ts'
import { deleteSessionsOfQueue } from '../../store/jobs/session-items.ts'
import { pieceOfBindings, updateBinding } from '../../store/network/bindings.ts'
import { putQueueProperties } from '../../store/queues/queue-properties.ts'
import {
  countQueues,
  findQueueByName,
  insertQueue,
  listQueues,
  listQueuesOfPool,
  type QueueSelection,
  updateQueueState,
} from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import { bindingEvent, type EventSink, queueEvent } from '../events/events.ts'
import type { Reconciler } from '../reconciler/reconciler.ts'
import type { PoolScaler } from '../scaling/pool-scaler.ts'
import { requirePool } from '../scaling/require-pool.ts'
import { firstPolicies } from '../scaling/scaling-policies.ts'
import { bindingStep } from '../shared/binding-machine.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { freeText, lineText, queueName } from '../shared/names.ts'
import { deleteEvent, newQueueLife, queueStep } from '../shared/queue-machine.ts'
import { checkProperties, splitCidr } from '../shared/queue-property-rules.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { checkTags } from '../shared/tags.ts'
import { changeQueueCidr, checkQueueCidr } from './queue-cidr.ts'
import { queueRefused, requireQueue } from './require-queue.ts'

export interface Queues {
  /** properties: what it is told beside its size, as by queueProperties.set. */
  create(caller: Caller, input: NewQueue, properties?: ReadonlyMap<string, string>): Promise<Queue>
  /** Names are matched without regard to case. Throws 'not-found' "There is no queue named x". */
  get(caller: Caller, name: string): Promise<Queue>
  /** The preset one included, without deleted ones; by name, unless it is said otherwise. */
  list(caller: Caller, selection?: QueueSelection): Promise<Pick<Page<Queue>, 'items'>>
  /** 'in-use' while jobs wait or run; 'not-supported' for one in a pool, or that is bound. */
  setCidr(caller: Caller, name: string, cidr: string): Promise<void>
  /** 'in-use' while jobs are waiting or running; its bindings go with it. */
  delete(caller: Caller, name: string): Promise<void>
}

const CU_STEP = 4
const CU_MAX = 10_000

function checkChoice(what: string, value: string, supported: readonly string[], known: readonly string[] = []): string {
  if (supported.includes(value)) return value
  const kind = known.includes(value) ? 'not-supported' : 'invalid-parameter'
  throw new CausewayError(kind, `The ${what} ${JSON.stringify(value.slice(0, 80))} cannot be used`, {
    hint: `Use ${supported.join(' or ')}.`,
  })
}

function checkNewQueue(input: NewQueue): NewQueue {
  const name = queueName(input.name)
  const { cuCount, chargingMode, labels } = input
  if (!Number.isSafeInteger(cuCount) || cuCount < CU_STEP || cuCount > CU_MAX || cuCount % CU_STEP !== 0) {
    throw new CausewayError('invalid-parameter', `A queue cannot have ${cuCount} CUs`, {
      hint: `Use a multiple of ${CU_STEP} from ${CU_STEP} to ${CU_MAX}, such as 16, 64 or 256.`,
    })
  }
  if (input.poolName !== '' && input.cidr !== '') {
    throw new CausewayError('not-supported', 'A queue in an elastic resource pool has the CIDR of that', { hint: 'Leave its own out.' })
  }
  if (chargingMode !== 1) {
    throw new CausewayError('not-supported', `The charging mode ${chargingMode} cannot be used`, { hint: 'Use 1, by the hour.' })
  }
  if (labels.length > LIMITS.labels) {
    throw new CausewayError('invalid-parameter', `${labels.length} labels are given`, { hint: `Use at most ${LIMITS.labels} labels.` })
  }
  for (const label of labels) lineText('label', label)
  return {
    ...input,
    name,
    description: freeText('description', input.description),
    platform: checkChoice('platform', input.platform, ['x86_64', 'aarch64']),
    feature: input.feature === '' ? '' : checkChoice('feature', input.feature, ['basic', 'ai']),
    engine: checkChoice('engine', input.engine, ['spark'], ['hetuEngine']),
    enterpriseProjectId: lineText('enterprise project id', input.enterpriseProjectId),
    tags: checkTags(input.tags),
    cidr: checkQueueCidr(input.cidr, cuCount),
  }
}

/** That are removed, or told of, before others have their turn. */
const BINDINGS_OF_TURN = 50

/** Gives back what it has removed. */
async function removeBindings(tx: Database, queueId: string, now: number): Promise<readonly BindingRecord[]> {
  const removed: BindingRecord[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const piece: Awaited<ReturnType<typeof pieceOfBindings>> = await pieceOfBindings(tx, { queueId }, { after, limit: BINDINGS_OF_TURN })
    for (const binding of piece.items) {
      const step = bindingStep(binding, { kind: 'queue-deleted' }, now)
      if (step.kind === 'refused') continue
      await updateBinding(tx, binding.id, step.life)
      await carryOut(step.effects, {})
      removed.push({ ...binding, ...step.life })
    }
    after = piece.last
    if (after !== undefined) await nextTurn()
  }
  return removed
}

export interface QueuesDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly reconciler: Reconciler
  readonly views: Pick<NetworkViews, 'forget'>
  readonly events: EventSink
  readonly scaler: PoolScaler
  /** Those that lead to what the queue reached. */
  readonly closeDoors: (queueId: string) => Promise<void>
}

type InPool = Pick<Queue, 'poolName' | 'poolId' | 'policies' | 'resourceMode'>

/** What the pool of a new queue makes of it: a queue of a pool is a dedicated one. */
async function placeOf(tx: Database, projectId: string, input: NewQueue): Promise<InPool> {
  const { poolName, resourceMode, cuCount } = input
  if (poolName === '') return { poolName, resourceMode, poolId: undefined, policies: [] }
  const pool = await requirePool(tx, projectId, poolName)
  const policies = firstPolicies(cuCount, pool, await listQueuesOfPool(tx, pool.id))
  return { poolName: pool.name, resourceMode: 1, poolId: pool.id, policies }
}

export function createQueues(deps: QueuesDeps): Queues {
  const { store, clock, quotas, reconciler, views, events, scaler, closeDoors } = deps

  return {
    async create(caller, input, properties = new Map<string, string>()) {
      const { cidr = input.cidr, others } = splitCidr(properties)
      const checked = checkNewQueue({ ...input, cidr })
      const id = newUuid()
      const now = clock()
      const poolId = await store.transaction(async (tx) => {
        if ((await findQueueByName(tx, caller.projectId, checked.name)) !== undefined) {
          throw new CausewayError('already-exists', `The queue ${checked.name} already exists`, { hint: 'Choose another name.' })
        }
        if ((await countQueues(tx, caller.projectId)) >= quotas.queues) throw quotaReached('queues', quotas)
        const number = await nextNumber(tx, caller.projectId, 'queue')
        const { projectId } = caller
        const life = newQueueLife(now)
        const place = await placeOf(tx, projectId, checked)
        await insertQueue(tx, { ...checked, ...place, id, projectId, number, ...ownedBy(caller), preset: false, createdAt: now, ...life })
        checkProperties(others, new Map(), checked.cuCount)
        await putQueueProperties(tx, id, others)
        return place.poolId
      })
      events.publish(caller.projectId, queueEvent({ id, name: checked.name, state: 'creating' }))
      await reconciler.queue(id)
      if (poolId !== undefined) await scaler.settle(poolId)
      return await requireQueue(store.db, caller.projectId, checked.name)
    },

    async get(caller, name) {
      return await requireQueue(store.db, caller.projectId, name)
    },

    async list(caller, selection = {}) {
      return { items: await listQueues(store.db, caller.projectId, selection) }
    },

    async setCidr(caller, name, cidr) {
      await store.transaction(async (tx) => {
        const queue = await requireQueue(tx, caller.projectId, name)
        if (queue.state !== 'available') throw queueRefused(queue.name, 'not-ready')
        await changeQueueCidr(tx, queue, cidr)
      })
    },

    async delete(caller, name) {
      const done = await store.transaction(async (tx) => {
        const queue = await requireQueue(tx, caller.projectId, name)
        const now = clock()
        const open = (await countOpenJobs(tx, queue.id)) + (await countOpenScripts(tx, { queueId: queue.id }))
        const step = queueStep(queue, deleteEvent({ preset: queue.preset, open }), now)
        if (step.kind === 'refused') throw queueRefused(queue.name, step.refusal)
        await updateQueueState(tx, queue.id, step.life.state, step.life.changedAt)
        await deleteSessionsOfQueue(tx, queue.id)
        await forgetPrivileges(tx, caller.projectId, { kind: 'queue', name: queue.name })
        const closing: string[] = []
        const changes: ProjectEvent[] = [queueEvent({ ...queue, ...step.life })]
        await carryOut(step.effects, {
          async 'remove-bindings'() {
            for (const binding of await removeBindings(tx, queue.id, now)) changes.push(bindingEvent(binding))
          },
          'close-in-compute': () => void closing.push(queue.id),
        })
        return { queueIds: [queue.id], closing, changes, poolId: queue.poolId }
      })
      views.forget(caller.projectId, done)
      for (const [at, change] of done.changes.entries()) {
        if (at % BINDINGS_OF_TURN === BINDINGS_OF_TURN - 1) await nextTurn()
        events.publish(caller.projectId, change)
      }
      for (const id of done.queueIds) await closeDoors(id)
      for (const id of done.closing) await reconciler.queue(id)
      if (done.poolId !== undefined) await scaler.settle(done.poolId)
    },
  }
}
