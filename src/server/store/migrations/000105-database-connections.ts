import type { Kysely, Migration } from 'kysely'

/** The schema of a remote database that a database stands for, as JSON; nothing where its tables are made here. */
export const databaseConnections: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('catalog_database').addColumn('connection', 'text').execute()
  },
}
