import type { Kysely, Migration } from 'kysely'

/** Tags of databases: lists are filtered by them. */
export const databaseTags: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('catalog_database')
      .addColumn('tags', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
  },
}
