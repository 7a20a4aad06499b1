import type { Kysely, Migration } from 'kysely'

/** Connections that were made by the vendor's older calls: what those tell of them beside what is told of every connection. */
export const classicConnections: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('classic_connection')
      .addColumn('connection_id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('service', 'text', (c) => c.notNull())
      .addColumn('url', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('classic_connection_of_project').on('classic_connection').column('project_id').execute()
  },
}
