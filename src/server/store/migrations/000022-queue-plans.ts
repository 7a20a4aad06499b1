import type { Kysely, Migration } from 'kysely'

/** Plans that give a queue another size at their times. */
export const queuePlans: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('queue_plan')
      .addColumn('queue_id', 'text', (c) => c.notNull().references('queue.id').onDelete('cascade'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('target_cu', 'integer', (c) => c.notNull())
      .addColumn('start_hour', 'integer', (c) => c.notNull())
      .addColumn('start_minute', 'integer', (c) => c.notNull())
      .addColumn('repeat_days', 'text', (c) => c.notNull())
      .addColumn('valid_from', 'bigint')
      .addColumn('valid_to', 'bigint')
      .addColumn('active', 'integer', (c) => c.notNull())
      .addColumn('last_run_at', 'bigint')
      .addColumn('next_run_at', 'bigint')
      .addPrimaryKeyConstraint('queue_plan_key', ['queue_id', 'number'])
      .execute()
    await db.schema.createIndex('queue_plan_next').on('queue_plan').columns(['next_run_at']).execute()
  },
}
