import type { MonotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { createLogInTurns } from './log-in-turns.ts'

/** Wrong passwords in a row that cost a user no wait. */
export const FREE_FAILURES = 10
/** The first wait; it doubles with every further wrong password. */
const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 60_000
/** So long after the last wrong password they are forgotten. */
const MEMORY_MS = 15 * 60_000
/** Users whose failures are kept, the latest: names can be made up without end. Also of those who have logged in. */
const USERS_MAX = 10_000

interface Failures {
  readonly count: number
  readonly lastAt: number
}

/** Slows the guessing of passwords. It knows nothing after a restart. */
export interface LogInGuard {
  /**
   * Runs `check` when its turn comes: passwords are checked one at a time, for a check is made to cost memory and processor time, and so that attempts at the
   * same time are counted before the next one. Throws 'unauthenticated' while the user has to wait, 'unavailable' when too many others wait. Who has logged in from
   * there before waits neither behind strangers (log-in-turns.ts) nor for wrong passwords that came from elsewhere.
   *
   * @param who the user, the same text for each attempt on it
   * @param from the address of the client
   * @param check whether the password is right
   */
  attempt(who: string, from: string, check: () => Promise<boolean>): Promise<boolean>
}

export function createLogInGuard(clock: MonotonicClock): LogInGuard {
  const failuresOf = new Map<string, Failures>()
  /** Users, each with an address from which it has logged in; the latest. */
  const known = new Set<string>()
  const turns = createLogInTurns()

  function refuseWhileWaiting(who: string): void {
    const failures = failuresOf.get(who)
    if (failures === undefined) return
    const sinceMs = clock() - failures.lastAt
    if (sinceMs > MEMORY_MS) failuresOf.delete(who)
    else if (sinceMs < waitMs(failures.count)) throw tooManyFailures(waitMs(failures.count) - sinceMs)
  }

  function count(who: string, right: boolean): void {
    const before = failuresOf.get(who)?.count ?? 0
    // Deleted first, so that the map is in the order of the latest failures.
    failuresOf.delete(who)
    if (right) return
    failuresOf.set(who, { count: before + 1, lastAt: clock() })
    const [oldest] = failuresOf.keys()
    if (failuresOf.size > USERS_MAX && oldest !== undefined) failuresOf.delete(oldest)
  }

  function remember(pair: string): void {
    known.delete(pair)
    known.add(pair)
    const [oldest] = known
    if (known.size > USERS_MAX && oldest !== undefined) known.delete(oldest)
  }

  return {
    async attempt(who, from, check) {
      const pair = JSON.stringify([who, from])
      const isKnown = known.has(pair)
      const counted = isKnown ? pair : who
      refuseWhileWaiting(counted)
      return await turns.take(from, isKnown, async () => {
        refuseWhileWaiting(counted)
        const right = await check()
        count(counted, right)
        if (right) remember(pair)
        return right
      })
    },
  }
}

function waitMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (failures - FREE_FAILURES))
}

/** 401 as in the vendor's service, which locks the user: its clients take a 429 for a reason to sleep for minutes. */
function tooManyFailures(remainingMs: number): CausewayError {
  return new CausewayError('unauthenticated', 'Too many wrong passwords were given for this user, so none is looked at for a while', {
    hint: `Wait ${Math.ceil(remainingMs / 1000)} s, or sign the request with an access key.`,
  })
}
