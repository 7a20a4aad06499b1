import type { Kysely, Migration } from 'kysely'

/** What jobs are writing into buckets under names of what is not whole: what a crash has left of it is removed by the next start. */
export const unfinishedWrites: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('unfinished_write')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('folder', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('unfinished_write_key', ['project_id', 'folder', 'name'])
      .execute()
  },
}
