import type { Database } from '../schema.ts'

/** What is shown, once logged in, for the password or the key: each in a table of its own, and all of them kept by a hash, and ended, alike. */
type BearerTable = 'authToken' | 'consoleSession'

export const BEARER_TABLES: readonly BearerTable[] = ['authToken', 'consoleSession']

export async function deleteBearer(db: Database, table: BearerTable, hash: string): Promise<void> {
  await db.deleteFrom(table).where('hash', '=', hash).execute()
}

/** Those that a log-in with the password has led to; all of them where it is said so. */
export async function deleteBearersOf(db: Database, table: BearerTable, userId: string, which: 'all' | 'of password'): Promise<void> {
  const ofUser = db.deleteFrom(table).where('userId', '=', userId)
  await (which === 'all' ? ofUser : ofUser.where('accessKey', 'is', null)).execute()
}

export async function deleteBearersOfKey(db: Database, table: BearerTable, accessKey: string): Promise<void> {
  await db.deleteFrom(table).where('accessKey', '=', accessKey).execute()
}

/** All but the newest of the user are deleted. */
export async function keepNewestBearers(db: Database, table: BearerTable, userId: string, count: number): Promise<void> {
  await db
    .deleteFrom(table)
    .where('hash', 'in', (e) =>
      e
        .selectFrom(table)
        .select('hash')
        .where('userId', '=', userId)
        .orderBy('issuedAt', 'desc')
        .limit(Number.MAX_SAFE_INTEGER)
        .offset(count),
    )
    .execute()
}

export async function forgetExpiredBearers(
  db: Database,
  table: BearerTable,
  now: number,
  most = Number.MAX_SAFE_INTEGER,
  skipped = 0,
): Promise<number> {
  const expired = db.selectFrom(table).select('hash').where('expiresAt', '<=', now).orderBy('expiresAt').limit(most).offset(skipped)
  return Number((await db.deleteFrom(table).where('hash', 'in', expired).executeTakeFirst()).numDeletedRows)
}
