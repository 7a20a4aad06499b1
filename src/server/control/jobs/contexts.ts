import type { Analysis } from '../../../protocol/worker-channel.ts'
import type { SessionSnapshot } from '../sessions/sessions.ts'
import type { Caller } from '../shared/caller.ts'

export type NamedThings = Pick<Analysis, 'tables' | 'authNames'>

/** On whose behalf a worker speaks: what its contextId stands for. */
export type Context =
  | {
      readonly kind: 'job'
      readonly caller: Caller
      readonly queueId: string
      /** The user's on the queue, as it was when the job asked first. */
      readonly session: () => Promise<SessionSnapshot>
      /** What the job's statement names, and its views: it gets at the secrets of these and at no others. Found out once, when it is asked for. */
      readonly named: () => Promise<NamedThings>
    }
  /** A check of a statement: may read definitions, gets no credential and no socket, changes nothing. */
  | { readonly kind: 'analysis'; readonly caller: Caller; readonly session: () => Promise<SessionSnapshot> }

/** Contexts that are open now: a worker that speaks for any other is refused. */
export interface Contexts {
  open(contextId: string, context: Context): void
  close(contextId: string): void
  find(contextId: string): Context | undefined
}

export function createContexts(): Contexts {
  const contexts = new Map<string, Context>()
  return {
    open(contextId, context) {
      contexts.set(contextId, context)
    },
    close(contextId) {
      contexts.delete(contextId)
    },
    find: (contextId) => contexts.get(contextId),
  }
}
