import { expressionBuilder, sql } from 'kysely'
import type { JobRecord, JobSelection } from '../../domain/job.ts'
import type { Database, Schema } from '../schema.ts'
import { matchesSelection, record } from './jobs.ts'

/** A job as a search for its statement sees it. */
export interface JobOfSearch {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** Undefined: its times tell. */
  readonly lastedMs: number | undefined
  /** Of its statement. */
  readonly bytes: number
}

type Ends = 'endedAt' | 'lastedMs'

/** The next jobs after one, by start and id; the statements are not read. */
export async function listJobsForSearch(
  db: Database,
  selection: JobSelection & { readonly projectId: string },
  after: JobOfSearch | undefined,
  limit: number,
): Promise<readonly JobOfSearch[]> {
  const bytes = sql<number>`octet_length(${sql.ref('sql')})`.as('bytes')
  const selected = db.selectFrom('job').select(['id', 'startedAt', 'endedAt', 'lastedMs', bytes]).where(matchesSelection(selection))
  const rest =
    after === undefined
      ? selected
      : selected
          .where('startedAt', '>=', after.startedAt)
          .where((e) => e.or([e('startedAt', '>', after.startedAt), e('id', '>', after.id)]))
  const rows = await rest.orderBy('startedAt').orderBy('id').limit(limit).execute()
  return rows.map((row) => ({ ...row, endedAt: row.endedAt ?? undefined, lastedMs: row.lastedMs ?? undefined }))
}

/** A job's place in its table: jobs have it in the order in which they were written. One that is gone may leave it to another, if it was the last. */
export interface JobPlace {
  readonly row: number
  readonly id: string
}

/** Its own number in SQLite, no column: only VACUUM gives others, which the server never runs. */
const ROW = sql<number>`job.rowid`

/** The next jobs of all projects behind a place, by it. */
export async function jobsBehind(
  db: Database,
  row: number,
  limit: number,
): Promise<readonly (JobPlace & Pick<JobOfSearch, 'bytes'> & Pick<JobRecord, 'projectId'>)[]> {
  const bytes = sql<number>`octet_length(${sql.ref('sql')})`.as('bytes')
  return await db
    .selectFrom('job')
    .select([ROW.as('row'), 'id', 'projectId', bytes])
    .where(ROW, '>', row)
    .orderBy(ROW)
    .limit(limit)
    .execute()
}

export async function isJobAt(db: Database, { row, id }: JobPlace): Promise<boolean> {
  return (await db.selectFrom('job').select('id').where(ROW, '=', row).executeTakeFirst())?.id === id
}

/** Of all projects, without looking at any. */
export async function countStoredJobs(db: Database): Promise<number> {
  const tallies = db.selectFrom('jobTally').where('queueName', '=', '')
  return (await tallies.select((e) => e.fn.coalesce(e.fn.sum<number>('count'), e.val(0)).as('count')).executeTakeFirstOrThrow()).count
}

/** Of all projects; undefined: there is no job. */
export async function endsOfJobs(db: Database): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const end = async (direction: 'asc' | 'desc') =>
    (await db.selectFrom('job').select(ROW.as('row')).orderBy(ROW, direction).limit(1).executeTakeFirst())?.row
  const [first, last] = [await end('asc'), await end('desc')]
  return first === undefined || last === undefined ? undefined : { first, last }
}

/** Those of the jobs at these places that are selected. */
export async function selectedJobsAt(
  db: Database,
  selection: JobSelection & { readonly projectId: string },
  rows: readonly number[],
): Promise<readonly JobOfSearch[]> {
  const condition = matchesSelection(selection)(expressionBuilder<Schema, 'job'>())
  const [id, startedAt, endedAt, lastedMs, text] = (['id', 'startedAt', 'endedAt', 'lastedMs', 'sql'] as const).map((name) => sql.ref(name))
  // No index: by that of the project each of its jobs would be looked at.
  const found = await sql<Omit<JobOfSearch, Ends> & { readonly [end in Ends]: number | null }>`
    select ${id}, ${startedAt}, ${endedAt}, ${lastedMs}, octet_length(${text}) as bytes from job not indexed
    where job.rowid in (select value from json_each(${JSON.stringify(rows)})) and ${condition}`.execute(db)
  return found.rows.map((row) => ({ ...row, endedAt: row.endedAt ?? undefined, lastedMs: row.lastedMs ?? undefined }))
}

/** Statements by job; one that is gone is left out. */
export async function readStatements(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'sql'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, row.sql]))
}

/** In the order of the ids; one that is gone is left out. */
export async function readJobs(db: Database, ids: readonly string[]): Promise<readonly JobRecord[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const found = new Map(rows.map((row) => [row.id, record(row)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}
