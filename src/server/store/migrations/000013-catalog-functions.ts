import type { Kysely, Migration } from 'kysely'

/** The functions that users made in databases. */
export const catalogFunctions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('catalog_function')
      .addColumn('database_id', 'text', (c) => c.notNull().references('catalog_database.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('definition', 'text', (c) => c.notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('catalog_function_key', ['database_id', 'name'])
      .execute()
  },
}
