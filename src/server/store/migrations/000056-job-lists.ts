import type { Kysely, Migration } from 'kysely'

/** A list of the jobs of a queue, or of a state, and their number, look at no others. */
export const jobLists: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('job_project_queue_start').on('job').columns(['project_id', 'queue_name', 'started_at']).execute()
    await db.schema.createIndex('job_project_state_start').on('job').columns(['project_id', 'state', 'started_at']).execute()
  },
}
