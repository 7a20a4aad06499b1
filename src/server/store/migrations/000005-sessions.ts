import type { Kysely, Migration } from 'kysely'

/** What users leave behind on their queues for their next jobs: temporary views, settings, the current database. */
export const sessions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('session_item')
      .addColumn('queue_id', 'text', (c) => c.notNull().references('queue.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('session_item_key', ['queue_id', 'user_id', 'kind', 'name'])
      .execute()
  },
}
