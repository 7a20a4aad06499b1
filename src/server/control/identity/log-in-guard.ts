import { hash } from 'node:crypto'
import type { MonotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { KeptAttempts } from './kept-attempts.ts'
import { createLogInTurns } from './log-in-turns.ts'

/** Wrong passwords in a row that cost a user no wait. */
export const FREE_FAILURES = 10
/** The first wait; it doubles with every further wrong password. */
const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 60_000
/** So long after the last wrong password they are forgotten. */
export const FAILURES_KEPT_MS = 15 * 60_000
/** Users whose failures are kept, the latest: names can be made up without end. Also of those who have logged in. */
const USERS_MAX = 10_000
/** How often it is written anew that somebody logs in from there. */
const WRITTEN_AGAIN_MS = 24 * 3_600_000

interface Failures {
  readonly count: number
  readonly lastAt: number
}

/** Slows the guessing of passwords, over restarts of the server too. */
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

export function createLogInGuard(clock: MonotonicClock, kept: KeptAttempts): LogInGuard {
  /** In the order of the latest failures. */
  const failuresOf = new Map<string, Failures>()
  /** Users, each with an address from which it has logged in, the latest last; and when that was written. */
  const known = new Map<string, number>()
  const turns = createLogInTurns()
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    for (const { key, count, agoMs } of await kept.list('failed')) failuresOf.set(key, { count, lastAt: clock() - agoMs })
    for (const { key, agoMs } of await kept.list('known')) known.set(key, clock() - agoMs)
  }

  /** Once; what could not be read is asked for again by the next attempt. */
  async function haveRead(): Promise<void> {
    reading ??= read().catch((thrown: unknown) => {
      reading = undefined
      throw thrown
    })
    await reading
  }

  function refuseWhileWaiting(who: string): void {
    const failures = failuresOf.get(who)
    if (failures === undefined) return
    const sinceMs = clock() - failures.lastAt
    if (sinceMs > FAILURES_KEPT_MS) failuresOf.delete(who)
    else if (sinceMs < waitMs(failures.count)) throw tooManyFailures(waitMs(failures.count) - sinceMs)
  }

  /** Written before it is told that a password was wrong. Where the disk is full it still counts until the server ends. */
  async function count(who: string, right: boolean): Promise<void> {
    const before = failuresOf.get(who)
    failuresOf.delete(who)
    if (right) {
      if (before !== undefined) await kept.drop('failed', who).catch(() => undefined)
      return
    }
    const failures = (before?.count ?? 0) + 1
    failuresOf.set(who, { count: failures, lastAt: clock() })
    await kept.put('failed', who, failures).catch(() => undefined)
    const [oldest] = failuresOf.keys()
    if (failuresOf.size <= USERS_MAX || oldest === undefined) return
    failuresOf.delete(oldest)
    await kept.drop('failed', oldest).catch(() => undefined)
  }

  async function remember(pair: string): Promise<void> {
    const writtenAt = known.get(pair)
    const isFresh = writtenAt !== undefined && clock() - writtenAt < WRITTEN_AGAIN_MS
    known.delete(pair)
    known.set(pair, isFresh ? writtenAt : clock())
    if (!isFresh) await kept.put('known', pair, 1).catch(() => undefined)
    const [oldest] = known.keys()
    if (known.size <= USERS_MAX || oldest === undefined) return
    known.delete(oldest)
    await kept.drop('known', oldest).catch(() => undefined)
  }

  return {
    async attempt(user, from, check) {
      await haveRead()
      const [who, pair] = [keyOf([user]), keyOf([user, from])]
      const isKnown = known.has(pair)
      const counted = isKnown ? pair : who
      refuseWhileWaiting(counted)
      return await turns.take(from, isKnown, async () => {
        refuseWhileWaiting(counted)
        const right = await check()
        await count(counted, right)
        if (right) await remember(pair)
        return right
      })
    },
  }
}

/** Names that nobody has are typed, among them passwords in the wrong field: neither is kept. */
const keyOf = (parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url')

function waitMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (failures - FREE_FAILURES))
}

/** 401 as in the vendor's service, which locks the user: its clients take a 429 for a reason to sleep for minutes. */
function tooManyFailures(remainingMs: number): CausewayError {
  return new CausewayError('unauthenticated', 'Too many wrong passwords were given for this user, so none is looked at for a while', {
    hint: `Wait ${Math.ceil(remainingMs / 1000)} s, or sign the request with an access key.`,
  })
}
