import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/log.ts'
import type { Compute } from '../../compute/compute.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { findBinding, listBindings, listBindingsIn, listBindingsToVpc } from '../../store/network/bindings.ts'
import { findConnectionPlace } from '../../store/network/connections.ts'
import { listQueueProperties } from '../../store/queues/queue-properties.ts'
import { findQueue, listQueuesIn, updateQueueState } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { AttachmentHealth } from '../attachment-health/attachment-health.ts'
import type { Grants } from '../dialling/grants.ts'
import type { RemedyText } from '../dialling/in-words.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import { bindingEvent, type EventSink, queueEvent } from '../events/events.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { carryOut } from '../shared/machine.ts'
import { QUEUE_ENGINE } from '../shared/queue-engine.ts'
import { queueStep } from '../shared/queue-machine.ts'
import { jobLimitsOf } from '../shared/queue-property-rules.ts'
import { checkBinding } from './check-binding.ts'

/**
 * Brings the world to what the store asks for: queues that are to be opened or closed, bindings that are to be checked. It can be stopped at any point, for it reads what is to be done from the store each time. Nothing here throws: what fails is logged and
 * tried again, and the request that asked for it has been committed anyway.
 */
export interface Reconciler {
  /** After a start: everything that is not at rest, and compute's queues. */
  all(): Promise<void>
  /** One queue, and the bindings that waited for it. */
  queue(queueId: string): Promise<void>
  bindings(bindingIds: readonly string[]): Promise<void>
  /** The attachment of the VPC has told how it is. */
  attachment(vpcId: string): Promise<void>
  /** What could not be done yet, one sentence each. */
  unfinished(): readonly string[]
  stop(): void
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
/** In one transaction: everything else waits for it. */
const BINDINGS_AT_ONCE = 50

export interface ReconcilerDeps {
  readonly store: Store
  readonly compute: Compute
  readonly clock: Clock
  readonly log: Logger
  readonly views: NetworkViews
  readonly events: EventSink
  readonly grants: Grants
  readonly health: AttachmentHealth
  readonly remedyText: RemedyText
  /** What a queue may use at present. */
  readonly cuOf: (queue: QueueRecord) => number
  readonly dataFolders: (projectId: string) => readonly string[]
}

export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { store, compute, clock, log, views, events, grants, health, remedyText } = deps
  const failing = new Map<string, string>()
  const retries = new Map<string, NodeJS.Timeout>()
  const lines = new Map<string, Promise<void>>()
  let stopped = false

  /** One thing at a time for each key; a failure is tried again after a growing pause. */
  async function attempt(key: string, what: string, work: () => Promise<void>, pauseMs = FIRST_RETRY_MS): Promise<void> {
    const before = lines.get(key) ?? Promise.resolve()
    const run = before.then(async () => {
      if (stopped) return
      try {
        await work()
        failing.delete(key)
        clearTimeout(retries.get(key))
        retries.delete(key)
      } catch (error) {
        failing.set(key, what)
        log.error({ err: error, what }, 'A step of the reconciler failed and will be tried again')
        // One retry for each key, however many requests have tried meanwhile.
        clearTimeout(retries.get(key))
        const retry = setTimeout(() => void attempt(key, what, work, Math.min(pauseMs * 2, LONGEST_RETRY_MS)), pauseMs)
        retry.unref()
        retries.set(key, retry)
      }
    })
    lines.set(key, run)
    await run
    if (lines.get(key) === run) lines.delete(key)
  }

  async function openQueue(queue: QueueRecord): Promise<void> {
    const { id, name, projectId } = queue
    const jobLimits = jobLimitsOf(await listQueueProperties(store.db, id))
    compute.openQueue({ id, name, engine: QUEUE_ENGINE, cuCount: deps.cuOf(queue), jobLimits, dataFolders: deps.dataFolders(projectId) })
    await applyToQueue(id, 'opened')
  }

  async function closeQueue(queueId: string): Promise<void> {
    await compute.closeQueue(queueId)
    await grants.revoke({ queueId }, 'The queue was deleted')
    await applyToQueue(queueId, 'closed')
  }

  async function applyToQueue(queueId: string, event: 'opened' | 'closed'): Promise<void> {
    const todo = await store.transaction(async (tx) => {
      const queue = await findQueue(tx, queueId)
      if (queue === undefined) return undefined
      const step = queueStep(queue, event, clock())
      if (step.kind === 'refused') return undefined
      if (step.life.state !== queue.state) await updateQueueState(tx, queueId, step.life.state, step.life.changedAt)
      return { before: queue, queue: { ...queue, ...step.life }, effects: step.effects }
      // A start that finds it as it was does it again.
    }, 'lazy')
    if (todo === undefined) return
    const changed = todo.queue.state !== todo.before.state
    if (changed) views.forget(todo.queue.projectId, { queueIds: [queueId] })
    if (changed) events.publish(todo.queue.projectId, queueEvent(todo.queue))
    await carryOut(todo.effects, {
      'close-in-compute': () => closeQueue(queueId),
      'open-in-compute': () => openQueue(todo.queue),
    })
  }

  async function settleQueue(queueId: string): Promise<void> {
    const queue = await findQueue(store.db, queueId)
    if (queue?.state === 'creating') await openQueue(queue)
    if (queue?.state === 'deleting') await closeQueue(queueId)
  }

  async function settleBinding(bindingId: string): Promise<void> {
    const asked = await findBinding(store.db, bindingId)
    const connection = asked === undefined ? undefined : await findConnectionPlace(store.db, asked.connectionId)
    if (connection !== undefined && !health.watches(connection.vpcId)) await health.settle(connection.vpcId)
    let isToBeChecked = true
    while (isToBeChecked) {
      isToBeChecked = false
      const settled = await store.transaction((tx) => checkBinding(tx, bindingId, clock(), { told: health.of, remedyText }), 'lazy')
      if (settled === undefined) return
      views.forget(settled.binding.projectId, settled)
      events.publish(settled.binding.projectId, bindingEvent(settled.binding))
      await carryOut(settled.effects, {
        check: () => {
          isToBeChecked = true
        },
        revoke: () => undefined,
      })
    }
  }

  /** Those that are at rest now: a commit for each would be most of what binding many queues takes. Never throws. */
  async function settledTogether(bindingIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (bindingIds.length < 2 || stopped) return new Set()
    try {
      const settled = await store.transaction(async (tx) => {
        const all: NonNullable<Awaited<ReturnType<typeof checkBinding>>>[] = []
        const turn = inShortTurns()
        for (const id of bindingIds) {
          await turn()
          const checked = await checkBinding(tx, id, clock(), { told: health.of, remedyText })
          if (checked !== undefined) all.push(checked)
        }
        return all
      }, 'lazy')
      const turn = inShortTurns()
      for (const { binding, queueIds } of settled) {
        await turn()
        views.forget(binding.projectId, { queueIds })
        events.publish(binding.projectId, bindingEvent(binding))
      }
      return new Set(settled.flatMap(({ binding: { id, state } }) => (state === 'creating' ? [] : [id])))
    } catch (error) {
      log.warn({ err: error }, 'Bindings could not be checked together, and are checked one by one')
      return new Set()
    }
  }

  const reconciler: Reconciler = {
    async all() {
      const queues = await listQueuesIn(store.db, ['creating', 'available', 'deleting'])
      for (const queue of queues) {
        if (queue.state === 'available') await attempt(`queue/${queue.id}`, `The queue ${queue.name} is not open`, () => openQueue(queue))
        else await reconciler.queue(queue.id)
      }
      await health.all()
      await reconciler.bindings((await listBindingsIn(store.db, 'creating')).map((binding) => binding.id))
    },

    async queue(queueId) {
      await attempt(`queue/${queueId}`, `The queue ${queueId} is not as it was asked for`, async () => {
        await settleQueue(queueId)
        const waiting = (await listBindings(store.db, { queueId })).filter((binding) => binding.state === 'creating')
        for (const binding of waiting) await settleBinding(binding.id)
      })
    },

    async bindings(bindingIds) {
      const check = (id: string): Promise<void> => attempt(`binding/${id}`, `The binding ${id} is not checked`, () => settleBinding(id))
      // The first has the attachment looked at, which the others wait for.
      const [first, ...others] = bindingIds
      if (first !== undefined) await check(first)
      for (let from = 0; from < others.length; from += BINDINGS_AT_ONCE) {
        const together = others.slice(from, from + BINDINGS_AT_ONCE)
        const settled = await settledTogether(together)
        for (const id of together) if (!settled.has(id)) await check(id)
      }
    },

    async attachment(vpcId) {
      await attempt(`vpc/${vpcId}`, `The bindings to the VPC ${vpcId} do not tell how its attachment is`, async () => {
        for (const { id } of await listBindingsToVpc(store.db, vpcId)) await settleBinding(id)
      })
    },

    unfinished: () => [...failing.values()],

    stop() {
      stopped = true
      for (const retry of retries.values()) clearTimeout(retry)
      retries.clear()
    },
  }
  return reconciler
}
