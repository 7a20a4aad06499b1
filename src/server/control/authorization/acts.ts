import { AsyncLocalStorage } from 'node:async_hooks'
import { CausewayError } from '../../../base/errors.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import type { AccessChecks, Refusal } from './access-checks.ts'
import { type Need, namesOf } from './need.ts'

/**
 * Rights are on names, and looked at before anything is done: between the two a name may become that of another thing (two tables that swap theirs, one that is dropped and
 * made anew by somebody else), or the right be taken away. What is done here is done only as it was allowed.
 */
export interface Acts {
  /**
   * Asks, and then does it: the first transaction that it begins asks again, where anything has changed since. Begun in the same turn where everything is known to be
   * allowed. Rejects as `require`.
   */
  acting<T>(caller: Caller, needs: readonly Need[] | FoundNeeds, act: () => Promise<T>, refusal?: Refusal): Promise<T>
  /** Asks, and then looks, in the same turn where it is known to be allowed: for what only reads and begins no transaction, which alone would ask again. Rejects as `require`. */
  peeking<T>(caller: Caller, needs: readonly Need[], look: () => Promise<T>): Promise<T>
  /** What is done and undone inside of an act, and not what it is allowed for: its transactions ask nothing in its name. */
  apart<T>(work: () => Promise<T>): Promise<T>
  /**
   * For what asks and only reads: done again where meanwhile one of the names became another thing's, or rights have changed.
   *
   * @param names of databases, tables and other things, in any case, where it is known before, or only then, what is told of
   * @throws 'conflict' where names change again and again
   */
  looking<T>(names: readonly string[] | ((seen: T) => readonly string[]), look: () => Promise<T>): Promise<T>
}

/** What is needed depends on what is there: found out again by the transaction, whatever has changed. Only reads. */
export type FoundNeeds = (db: Database, checks: AccessChecks) => Promise<readonly Need[]>

export interface ActsDeps {
  readonly store: Pick<Store, 'db' | 'accountsVersion' | 'namesVersion' | 'beginWith'>
  readonly checks: AccessChecks
  readonly within: (tx: Database) => AccessChecks
}

interface Act {
  readonly caller: Caller
  readonly needs: readonly Need[] | FoundNeeds
  readonly refusal: Refusal
  /** When it was asked: versions of the accounts, and of the names. */
  readonly since: readonly [number, number]
  /** That it is a part of. */
  readonly outer: Act | undefined
  /** Or it has ended, and what it has begun goes on for itself. */
  hasAsked: boolean
}

/** Each takes no longer than a few reads; whoever changes names all the time does not change them between every two of these. */
const LOOKS_MAX = 50
/** Those of anybody count, and change while nothing else does: whoever only gives and takes rights holds up no look of others. */
const LOOKS_FOR_RIGHTS_MAX = 2

export function createActs({ store, checks, within }: ActsDeps): Acts {
  const acts = new AsyncLocalStorage<Act | undefined>()
  const versions = (needs: Act['needs']): Act['since'] => [
    store.accountsVersion(),
    typeof needs === 'function' ? 0 : store.namesVersion(namesIn(needs)),
  ]

  store.beginWith((tx) => {
    const act = acts.getStore()
    return act === undefined ? undefined : askAgain(tx, act)
  })

  function askAgain(tx: Database, act: Act): Promise<void> | undefined {
    const changed = unasked(act).filter(
      ({ needs, since }) => typeof needs === 'function' || versions(needs).some((version, at) => version !== since[at]),
    )
    return changed.length === 0 ? undefined : askAll({ db: tx }, within(tx), changed)
  }

  return {
    acting(caller, needs, run, refusal = 'forbidden') {
      const since = versions(needs)
      const act: Act = { caller, needs, refusal, since, outer: stillToAsk(acts.getStore()), hasAsked: false }
      const begin = async () => {
        try {
          return await acts.run(act, run)
        } finally {
          act.hasAsked = true
        }
      }
      const asked = requireEach(store, checks, act)
      return asked === undefined ? begin() : asked.then(begin)
    },

    peeking(caller, needs, look) {
      const asked = requireAll(checks, { caller, needs, refusal: 'forbidden' })
      return asked === undefined ? look() : asked.then(look)
    },

    apart: (work) => acts.run(undefined, work),

    async looking(names, look) {
      for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
        const [accounts, before] = [store.accountsVersion(), store.namesVersion()]
        const [seen] = await Promise.allSettled([look()])
        const told = typeof names !== 'function' ? names : seen.status === 'fulfilled' ? names(seen.value) : []
        if (store.namesVersion(told.map((name) => name.toLowerCase())) > before) continue
        if (store.accountsVersion() !== accounts && looks < LOOKS_FOR_RIGHTS_MAX) continue
        if (seen.status === 'fulfilled') return seen.value
        throw seen.reason
      }
      throw new CausewayError('conflict', 'What this request names was made, dropped or renamed again and again while it was looked at', {
        hint: 'Try again.',
      })
    },
  }
}

/** Nearly every act needs one thing. */
function namesIn(needs: readonly Need[]): readonly string[] {
  const [first, other] = needs
  if (first !== undefined && other === undefined) return first.on === undefined ? NO_NAMES : namesOf(first.on)
  return needs.flatMap(({ on }) => (on === undefined ? NO_NAMES : namesOf(on)))
}

const NO_NAMES: readonly string[] = []

/** The act, and those that it is a part of, which no transaction has asked for yet: none does again, for a later one may find what an earlier one has done. */
function unasked(act: Act): readonly Act[] {
  const found = act.hasAsked ? [] : [act]
  act.hasAsked = true
  return act.outer === undefined ? found : [...unasked(act.outer), ...found]
}

/** What goes on behind an act begins others in its context, and these again: none is kept for those. */
function stillToAsk(act: Act | undefined): Act | undefined {
  let found = act
  while (found?.hasAsked === true) found = found.outer
  return found
}

async function askAll(read: Pick<Store, 'db'>, checks: AccessChecks, acts: readonly Act[]): Promise<void> {
  for (const act of acts) await requireEach(read, checks, act)
}

function requireEach(read: Pick<Store, 'db'>, checks: AccessChecks, { caller, needs, refusal }: Act): Promise<void> | undefined {
  if (typeof needs !== 'function') return requireAll(checks, { caller, needs, refusal })
  return needs(read.db, checks).then((found) => requireAll(checks, { caller, needs: found, refusal }))
}

interface Asked extends Pick<Act, 'caller' | 'refusal'> {
  readonly needs: readonly Need[]
}

/** Undefined where everything is known to be allowed. */
function requireAll(checks: AccessChecks, { caller, needs, refusal }: Asked): Promise<void> | undefined {
  for (const [at, need] of needs.entries()) {
    const asked = checks.require(caller, need, refusal)
    if (asked !== undefined) return asked.then(() => requireAll(checks, { caller, needs: needs.slice(at + 1), refusal }))
  }
  return undefined
}
