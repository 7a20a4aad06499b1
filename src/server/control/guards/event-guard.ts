import { CausewayError } from '../../../base/errors.ts'
import type { Role } from '../../domain/account.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { Rights } from '../authorization/decide.ts'
import { toRead } from '../authorization/need.ts'
import type { AccountChanges } from '../events/account-changes.ts'
import type { EventId } from '../events/event-log.ts'
import type { Events } from '../events/events.ts'
import type { Listening, Told } from '../events/listening.ts'
import type { Standing } from '../identity/standing.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'

/** What the listener may do in the project is another than before; `role` undefined: single rights alone, which are told of nothing else. */
export interface RightsTold {
  readonly kind: 'rights'
  readonly role: Role | undefined
}

/** Somebody who listens as far as his rights go, which are asked each time. */
export interface GuardedListening extends Omit<Listening, 'from' | 'next'> {
  /** Undefined: who has single rights is told only what they are, and there is nothing to go on behind. */
  readonly from: EventId | undefined
  /** As of a Listening; rejects with 'forbidden' when the listener has no right in the project any more, and as its standing does. */
  next(waitMs: number, signal: AbortSignal): Promise<readonly (Told | RightsTold)[] | undefined>
}

/** Those that are let in: asked before anything is answered. */
export interface GuardedEvents {
  listen(caller: Caller, after: EventId | undefined, standing: Standing): Promise<GuardedListening>
}

export interface EventGuardDeps {
  readonly events: Events
  readonly authorizer: Authorizer
  readonly changes: AccountChanges
}

const NEED = toRead('listen to the events of the project')

/**
 * For readers of the project: events tell of all its queues, connections and jobs. Who has single rights in it is told when these change, and nothing else. Asked
 * each time, so that who loses the right, or logs out, hears no more.
 */
export function guardedEvents({ events, authorizer, changes }: EventGuardDeps): GuardedEvents {
  /** Of those with single rights: they take no place of those who are told everything. */
  const places = new Map<string, number>()
  let taken = 0

  /** Gives it back. */
  function takePlace({ projectId }: Caller): () => void {
    const ofProject = places.get(projectId) ?? 0
    if (ofProject >= LIMITS.listenersOfProject || taken >= LIMITS.listeners) {
      throw new CausewayError('limit-exceeded', 'Too many clients listen to events already', { hint: 'Let several readers share one.' })
    }
    places.set(projectId, ofProject + 1)
    taken += 1
    return () => {
      taken -= 1
      const left = (places.get(projectId) ?? 1) - 1
      if (left > 0) places.set(projectId, left)
      else places.delete(projectId)
    }
  }

  type Part = { readonly listening: Listening | undefined; readonly close: () => void }
  function partOf(caller: Caller, { role }: Rights, after: EventId | undefined): Part {
    if (role === undefined) return { listening: undefined, close: takePlace(caller) }
    const listening = events.listen(caller, after)
    return { listening, close: () => listening.close() }
  }

  async function rightsOf(caller: Caller): Promise<Rights> {
    const rights = await authorizer.rightsOf(caller)
    if (rights.role === undefined && rights.privileges.size === 0) await authorizer.require(caller, NEED)
    return rights
  }

  return {
    async listen(caller, after, standing) {
      let changed = changes.next()
      await standing()
      let rights = await rightsOf(caller)
      let part = partOf(caller, rights, after)
      let isClosed = false
      // Who comes cannot know otherwise that this is all that will be told.
      let isNew = rights.role === undefined
      return {
        from: part.listening?.from,
        async next(waitMs, signal) {
          const told = isNew ? [] : await waitFor(part.listening, waitMs, AbortSignal.any([signal, changed]))
          if (told === undefined) return undefined
          changed = changes.next()
          await standing()
          const now = await rightsOf(caller)
          const isSame = now === rights || textOf(now) === textOf(rights)
          if (isSame && !isNew) {
            rights = now
            return told
          }
          if (isClosed) return []
          isNew = false
          if (now.role !== rights.role && (now.role === undefined || rights.role === undefined)) {
            part.close()
            part = { listening: undefined, close: () => undefined }
            part = partOf(caller, now, undefined)
          }
          rights = now
          return [...(now.role === undefined ? [] : told), { kind: 'rights', role: now.role }]
        },
        close() {
          if (!isClosed) part.close()
          isClosed = true
        },
      }
    },
  }
}

async function waitFor(listening: Listening | undefined, waitMs: number, signal: AbortSignal): Promise<readonly Told[] | undefined> {
  if (listening !== undefined) return await listening.next(waitMs, signal)
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, waitMs)
      signal.addEventListener('abort', done)
    })
  }
  return []
}

/** The same for the same rights. */
const textOf = ({ role, privileges }: Rights): string =>
  JSON.stringify([role ?? '', [...privileges].map(([object, names]) => `${object} ${[...names].toSorted().join(' ')}`).toSorted()])
