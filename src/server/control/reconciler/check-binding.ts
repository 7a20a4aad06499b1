import type { BindingRecord } from '../../domain/binding.ts'
import { findBinding, updateBinding } from '../../store/network/bindings.ts'
import { findConnectionPlace } from '../../store/network/connections.ts'
import { findQueue, listQueuesOfPool } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { AttachmentTold } from '../attachment-health/attachment-health.ts'
import type { RemedyText } from '../dialling/in-words.ts'
import { type BindingEvent, bindingStep } from '../shared/binding-machine.ts'
import { attachmentFailure } from './attachment-failure.ts'
import { bindingFailure } from './binding-failure.ts'

/** How the world is, as far as a binding depends on it. */
interface World {
  /** How the attachment of a VPC is; undefined as long as it is not known. */
  readonly told: (vpcId: string) => AttachmentTold | undefined
  readonly remedyText: RemedyText
}

/** What is to happen to the binding as the world is; undefined when it is at rest, or waits for something that comes back to it. */
async function nextEvent(tx: Database, binding: BindingRecord, { told: toldOf, remedyText }: World): Promise<BindingEvent | undefined> {
  const { holder, state } = binding
  const vpcId = (await findConnectionPlace(tx, binding.connectionId))?.vpcId ?? ''
  const told = toldOf(vpcId)
  const down = told === undefined ? undefined : attachmentFailure(told, binding, remedyText)
  const goesDown: BindingEvent | undefined = down === undefined ? undefined : { kind: 'attachment-down', failure: down }
  switch (state) {
    case 'creating': {
      // It waits until its queue is available, as the vendor's does; the queue's own step then comes back to it. A pool is there at once.
      if (holder.kind === 'queue' && (await findQueue(tx, holder.id))?.state !== 'available') return undefined
      const failure = await bindingFailure(tx, binding)
      if (failure !== undefined) return { kind: 'check-failed', failure }
      return told === undefined ? undefined : (goesDown ?? { kind: 'check-passed' })
    }
    case 'active':
      return goesDown
    case 'down':
      if (down !== undefined) return down === binding.failure ? undefined : goesDown
      return told === undefined ? undefined : { kind: 'attachment-up' }
    case 'failed':
    case 'removed':
      return undefined
  }
}

/** The binding as it is after what was to happen to it, with the queues that it counts for, and what is to be done then; undefined where nothing is to happen. */
export async function checkBinding(tx: Database, bindingId: string, now: number, world: World) {
  const binding = await findBinding(tx, bindingId)
  const event = binding === undefined ? undefined : await nextEvent(tx, binding, world)
  if (binding === undefined || event === undefined) return undefined
  const step = bindingStep(binding, event, now)
  if (step.kind === 'refused') return undefined
  await updateBinding(tx, bindingId, step.life)
  const { kind, id } = binding.holder
  const queueIds = kind === 'queue' ? [id] : (await listQueuesOfPool(tx, id)).map((queue) => queue.id)
  return { binding: { ...binding, ...step.life }, queueIds, effects: step.effects }
}
