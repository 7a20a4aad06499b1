import type { Kysely, Migration } from 'kysely'

/** The database as it was named with a job's statement, '' where none was: clients compare it with what they sent. NULL: not known of a job from before. */
export const givenDatabases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('job').addColumn('given_database', 'text').execute()
  },
}
