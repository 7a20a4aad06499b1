import { type Kysely, type Migration, sql } from 'kysely'

const more = `insert into audit_tally (user_id, count) values (new.user_id, 1) on conflict (user_id) do update set count = count + 1;`
const less = `update audit_tally set count = count - 1 where user_id = old.user_id; delete from audit_tally where user_id = old.user_id and count < 1;`

/** How many records each user has, and which are its oldest: where there are too many, those of whoever has most go first. */
export const auditTally: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table audit_tally (user_id text primary key, count integer not null) without rowid`.execute(db)
    await sql`insert into audit_tally select user_id, count(*) from audit_event group by user_id`.execute(db)
    for (const [name, event, statements] of [
      ['insert', 'insert on audit_event', more],
      ['delete', 'delete on audit_event', less],
      ['update', 'update of user_id on audit_event when old.user_id <> new.user_id', less + more],
    ] as const)
      await sql.raw(`create trigger audit_tally_${name} after ${event} begin ${statements} end`).execute(db)
    await sql`drop index audit_event_of_strangers`.execute(db)
    await sql`create index audit_event_of_user on audit_event (user_id, id)`.execute(db)
  },
}
