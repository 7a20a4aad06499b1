import { type Kysely, type Migration, sql } from 'kysely'

/** How long a job has lasted by a clock that nobody sets. NULL: not known, its times tell. */
export const lastedJobs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('job').addColumn('lasted_ms', 'integer').execute()
    await sql`drop index job_project_duration`.execute(db)
    await sql`create index job_project_duration on job (project_id, coalesce(lasted_ms, ended_at - started_at), id) where ended_at is not null`.execute(
      db,
    )
  },
}
