import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { ConnectionRecord } from '../../domain/connection.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { findBindingOf, insertBinding, listBindings, updateBinding } from '../../store/bindings.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sequences.ts'
import { queueRefused, requireQueue } from '../queues/queues.ts'
import { bindingStep, newBindingLife } from '../shared/binding-machine.ts'
import { LIMITS } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { queueStep } from '../shared/queue-machine.ts'

/** Only a dedicated queue of the project's own can be bound. */
async function bindableQueue(tx: Database, projectId: string, name: string, now: number): Promise<QueueRecord> {
  const queue = await requireQueue(tx, projectId, name)
  const step = queueStep(queue, 'bind-requested', now)
  if (step.kind === 'refused') throw queueRefused(queue.name, step.refusal)
  await carryOut(step.effects, {})
  if (queue.preset || queue.resourceMode !== 1) {
    const kind = queue.preset ? 'preset' : 'shared'
    throw new CausewayError('not-supported', `The queue ${queue.name} is ${kind} and cannot be bound to a connection`, {
      hint: 'Create a dedicated queue (resource_mode 1) and bind that.',
    })
  }
  return queue
}

/** A binding that is to be checked. */
interface AskedBinding {
  readonly id: string
  readonly queueId: string
}

/** Binds one queue, or leaves it bound. Gives back the binding if it has to be checked. */
async function bindQueue(tx: Database, connection: ConnectionRecord, queue: QueueRecord, now: number): Promise<readonly AskedBinding[]> {
  const existing = await findBindingOf(tx, connection.id, queue.id)
  if (existing !== undefined) {
    const step = bindingStep(existing, { kind: 'bind-requested' }, now)
    if (step.kind === 'refused') return []
    if (step.life.state !== existing.state) await updateBinding(tx, existing.id, step.life)
    const toCheck: AskedBinding[] = []
    await carryOut(step.effects, { check: () => void toCheck.push(existing) })
    return toCheck
  }
  if ((await listBindings(tx, { queueId: queue.id })).length >= LIMITS.bindingsOfQueue) {
    throw new CausewayError('limit-exceeded', `The queue ${queue.name} has ${LIMITS.bindingsOfQueue} bindings, and more are not allowed`, {
      hint: 'Unbind it from a connection that it does not need.',
    })
  }
  const id = newUuid()
  const number = await nextNumber(tx, connection.projectId, 'binding')
  const life = newBindingLife(now)
  await insertBinding(tx, {
    id,
    projectId: connection.projectId,
    number,
    connectionId: connection.id,
    queueId: queue.id,
    createdAt: now,
    ...life,
  })
  return [{ id, queueId: queue.id }]
}

/** Binds queues by their names. Gives back the bindings that have to be checked: no others have changed. */
export async function bindQueues(
  tx: Database,
  connection: ConnectionRecord,
  names: readonly string[],
  now: number,
): Promise<readonly AskedBinding[]> {
  const toCheck: AskedBinding[] = []
  for (const name of new Set(names.map((n) => n.toLowerCase()))) {
    const queue = await bindableQueue(tx, connection.projectId, name, now)
    toCheck.push(...(await bindQueue(tx, connection, queue, now)))
  }
  return toCheck
}
