import type { Socket } from 'node:net'
import { relay } from '../../../base/relay.ts'
import type { Target } from '../../network/policy.ts'
import { findQueue } from '../../store/queues.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toOpenDoor } from '../authorization/need.ts'
import type { Dialled, DialledFor, Dialler } from '../dialling/dialler.ts'

export interface PassageDeps {
  readonly store: Store
  readonly authorizer: Authorizer
  readonly dialler: Dialler
}

/**
 * Dials for somebody who may submit jobs to the queue: whatever a program may reach through it, a job of theirs could. Throws 'not-found' where the queue is gone, and
 * 'forbidden' where the right is.
 */
export async function dialPassage(
  { store, authorizer, dialler }: PassageDeps,
  queueId: string,
  target: Target,
  by: DialledFor,
): Promise<Dialled> {
  const queue = await findQueue(store.db, queueId)
  if (queue !== undefined) await authorizer.require(by.caller, toOpenDoor(queue.name))
  return await dialler.dial(queueId, target, by)
}

/** Pumps between a program and what was dialled for it, until both directions have ended or the grant is revoked. */
export function pumpPassage(client: Socket, { socket, grant }: Extract<Dialled, { readonly kind: 'connected' }>): void {
  // Before anything has ended: a side that says no more may still be listening.
  socket.allowHalfOpen = true
  const holder = {
    revoke: async (): Promise<void> => {
      socket.destroy()
      reset(client)
    },
  }
  client.once('close', () => grant.release(holder))
  relay(client, socket)
  grant.hold(holder)
}

/** Told as broken, never as ended: what was sent so far may be a part. A unix socket has no word for that. */
export function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy()
  else socket.resetAndDestroy()
}
