import type { BindingRecord } from '../../domain/binding.ts'
import { updateBinding } from '../../store/network/bindings.ts'
import type { Database } from '../../store/schema.ts'
import type { Grants } from '../dialling/grants.ts'
import { bindingEvent, type EventSink } from '../events/events.ts'
import { bindingStep } from '../shared/binding-machine.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { carryOut } from '../shared/machine.ts'
import { queuesOfHolder } from './bind-holders.ts'

/** A binding that is gone, and the queues that lose with it what they hold. */
export interface RemovedBinding {
  readonly binding: BindingRecord
  readonly queueIds: readonly string[]
}

/** For what takes the connection away from all of them. */
export async function removeBindings(
  tx: Database,
  bindings: readonly BindingRecord[],
  kind: 'connection-deleted' | 'sharing-ended',
  now: number,
): Promise<readonly RemovedBinding[]> {
  const removed: RemovedBinding[] = []
  const turn = inShortTurns()
  for (const binding of bindings) {
    await turn()
    const step = bindingStep(binding, { kind }, now)
    if (step.kind === 'refused') continue
    await updateBinding(tx, binding.id, step.life)
    const queueIds = await queuesOfHolder(tx, binding.holder)
    await carryOut(step.effects, { revoke: () => void removed.push({ binding: { ...binding, ...step.life }, queueIds }) })
  }
  return removed
}

/** To be called after the commit: tells of it, and resolves when the queues have given up what they held. */
export async function revokeBindings(
  { events, grants }: { readonly events: EventSink; readonly grants: Grants },
  removed: readonly RemovedBinding[],
  reason: string,
): Promise<void> {
  const turn = inShortTurns()
  for (const { binding } of removed) {
    await turn()
    events.publish(binding.projectId, bindingEvent(binding))
  }
  const scopes = removed.flatMap(({ binding: { connectionId }, queueIds }) => queueIds.map((queueId) => ({ queueId, connectionId })))
  await Promise.all(scopes.map((scope) => grants.revoke(scope, reason)))
}
