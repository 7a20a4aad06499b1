import type { Kysely, Migration } from 'kysely'

/** How many files of tables a job has opened. */
export const jobFiles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('job').addColumn('files_read', 'text').execute()
  },
}
