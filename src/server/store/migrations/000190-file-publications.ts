import type { Kysely, Migration } from 'kysely'

/** What is being published into folders of buckets and is neither all there nor gone: the next start after a crash brings it to one of the two. */
export const filePublications: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('file_publication')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('location', 'text', (c) => c.notNull())
      .addColumn('added', 'text', (c) => c.notNull())
      .addColumn('removed', 'text', (c) => c.notNull())
      .addColumn('for_table', 'integer', (c) => c.notNull())
      .execute()
  },
}
