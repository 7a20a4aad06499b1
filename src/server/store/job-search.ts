import { sql } from 'kysely'
import type { JobRecord, JobSelection } from '../domain/job.ts'
import { matchesSelection, record } from './jobs.ts'
import type { Database } from './schema.ts'

/** A job as a search for its statement sees it. */
export interface JobOfSearch {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** Of its statement. */
  readonly bytes: number
}

/** The next jobs after one, by start and id; the statements are not read. */
export async function listJobsForSearch(
  db: Database,
  selection: JobSelection & { readonly projectId: string },
  after: JobOfSearch | undefined,
  limit: number,
): Promise<readonly JobOfSearch[]> {
  const bytes = sql<number>`octet_length(${sql.ref('sql')})`.as('bytes')
  const selected = db.selectFrom('job').select(['id', 'startedAt', 'endedAt', bytes]).where(matchesSelection(selection))
  const rest =
    after === undefined
      ? selected
      : selected
          .where('startedAt', '>=', after.startedAt)
          .where((e) => e.or([e('startedAt', '>', after.startedAt), e('id', '>', after.id)]))
  const rows = await rest.orderBy('startedAt').orderBy('id').limit(limit).execute()
  return rows.map((row) => ({ ...row, endedAt: row.endedAt ?? undefined }))
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
