import type { Kysely, Migration } from 'kysely'

/** What kind of error a job has failed with, and where in its statement that stands, as JSON: until now by the words of its message alone. */
export const jobErrors: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('job').addColumn('error_kind', 'text').execute()
    await db.schema.alterTable('job').addColumn('mistake', 'text').execute()
  },
}
