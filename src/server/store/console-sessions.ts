import type { ConsoleSessionRecord } from '../domain/account.ts'
import type { Database } from './schema.ts'
import type { ConsoleSessionTable } from './tables/account-tables.ts'

const record = ({ accessKey, ...row }: ConsoleSessionTable): ConsoleSessionRecord => ({ ...row, accessKey: accessKey ?? undefined })

export async function insertConsoleSession(db: Database, { accessKey, ...session }: ConsoleSessionRecord): Promise<void> {
  await db
    .insertInto('consoleSession')
    .values({ ...session, accessKey: accessKey ?? null })
    .execute()
}

export async function findConsoleSession(db: Database, hash: string): Promise<ConsoleSessionRecord | undefined> {
  const row = await db.selectFrom('consoleSession').selectAll().where('hash', '=', hash).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Those of the user that have not ended, the newest first. */
export async function listConsoleSessions(db: Database, userId: string, now: number): Promise<readonly ConsoleSessionRecord[]> {
  const rows = await db
    .selectFrom('consoleSession')
    .selectAll()
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .orderBy('issuedAt', 'desc')
    .orderBy('hash')
    .execute()
  return rows.map(record)
}

export async function deleteConsoleSession(db: Database, hash: string): Promise<void> {
  await db.deleteFrom('consoleSession').where('hash', '=', hash).execute()
}

/** Those that a log-in with the password has led to; all of them where it is said so. */
export async function deleteConsoleSessionsOf(db: Database, userId: string, which: 'all' | 'of password'): Promise<void> {
  const sessions = db.deleteFrom('consoleSession').where('userId', '=', userId)
  await (which === 'all' ? sessions : sessions.where('accessKey', 'is', null)).execute()
}

export async function deleteConsoleSessionsOfKey(db: Database, accessKey: string): Promise<void> {
  await db.deleteFrom('consoleSession').where('accessKey', '=', accessKey).execute()
}

/** All but the newest of the user. */
export async function keepNewestConsoleSessions(db: Database, userId: string, count: number): Promise<void> {
  await db
    .deleteFrom('consoleSession')
    .where('hash', 'in', (e) =>
      e
        .selectFrom('consoleSession')
        .select('hash')
        .where('userId', '=', userId)
        .orderBy('issuedAt', 'desc')
        .limit(Number.MAX_SAFE_INTEGER)
        .offset(count),
    )
    .execute()
}

export async function forgetExpiredConsoleSessions(
  db: Database,
  now: number,
  most = Number.MAX_SAFE_INTEGER,
  skipped = 0,
): Promise<number> {
  const expired = db
    .selectFrom('consoleSession')
    .select('hash')
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(most)
    .offset(skipped)
  return Number((await db.deleteFrom('consoleSession').where('hash', 'in', expired).executeTakeFirst()).numDeletedRows)
}
