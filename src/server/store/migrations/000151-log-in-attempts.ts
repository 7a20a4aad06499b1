import { type Kysely, type Migration, sql } from 'kysely'

/** What slows the guessing of passwords, and who is not slowed by others' guesses: by a hash, for names of users are typed, and passwords in their place. */
export const logInAttempts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table log_in_attempt (
      kind text not null, key text not null, count integer not null, at bigint not null, primary key (kind, key)
    ) without rowid`.execute(db)
    await sql`create index log_in_attempt_at on log_in_attempt (kind, at)`.execute(db)
  },
}
