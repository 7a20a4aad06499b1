import { type Kysely, type Migration, sql } from 'kysely'

const KEY = 'kind, project_id, key, value'
const OF_OLD = 'kind = old.kind and project_id = old.project_id and key = old.key and value = old.value'

/** How many have a tag is known without counting them; and a page of queues by their size is read without looking at the others, largest first as well. */
export const listOrders: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw(`create table resource_tag_tally (kind text not null, project_id text not null, key text not null, value text not null,
        count integer not null, primary key (${KEY})) without rowid`)
      .execute(db)
    await sql.raw(`insert into resource_tag_tally select ${KEY}, count(*) from resource_tag group by ${KEY}`).execute(db)
    await sql
      .raw(`create trigger resource_tag_tally_added after insert on resource_tag begin
        insert into resource_tag_tally (${KEY}, count) values (new.kind, new.project_id, new.key, new.value, 1)
          on conflict (${KEY}) do update set count = count + 1;
        end`)
      .execute(db)
    await sql
      .raw(`create trigger resource_tag_tally_removed after delete on resource_tag begin
        update resource_tag_tally set count = count - 1 where ${OF_OLD};
        delete from resource_tag_tally where ${OF_OLD} and count < 1;
        end`)
      .execute(db)
    // Of those alone that lists show: the one of all queues was passed over for that of the names in use, and every queue sorted.
    await sql`drop index queue_cu`.execute(db)
    for (const direction of ['asc', 'desc'])
      await sql
        .raw(`create index queue_size_${direction} on queue (project_id, cu_count ${direction}, name) where state <> 'deleted'`)
        .execute(db)
  },
}
