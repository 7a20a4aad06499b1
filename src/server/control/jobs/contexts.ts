import { type Moved, movedNeed } from '../authorization/moved-need.ts'
import { type Need, needKey } from '../authorization/need.ts'
import type { SessionSnapshot } from '../sessions/sessions.ts'
import type { Caller } from '../shared/caller.ts'
import type { UsedSecret } from '../variables/hidden-secrets.ts'

/** The query of a view, temporary or of the catalog. */
export interface ViewText {
  readonly sql: string
  /** That of its unqualified names. */
  readonly database: string
  readonly settings?: Readonly<Record<string, string>>
}

/** On whose behalf a worker speaks: what its contextId stands for. */
export type Context =
  | {
      readonly kind: 'job'
      readonly caller: Caller
      readonly queueId: string
      /** Of which it is a statement: it has the session of that. */
      readonly scriptId?: string | undefined
      /** What its statement was given of sensitive variables: nothing that is kept or shown of the job may hold it. */
      readonly secrets: readonly UsedSecret[]
      /** The tables that the statement names itself, by tableKey: what it does with them was allowed when it was accepted. None after a start: it is a query then. */
      readonly direct: ReadonlySet<string>
      /** Those of them that it does not read, as it is written: a view that it reads may. */
      readonly notRead: ReadonlySet<string>
      /** Those of them that it does not even describe. */
      readonly onlyWritten: ReadonlySet<string>
      /** What it needs, as far as that is known by now, each under a key: it is ended when its user may not any more (rights-watch.ts). */
      readonly held: Map<string, Need>
      /** The user's on the queue, or its script's, as it was when the job asked first. */
      readonly session: () => Promise<SessionSnapshot>
      /**
       * The datasource authentications that the job's statement names, itself and by its tables and views as they are when it is asked for: it gets at these
       * and at no others, whatever its worker makes of the catalog afterwards. Found out once.
       */
      readonly authNames: () => Promise<ReadonlySet<string>>
      /** Where the tables of the catalog that it names lead with theirs, each by `useKey`: what is in none of them its user chooses. */
      readonly tableUses: () => Promise<ReadonlySet<string>>
      /** Those that a statement would name which reads the query. */
      readonly authNamesOf: (view: ViewText) => Promise<ReadonlySet<string>>
      /** The tables that the query itself names. */
      readonly tablesOf: (view: ViewText) => Promise<readonly { readonly database: string; readonly table: string }[]>
    }
  /** A check of a statement: may read definitions, gets no credential and no socket, changes nothing. */
  | { readonly kind: 'analysis'; readonly caller: Caller; readonly session: () => Promise<SessionSnapshot> }

/** Contexts that are open now: a worker that speaks for any other is refused. */
export interface Contexts {
  open(contextId: string, context: Context): void
  close(contextId: string): void
  find(contextId: string): Context | undefined
  /** What running jobs need is needed by the new names from here on, and of what is there no more not at all. */
  readonly moved: Moved
  /** By job. */
  jobs(): readonly (readonly [string, Extract<Context, { kind: 'job' }>])[]
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
    moved(projectId, moves) {
      for (const context of contexts.values()) {
        if (context.kind !== 'job' || context.caller.projectId !== projectId) continue
        const needs = [...context.held.values()].flatMap((need) => movedNeed(need, moves) ?? [])
        context.held.clear()
        for (const need of needs) context.held.set(needKey(need), need)
      }
    },
    jobs: () => [...contexts].flatMap(([id, context]) => (context.kind === 'job' ? [[id, context] as const] : [])),
  }
}
