import type { TokenRecord } from '../../domain/account.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import type { AuthTokenTable } from '../tables/account-tables.ts'
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
