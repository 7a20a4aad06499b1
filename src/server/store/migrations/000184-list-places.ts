import { type Kysely, type Migration, sql } from 'kysely'

/** The beginning of the first segment of a list: each job stands behind it. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER
/** Of one segment; those in which the last job of a list is grow no further than that. */
const JOBS_OF_SEGMENT = 500

type Row = 'new' | 'old'

/** The lists that a job stands in: of its project, of its queue and of its state. */
const LISTS = {
  all: { name: (): string => `''`, condition: (): string => '' },
  queue: {
    name: (row: Row): string => `'queue/' || ${row}.queue_name`,
    condition: (row: Row): string => `and job.queue_name = ${row}.queue_name`,
  },
  state: { name: (row: Row): string => `'state/' || ${row}.state`, condition: (row: Row): string => `and job.state = ${row}.state` },
} as const
type List = keyof typeof LISTS

const ofList = (list: List, row: Row): string => `project_id = ${row}.project_id and list = ${LISTS[list].name(row)}`
/** The last one that does not begin behind the job. */
const segment = (list: List, row: Row): string =>
  `${ofList(list, row)} and (started_at, id) = (select started_at, id from job_segment where ${ofList(list, row)}
    and (started_at, id) <= (${row}.started_at, ${row}.id) order by started_at desc, id desc limit 1)`

/** The first segment of a list has no beginning, so that each job is in one. The last is ended where it is full and the job comes behind all others: none of these has to be counted again then. */
const added = (list: List): string => `
  insert into job_segment select new.project_id, ${LISTS[list].name('new')}, ${BEFORE_ALL}, '', 0
    where not exists (select 1 from job_segment where ${ofList(list, 'new')} and (started_at, id) <= (new.started_at, new.id));
  insert or ignore into job_segment select new.project_id, ${LISTS[list].name('new')}, new.started_at, new.id, 0
    where (select count from job_segment where ${ofList(list, 'new')} order by started_at desc, id desc limit 1) >= ${JOBS_OF_SEGMENT}
    and not exists (select 1 from job where job.project_id = new.project_id ${LISTS[list].condition('new')}
      and (job.started_at, job.id) > (new.started_at, new.id));
  update job_segment set count = count + 1 where ${segment(list, 'new')};`
const taken = (list: List): string => `
  update job_segment set count = count - 1 where ${segment(list, 'old')};
  delete from job_segment where ${segment(list, 'old')} and count < 1;`

const counted = (of: string): string => `
  insert into job_segment select project_id, list, iif(n = 1, ${BEFORE_ALL}, started_at), iif(n = 1, '', id), min(${JOBS_OF_SEGMENT}, total - n + 1)
  from (select project_id, ${of} as list, started_at, id,
      row_number() over (partition by project_id, ${of} order by started_at, id) as n, count(*) over (partition by project_id, ${of}) as total from job)
  where (n - 1) % ${JOBS_OF_SEGMENT} = 0`

const NOT_DELETED = (row: Row): string => `${row}.state <> 'deleted'`
const queueCounted = (row: Row, sign: '+' | '-'): string => `
  insert into queue_tally select ${row}.project_id, 0, 0 where true on conflict (project_id) do nothing;
  update queue_tally set count = count ${sign} (${NOT_DELETED(row)}), cus = cus ${sign} ${row}.cu_count * (${NOT_DELETED(row)}) where project_id = ${row}.project_id;`

/**
 * A page far from both ends of a list of jobs is found by passing over a segment of it at most; how many queues and tables there are is known without counting them; and the
 * own queues are found without looking at the others.
 */
export const listPlaces: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const run = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(db))
    await run(`create table job_segment (project_id text not null, list text not null, started_at integer not null, id text not null,
      count integer not null, primary key (project_id, list, started_at, id)) without rowid`)
    await run(counted(`''`))
    await run(counted(`'queue/' || queue_name`))
    await run(counted(`'state/' || state`))
    const each = (change: (list: List) => string): string => (['all', 'queue', 'state'] as const).map(change).join('')
    await run(`create trigger job_segment_insert after insert on job begin ${each(added)} end`)
    await run(`create trigger job_segment_delete after delete on job begin ${each(taken)} end`)
    await run(
      `create trigger job_segment_state after update of state on job when old.state <> new.state begin ${taken('state')} ${added('state')} end`,
    )

    await run('create table queue_tally (project_id text primary key not null, count integer not null, cus integer not null) without rowid')
    await run(`insert into queue_tally select project_id, count(*), sum(cu_count) from queue where state <> 'deleted' group by project_id`)
    await run(`create trigger queue_tally_insert after insert on queue begin ${queueCounted('new', '+')} end`)
    await run(`create trigger queue_tally_delete after delete on queue begin ${queueCounted('old', '-')} end`)
    await run(
      `create trigger queue_tally_update after update of state, cu_count on queue begin ${queueCounted('old', '-')} ${queueCounted('new', '+')} end`,
    )
    await run(`create index queue_owner on queue (project_id, owner_id) where state <> 'deleted'`)

    await run('create table table_tally (database_id text primary key not null, count integer not null) without rowid')
    await run('insert into table_tally select database_id, count(*) from catalog_table group by database_id')
    await run(`create trigger table_tally_insert after insert on catalog_table begin
      insert into table_tally values (new.database_id, 1) on conflict (database_id) do update set count = count + 1; end`)
    await run(`create trigger table_tally_delete after delete on catalog_table begin
      update table_tally set count = count - 1 where database_id = old.database_id;
      delete from table_tally where database_id = old.database_id and count < 1; end`)
  },
}
