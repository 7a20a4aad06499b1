import type { Database } from '../schema.ts'
import type { LogInAttemptTable } from '../tables/account-tables.ts'

/** failed: wrong passwords in a row for a user; known: that a user has logged in from an address. */
export type AttemptKind = LogInAttemptTable['kind']

/** In the place of the one of its key. */
export async function putLogInAttempt(db: Database, attempt: LogInAttemptTable): Promise<void> {
  const { count, at } = attempt
  await db
    .insertInto('logInAttempt')
    .values(attempt)
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doUpdateSet({ count, at }))
    .execute()
}

export async function deleteLogInAttempt(db: Database, kind: AttemptKind, key: string): Promise<void> {
  await db.deleteFrom('logInAttempt').where('kind', '=', kind).where('key', '=', key).execute()
}

/** Oldest first. */
export async function listLogInAttempts(db: Database, kind: AttemptKind): Promise<readonly LogInAttemptTable[]> {
  return await db.selectFrom('logInAttempt').selectAll().where('kind', '=', kind).orderBy('at').execute()
}

/** So many of those that are older. Gives back how many. */
export async function forgetLogInAttempts(db: Database, kind: AttemptKind, before: number, most: number, skipped = 0): Promise<number> {
  const old = db.selectFrom('logInAttempt').select('key').where('kind', '=', kind).where('at', '<', before).orderBy('at')
  const result = await db
    .deleteFrom('logInAttempt')
    .where('kind', '=', kind)
    .where('key', 'in', old.limit(most).offset(skipped))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
