import type { Kysely, Migration } from 'kysely'

/** What the values of the columns in a file are between, so that it need not be opened. */
export const fileStatistics: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Null: nothing is known, as of each file that was written before.
    await db.schema.alterTable('table_file').addColumn('statistics', 'text').execute()
  },
}
