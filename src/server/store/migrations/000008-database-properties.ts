import type { Kysely, Migration } from 'kysely'

/** What a user gives a database for themselves. */
export const databaseProperties: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('catalog_database')
      .addColumn('properties', 'text', (c) => c.notNull().defaultTo('{}'))
      .execute()
  },
}
