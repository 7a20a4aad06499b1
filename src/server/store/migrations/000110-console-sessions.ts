import type { Kysely, Migration } from 'kysely'

const time = 'bigint'

/** Who is logged in at the console, by the hash of both halves of a key. */
export const consoleSessions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('console_session')
      .addColumn('hash', 'text', (c) => c.primaryKey().notNull())
      .addColumn('user_id', 'text', (c) => c.notNull().references('user_account.id').onDelete('cascade'))
      .addColumn('access_key', 'text', (c) => c.references('access_key.access_key').onDelete('cascade'))
      .addColumn('issued_at', time, (c) => c.notNull())
      .addColumn('expires_at', time, (c) => c.notNull())
      .execute()
    await db.schema.createIndex('console_session_user').on('console_session').columns(['user_id', 'issued_at']).execute()
    await db.schema.createIndex('console_session_expiry').on('console_session').columns(['expires_at']).execute()
  },
}
