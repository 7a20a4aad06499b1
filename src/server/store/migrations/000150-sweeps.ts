import { type Kysely, type Migration, sql } from 'kysely'

/** What is no longer kept is found without looking at all that is; and what goes with a row that is removed, without looking at all rows that could. */
export const sweeps: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index connection_deleted on connection (changed_at) where state = 'deleted'`.execute(db)
    await sql`create index binding_removed on binding (updated_at) where state = 'removed'`.execute(db)
    await sql`create index binding_connection on binding (connection_id)`.execute(db)
    await sql`create index scale_record_at on scale_record (at)`.execute(db)
    await sql`create index access_key_expiry on access_key (expires_at) where expires_at is not null`.execute(db)
    await sql`create index auth_token_key on auth_token (access_key) where access_key is not null`.execute(db)
    await sql`create index console_session_key on console_session (access_key) where access_key is not null`.execute(db)
  },
}
