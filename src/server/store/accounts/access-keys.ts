import type { AccessKeyInfo, AccessKeyRecord } from '../../domain/account.ts'
import type { Database } from '../schema.ts'
import type { AccessKeyTable } from '../tables/account-tables.ts'
import { scopeColumns, scopeOf } from './token-scope.ts'

const record = ({ scopeKind, scopeId, ...row }: AccessKeyTable): AccessKeyRecord => ({
  ...row,
  enabled: row.enabled === 1,
  expiresAt: row.expiresAt ?? undefined,
  securityTokenHash: row.securityTokenHash ?? undefined,
  madeByKey: row.madeByKey ?? undefined,
  scope: scopeKind === null ? undefined : scopeOf(scopeKind, scopeId ?? ''),
})

export async function insertAccessKey(db: Database, { scope, ...key }: AccessKeyRecord): Promise<void> {
  await db
    .insertInto('accessKey')
    .values({
      ...key,
      enabled: key.enabled ? 1 : 0,
      expiresAt: key.expiresAt ?? null,
      securityTokenHash: key.securityTokenHash ?? null,
      madeByKey: key.madeByKey ?? null,
      ...(scope === undefined ? { scopeKind: null, scopeId: null } : scopeColumns(scope)),
    })
    .execute()
}

export async function findAccessKey(db: Database, accessKey: string): Promise<AccessKeyRecord | undefined> {
  const row = await db.selectFrom('accessKey').selectAll().where('accessKey', '=', accessKey).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Oldest first, without temporary ones. */
export async function listAccessKeys(db: Database, userId: string): Promise<readonly AccessKeyInfo[]> {
  const rows = await db
    .selectFrom('accessKey')
    .leftJoin('accessKeyUse', 'accessKeyUse.accessKey', 'accessKey.accessKey')
    .selectAll('accessKey')
    .select('accessKeyUse.lastUsedAt')
    .where('userId', '=', userId)
    .where('expiresAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('accessKey.accessKey')
    .execute()
  return rows.map(({ lastUsedAt, ...row }) => {
    const { sealedSecretKey: _secret, securityTokenHash: _hash, scope: _scope, ...shown } = record(row)
    return { ...shown, lastUsedAt: lastUsedAt ?? undefined }
  })
}

export async function setAccessKeyEnabled(db: Database, accessKey: string, enabled: boolean): Promise<void> {
  await db
    .updateTable('accessKey')
    .set({ enabled: enabled ? 1 : 0 })
    .where('accessKey', '=', accessKey)
    .execute()
}

/** With the temporary keys that it made, and the tokens. */
export async function deleteAccessKey(db: Database, accessKey: string): Promise<void> {
  await deleteKeysMadeBy(db, accessKey)
  await db.deleteFrom('accessKey').where('accessKey', '=', accessKey).execute()
}

export async function deleteKeysMadeBy(db: Database, accessKey: string): Promise<void> {
  await db.deleteFrom('accessKey').where('madeByKey', '=', accessKey).execute()
}

export async function deleteAccessKeysOf(db: Database, userId: string): Promise<void> {
  await db.deleteFrom('accessKey').where('userId', '=', userId).execute()
}

/** Those that a log-in with the password has led to; all of them where it is said so. */
export async function deleteTemporaryKeys(db: Database, userId: string, which: 'all' | 'of password'): Promise<void> {
  const keys = db.deleteFrom('accessKey').where('userId', '=', userId).where('expiresAt', 'is not', null)
  await (which === 'all' ? keys : keys.where('madeByKey', 'is', null)).execute()
}

export async function countTemporaryKeys(db: Database, userId: string): Promise<number> {
  const row = await db
    .selectFrom('accessKey')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .where('expiresAt', 'is not', null)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function forgetExpiredKeys(db: Database, now: number, most: number, skipped = 0): Promise<number> {
  const expired = db
    .selectFrom('accessKey')
    .select('accessKey')
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(most)
    .offset(skipped)
  return Number((await db.deleteFrom('accessKey').where('accessKey', 'in', expired).executeTakeFirst()).numDeletedRows)
}

/** Nothing where the key is gone meanwhile. */
export async function noteAccessKeyUse(db: Database, accessKey: string, lastUsedAt: number): Promise<void> {
  await db
    .insertInto('accessKeyUse')
    .columns(['accessKey', 'lastUsedAt'])
    .expression((e) =>
      e
        .selectFrom('accessKey')
        .select((row) => ['accessKey', row.val(lastUsedAt).as('lastUsedAt')])
        .where('accessKey', '=', accessKey),
    )
    .onConflict((conflict) => conflict.column('accessKey').doUpdateSet({ lastUsedAt }))
    .execute()
}
