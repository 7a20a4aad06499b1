import { CausewayError } from '../../../base/errors.ts'
import type { UserRecord } from '../../domain/account.ts'
import { findAccessKey } from '../../store/accounts/access-keys.ts'
import { findUser } from '../../store/accounts/accounts.ts'
import { findToken } from '../../store/accounts/auth-tokens.ts'
import { findConsoleSession } from '../../store/accounts/console-sessions.ts'
import type { Database } from '../../store/schema.ts'

/** By what somebody has shown who it is. */
export type Proof =
  /** The hash that the password was compared with. */
  | { readonly kind: 'password'; readonly passwordHash: string }
  | { readonly kind: 'key'; readonly accessKey: string }
  | { readonly kind: 'token'; readonly hash: string }
  /** A session of the console. */
  | { readonly kind: 'console'; readonly hash: string }

/**
 * That the proof is as good as it was. To be asked in the transaction that gives something for it which outlives the request: a request takes as long as its client
 * likes, or waits in the line of log-ins, and what it was let in by may have been taken away meanwhile. Throws 'unauthenticated'.
 */
export async function requireStanding(tx: Database, userId: string, proof: Proof): Promise<void> {
  await standsUntil(tx, userId, proof)
}

/** Until when it is as good as it was, epoch ms, where nobody takes it away before; a time that has passed is no reason to refuse here. Throws 'unauthenticated'. */
export async function standsUntil(db: Database, userId: string, proof: Proof): Promise<number> {
  const user = await findUser(db, { id: userId })
  const until = user?.enabled === true ? await endOf(db, user, proof) : undefined
  if (until === undefined) throw takenAway()
  return until
}

export const takenAway = (): CausewayError =>
  new CausewayError('unauthenticated', 'What the request was let in by has been taken away meanwhile', { hint: 'Log in again.' })

/** undefined: it has been taken away. */
async function endOf(db: Database, user: UserRecord, proof: Proof): Promise<number | undefined> {
  switch (proof.kind) {
    case 'password':
      return user.passwordHash === proof.passwordHash ? Number.POSITIVE_INFINITY : undefined
    case 'key': {
      const key = await findAccessKey(db, proof.accessKey)
      return key?.userId === user.id && key.enabled ? (key.expiresAt ?? Number.POSITIVE_INFINITY) : undefined
    }
    case 'token': {
      const token = await findToken(db, proof.hash)
      return token?.userId === user.id ? token.expiresAt : undefined
    }
    case 'console': {
      const session = await findConsoleSession(db, proof.hash)
      return session?.userId === user.id ? session.expiresAt : undefined
    }
  }
}

export const GIVES_NOBODY_RIGHTS = 'gives nobody rights'

export const notLasting = (what: string): CausewayError =>
  new CausewayError('forbidden', `A temporary access key ${what}`, {
    hint: 'Ask for it with a token of a password, or with a key that stays.',
  })

/** A temporary key is for a while: what stays is not made with it. Throws 'forbidden'. */
export async function requireLasting(tx: Database, proof: Proof, what: string): Promise<void> {
  const key = proof.kind === 'key' ? await findAccessKey(tx, proof.accessKey) : undefined
  if (key?.expiresAt === undefined) return
  throw notLasting(what)
}
