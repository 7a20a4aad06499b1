import type { Socket } from 'node:net'
import { socketOf } from '../../../base/sockets/held-descriptor.ts'
import { relay } from '../../../base/sockets/relay.ts'
import type { Target } from '../../network/policy.ts'
import { findQueue } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toOpenDoor } from '../authorization/need.ts'
import type { Dialled, DialledFor, Dialler } from '../dialling/dialler.ts'

export interface PassageDeps {
  readonly store: Store
  readonly authorizer: Authorizer
  readonly dialler: Dialler
}

export type Passage =
  | (Extract<Dialled, { readonly kind: 'connected' }> & {
      readonly socket: Socket
      /** Tells, within a moment, that a job of whom it was dialled for would not be run any more. What it returns ends that. */
      readonly whenForbidden: (told: () => void) => () => void
    })
  | Extract<Dialled, { readonly kind: 'refused' }>

/** How often it is looked whether anything has changed of rights: a number is compared. */
const LOOK_MS = 1_000

/**
 * Dials for somebody who may submit jobs to the queue: whatever a program may reach through it, a job of theirs could. Throws 'not-found' where the queue is gone, and
 * 'forbidden' where the right is.
 */
export async function dialPassage(
  { store, authorizer, dialler }: PassageDeps,
  queueId: string,
  target: Target,
  by: DialledFor,
): Promise<Passage> {
  let version = store.accountsVersion()
  const queue = await findQueue(store.db, queueId)
  if (queue !== undefined) await authorizer.require(by.caller, toOpenDoor(queue.name))
  const dialled = await dialler.dial(queueId, target, by)
  if (dialled.kind === 'refused') return dialled

  /** A passage may be open for days. */
  async function look(told: () => void): Promise<void> {
    const now = store.accountsVersion()
    if (now === version) return
    const there = await findQueue(store.db, queueId)
    if (there === undefined || !(await authorizer.allows(by.caller, toOpenDoor(there.name)))) told()
    version = now
  }

  return {
    ...dialled,
    socket: socketOf(dialled.socket),
    whenForbidden(told) {
      // What could not be read is asked for again.
      const timer = setInterval(() => void look(told).catch(() => undefined), LOOK_MS).unref()
      return () => clearInterval(timer)
    },
  }
}

/** Pumps between a program and what was dialled for it, until both directions have ended, the grant is revoked, or the right is gone by which it was dialled. */
export function pumpPassage(client: Socket, { socket, grant, whenForbidden }: Extract<Passage, { readonly kind: 'connected' }>): void {
  // Before anything has ended: a side that says no more may still be listening.
  socket.allowHalfOpen = true
  const cut = (): void => {
    socket.destroy()
    reset(client)
  }
  const holder = { revoke: async (): Promise<void> => cut() }
  const unwatch = whenForbidden(cut)
  client.once('close', () => {
    unwatch()
    grant.release(holder)
  })
  relay(client, socket)
  grant.hold(holder)
}

/** Told as broken, never as ended: what was sent so far may be a part. A unix socket has no word for that. */
export function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy()
  else socket.resetAndDestroy()
}
