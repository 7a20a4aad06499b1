import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { ConsoleSessionRecord, User, UserRecord } from '../../domain/account.ts'
import { deleteBearer, keepNewestBearers } from '../../store/accounts/bearer-rows.ts'
import { findConsoleSession, insertConsoleSession, listConsoleSessions } from '../../store/accounts/console-sessions.ts'
import type { Store } from '../../store/store.ts'
import { type Proof, requireStanding } from './proof.ts'
import type { remembered } from './remembered.ts'

/**
 * What opens a session, in two places: a cookie alone would be sent to every program on every port of the same machine, and what a page can read alone would be
 * anybody's who gets a script into it.
 */
export interface KeyHalves {
  /** In the page, sent in a header. */
  readonly page: string
  /** In a cookie that no script reads. */
  readonly cookie: string
}

/** Somebody at the console. Times are epoch ms; a session lives 12 hours. */
export interface ConsoleSession {
  readonly user: User
  readonly issuedAt: number
  readonly expiresAt: number
  /** With which key it was opened; undefined: with a password. */
  readonly accessKey: string | undefined
  readonly proof: Proof
}

/** A session as its user is told of it. */
interface ToldSession {
  /** Names it, and opens nothing. */
  readonly id: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** With which key it was opened; undefined: with a password. */
  readonly accessKey: string | undefined
  /** It is the one that asks. */
  readonly isOwn: boolean
}

export interface ConsoleSessions {
  /** Throws 'unauthenticated' when what the user logged in by was taken away meanwhile. It ends with that: the key, or the password. */
  open(loggedIn: {
    readonly user: User
    readonly proof: Proof
    readonly accessKey: string | undefined
  }): Promise<{ readonly halves: KeyHalves; readonly session: ConsoleSession }>
  /** undefined: the halves are not those of one session, it has ended, or its user is disabled. Survives a restart of the server. */
  read(halves: KeyHalves): Promise<ConsoleSession | undefined>
  close(session: ConsoleSession): Promise<void>
  /** Those of the session's user, the newest first. */
  list(session: ConsoleSession): Promise<readonly ToldSession[]>
  /** Ends one of the same user's. Throws 'not-found'. */
  end(session: ConsoleSession, id: string): Promise<void>
}

const LIFE_MS = 12 * 3_600_000
/** Of one user; the oldest end before their time. */
const SESSIONS_MAX = 100
const HALF = /^[\w-]{43}$/

/** Nobody can guess one: 256 random bits. */
const newHalf = (): string => randomBytes(32).toString('base64url')

/** Of the hash, and short: whoever reads it in a list or in the audit learns nothing of what is kept. */
const idOf = (hash: string): string => createHash('sha256').update(`console session ${hash}`).digest('hex').slice(0, 16)

const hashOf = ({ page, cookie }: KeyHalves): string => createHash('sha256').update(`console ${page} ${cookie}`).digest('hex')

export function createConsoleSessions({
  store,
  clock,
  sessions,
  userById,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly sessions: ReturnType<typeof remembered<ConsoleSessionRecord>>
  readonly userById: (id: string) => UserRecord | Promise<UserRecord | undefined>
}): ConsoleSessions {
  return {
    async open({ user, proof, accessKey }) {
      const halves = { page: newHalf(), cookie: newHalf() }
      const hash = hashOf(halves)
      const issuedAt = clock()
      const expiresAt = issuedAt + LIFE_MS
      await store.transaction(async (tx) => {
        await requireStanding(tx, user.id, proof)
        await insertConsoleSession(tx, { hash, userId: user.id, accessKey, issuedAt, expiresAt })
        await keepNewestBearers(tx, 'consoleSession', user.id, SESSIONS_MAX)
      })
      return { halves, session: { user, issuedAt, expiresAt, accessKey, proof: { kind: 'console', hash } } }
    },

    async read(halves) {
      if (!HALF.test(halves.page) || !HALF.test(halves.cookie)) return undefined
      const hash = hashOf(halves)
      const found = await sessions(hash, () => findConsoleSession(store.db, hash))
      if (found === undefined || found.expiresAt <= clock()) return undefined
      const record = await userById(found.userId)
      if (record?.enabled !== true) return undefined
      const { id, name, domain } = record
      const { issuedAt, expiresAt, accessKey } = found
      return { user: { id, name, domain }, issuedAt, expiresAt, accessKey, proof: { kind: 'console', hash } }
    },

    async close({ proof }) {
      if (proof.kind === 'console') await deleteBearer(store.db, 'consoleSession', proof.hash)
    },

    async list({ user, proof }) {
      const found = await listConsoleSessions(store.db, user.id, clock())
      return found.map(({ hash, issuedAt, expiresAt, accessKey }) => ({
        id: idOf(hash),
        issuedAt,
        expiresAt,
        accessKey,
        isOwn: proof.kind === 'console' && proof.hash === hash,
      }))
    },

    async end({ user }, id) {
      const found = (await listConsoleSessions(store.db, user.id, clock())).find(({ hash }) => idOf(hash) === id)
      if (found === undefined) {
        throw new CausewayError('not-found', `There is no session ${id} of ${user.name} at the console`, {
          hint: 'It may have ended already.',
        })
      }
      await deleteBearer(store.db, 'consoleSession', found.hash)
    },
  }
}
