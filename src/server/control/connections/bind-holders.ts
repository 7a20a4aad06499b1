import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { BindingHolder, BindingRecord } from '../../domain/binding.ts'
import { findBindingOf, insertBinding, listBindings, updateBinding } from '../../store/network/bindings.ts'
import { listQueuesOfPool } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import { queueRefused, requireQueue } from '../queues/require-queue.ts'
import { requirePool } from '../scaling/require-pool.ts'
import { bindingStep, newBindingLife } from '../shared/binding-machine.ts'
import { holderWords } from '../shared/holder-words.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { LIMITS } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { queueStep } from '../shared/queue-machine.ts'

/** Names of what is to be bound or unbound, in letters of either case. */
export interface HolderNames {
  readonly queues: readonly string[]
  readonly pools: readonly string[]
}

const holderOfPool = async (tx: Database, projectId: string, name: string): Promise<BindingHolder> => {
  const pool = await requirePool(tx, projectId, name)
  return { kind: 'pool', id: pool.id, name: pool.name }
}

/** Only a dedicated queue of the project's own can be bound; for one in a pool that is the pool, as in the vendor's service. */
async function bindableHolder(tx: Database, projectId: string, name: string, now: number): Promise<BindingHolder> {
  const queue = await requireQueue(tx, projectId, name)
  const step = queueStep(queue, 'bind-requested', now)
  if (step.kind === 'refused') throw queueRefused(queue.name, step.refusal)
  await carryOut(step.effects, {})
  if (queue.poolId !== undefined) return { kind: 'pool', id: queue.poolId, name: queue.poolName }
  if (queue.preset || queue.resourceMode !== 1) {
    const kind = queue.preset ? 'preset' : 'shared'
    throw new CausewayError('not-supported', `The queue ${queue.name} is ${kind} and cannot be bound to a connection`, {
      hint: 'Create a dedicated queue (resource_mode 1) and bind that.',
    })
  }
  return { kind: 'queue', id: queue.id, name: queue.name }
}

/** Binds one, or leaves it bound. Gives back the binding if it has to be checked. */
async function bindHolder(
  tx: Database,
  projectId: string,
  connectionId: string,
  holder: BindingHolder,
  now: number,
): Promise<readonly BindingRecord[]> {
  const existing = await findBindingOf(tx, connectionId, holder)
  if (existing !== undefined) {
    const step = bindingStep(existing, { kind: 'bind-requested' }, now)
    if (step.kind === 'refused') return []
    if (step.life.state !== existing.state) await updateBinding(tx, existing.id, step.life)
    const toCheck: BindingRecord[] = []
    await carryOut(step.effects, { check: () => void toCheck.push(existing) })
    return toCheck
  }
  const bound = await listBindings(tx, holder.kind === 'queue' ? { queueId: holder.id } : { poolId: holder.id })
  if (bound.length >= LIMITS.bindingsOfQueue) {
    throw new CausewayError(
      'limit-exceeded',
      `The ${holderWords(holder)} has ${LIMITS.bindingsOfQueue} bindings, and more are not allowed`,
      { hint: 'Unbind it from a connection that it does not need.' },
    )
  }
  const number = await nextNumber(tx, projectId, 'binding')
  const binding = { id: newUuid(), projectId, number, connectionId, holder, createdAt: now, ...newBindingLife(now) }
  await insertBinding(tx, binding)
  return [binding]
}

/** Binds queues and pools of the project, to a connection of whichever one: requests that want nothing of the store have their turn meanwhile. Gives back the bindings that have to be checked: no others have changed. */
export async function bindHolders(
  tx: Database,
  projectId: string,
  connectionId: string,
  names: HolderNames,
  now: number,
): Promise<readonly BindingRecord[]> {
  const turn = inShortTurns()
  const holders = new Map<string, BindingHolder>()
  for (const name of names.queues) {
    await turn()
    const holder = await bindableHolder(tx, projectId, name, now)
    holders.set(holder.id, holder)
  }
  for (const name of names.pools) {
    const holder = await holderOfPool(tx, projectId, name)
    holders.set(holder.id, holder)
  }
  const toCheck: BindingRecord[] = []
  for (const holder of holders.values()) {
    await turn()
    toCheck.push(...(await bindHolder(tx, projectId, connectionId, holder, now)))
  }
  return toCheck
}

/** The bindings that the names mean: for a queue in a pool its own, if it has one from before, else that of the pool. */
export async function bindingsToUnbind(tx: Database, projectId: string, id: string, names: HolderNames): Promise<readonly BindingRecord[]> {
  const found = new Map<string, BindingRecord>()
  const add = (binding: BindingRecord | undefined): void => void (binding === undefined ? undefined : found.set(binding.id, binding))
  const turn = inShortTurns()
  for (const name of names.queues) {
    await turn()
    const { id: queueId, poolId } = await requireQueue(tx, projectId, name)
    const own = await findBindingOf(tx, id, { kind: 'queue', id: queueId })
    add(own ?? (poolId === undefined ? undefined : await findBindingOf(tx, id, { kind: 'pool', id: poolId })))
  }
  for (const name of names.pools) add(await findBindingOf(tx, id, await holderOfPool(tx, projectId, name)))
  return [...found.values()]
}

/** The queues that a binding counts for at present. */
export async function queuesOfHolder(tx: Database, { kind, id }: BindingHolder): Promise<readonly string[]> {
  return kind === 'queue' ? [id] : (await listQueuesOfPool(tx, id)).map((queue) => queue.id)
}

/** The queues that lose what they hold with the binding: not those that have another one, of their own or of their pool, to the connection. */
export async function queuesThatLose(tx: Database, removed: BindingRecord): Promise<readonly string[]> {
  const losing: string[] = []
  const others = (await listBindings(tx, { connectionId: removed.connectionId })).filter(({ state }) => state === 'active')
  for (const queueId of await queuesOfHolder(tx, removed.holder)) {
    const kept = await Promise.all(others.map(async ({ holder }) => (await queuesOfHolder(tx, holder)).includes(queueId)))
    if (!kept.includes(true)) losing.push(queueId)
  }
  return losing
}
