import type { TokenRecord } from '../domain/account.ts'
import { keptQuery } from './kept-query.ts'
import type { Database } from './schema.ts'
import type { AuthTokenTable } from './tables/account-tables.ts'
import { scopeColumns, scopeOf } from './token-scope.ts'

const byHash = keptQuery<{ hash: string }, AuthTokenTable>((db, given) =>
  db.selectFrom('authToken').selectAll().where('hash', '=', given('hash')),
)

export async function insertToken(db: Database, { scope, accessKey, ...token }: TokenRecord): Promise<void> {
  await db
    .insertInto('authToken')
    .values({ ...token, ...scopeColumns(scope), accessKey: accessKey ?? null })
    .execute()
}

export async function findToken(db: Database, hash: string): Promise<TokenRecord | undefined> {
  const row = await byHash.first(db, { hash })
  if (row === undefined) return undefined
  const { userId, issuedAt, expiresAt } = row
  const scope = scopeOf(row.scopeKind, row.scopeId)
  return { hash, userId, scope, accessKey: row.accessKey ?? undefined, issuedAt, expiresAt }
}

export async function deleteToken(db: Database, hash: string): Promise<void> {
  await db.deleteFrom('authToken').where('hash', '=', hash).execute()
}

/** Those of its password; all of them where it is said so. */
export async function deleteTokensOf(db: Database, userId: string, which: 'all' | 'of password'): Promise<void> {
  const tokens = db.deleteFrom('authToken').where('userId', '=', userId)
  await (which === 'all' ? tokens : tokens.where('accessKey', 'is', null)).execute()
}

export async function deleteTokensOfKey(db: Database, accessKey: string): Promise<void> {
  await db.deleteFrom('authToken').where('accessKey', '=', accessKey).execute()
}

/** All but the newest of the user. */
export async function keepNewestTokens(db: Database, userId: string, count: number): Promise<void> {
  await db
    .deleteFrom('authToken')
    .where('hash', 'in', (e) =>
      e
        .selectFrom('authToken')
        .select('hash')
        .where('userId', '=', userId)
        .orderBy('issuedAt', 'desc')
        .limit(Number.MAX_SAFE_INTEGER)
        .offset(count),
    )
    .execute()
}

export async function forgetExpiredTokens(db: Database, now: number, most = Number.MAX_SAFE_INTEGER, skipped = 0): Promise<number> {
  const expired = db.selectFrom('authToken').select('hash').where('expiresAt', '<=', now).orderBy('expiresAt').limit(most).offset(skipped)
  return Number((await db.deleteFrom('authToken').where('hash', 'in', expired).executeTakeFirst()).numDeletedRows)
}
