import type { ConsoleSessionRecord } from '../../domain/account.ts'
import type { Database } from '../schema.ts'
import type { ConsoleSessionTable } from '../tables/account-tables.ts'

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
