import type { Kysely, Migration } from 'kysely'

/** What a queue is told beside its size: how many jobs it runs at once, whether it keeps all their rows. */
export const queueProperties: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('queue_property')
      .addColumn('queue_id', 'text', (c) => c.notNull().references('queue.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('queue_property_key', ['queue_id', 'name'])
      .execute()
  },
}
