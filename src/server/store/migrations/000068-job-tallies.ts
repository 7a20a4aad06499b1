import { type Kysely, type Migration, sql } from 'kysely'

const KEY = 'project_id, queue_name, type, state'
/** One more of the queue, and of all queues together: ''. */
const counted = (row: 'new' | 'old') =>
  [`${row}.queue_name`, "''"].map(
    (queue) => `insert into job_tally (${KEY}, count) values (${row}.project_id, ${queue}, ${row}.type, ${row}.state, 1)
      on conflict (${KEY}) do update set count = count + 1;`,
  )
const taken = (row: 'old') =>
  [`${row}.queue_name`, "''"].flatMap((queue) => {
    const where = `project_id = ${row}.project_id and queue_name = ${queue} and type = ${row}.type and state = ${row}.state`
    return [`update job_tally set count = count - 1 where ${where};`, `delete from job_tally where ${where} and count < 1;`]
  })

/** How many jobs there are is known without counting them, whoever adds and removes some; and a page of them is found without reading those before it. */
export const jobTallies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql
      .raw(`create table job_tally (project_id text not null, queue_name text not null, type text not null, state text not null,
        count integer not null, primary key (${KEY})) without rowid`)
      .execute(db)
    await sql.raw(`insert into job_tally select ${KEY}, count(*) from job group by ${KEY}`).execute(db)
    await sql
      .raw(`insert into job_tally select project_id, '', type, state, count(*) from job group by project_id, type, state`)
      .execute(db)
    for (const [event, statements] of [
      ['insert', counted('new')],
      ['delete', taken('old')],
      ['update of state', [...taken('old'), ...counted('new')]],
    ] as const) {
      await sql
        .raw(`create trigger job_tally_${event.replaceAll(' ', '_')} after ${event} on job begin ${statements.join(' ')} end`)
        .execute(db)
    }
    // With the id, by which those of one time are ordered: an index that does not end in it is passed over for one that does.
    for (const [name, columns] of [
      ['job_project_start', 'project_id, started_at, id'],
      ['job_project_queue_start', 'project_id, queue_name, started_at, id'],
      ['job_project_state_start', 'project_id, state, started_at, id'],
    ] as const) {
      await sql.raw(`drop index ${name}`).execute(db)
      await sql.raw(`create index ${name} on job (${columns})`).execute(db)
    }
    await sql`create index job_project_duration on job (project_id, ended_at - started_at, id) where ended_at is not null`.execute(db)
    await sql`create index job_project_open on job (project_id) where ended_at is null`.execute(db)
  },
}
