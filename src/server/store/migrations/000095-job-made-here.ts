import type { Kysely, Migration } from 'kysely'

/** Which parts of a job databases could have been asked for, and why they were not, as JSON. */
export const jobMadeHere: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('job').addColumn('made_here', 'text').execute()
  },
}
