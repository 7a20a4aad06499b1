import type { Kysely, Migration } from 'kysely'

/** What jobs write into buckets of stores: what a crash has left of it is given up by the next start, or brought to its end where all new objects were there. */
export const objectWrites: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('object_upload')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('bucket', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('object_publication')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('bucket', 'text', (c) => c.notNull())
      .addColumn('marker', 'text', (c) => c.notNull())
      .addColumn('replaced', 'text', (c) => c.notNull())
      .execute()
  },
}
