import type { Kysely, Migration } from 'kysely'

/** What the queues of a project are expected to reach, and what was last found of it. */
export const expectations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('expectation')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('queue_name', 'text', (c) => c.notNull())
      .addColumn('address', 'text', (c) => c.notNull())
      .addColumn('expected', 'text', (c) => c.notNull())
      .addColumn('note', 'text', (c) => c.notNull())
      .addColumn('enforced', 'integer', (c) => c.notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('owner_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('expectation_of', ['project_id', 'queue_name', 'address'])
      .execute()
    await db.schema
      .createTable('observation')
      .addColumn('expectation_id', 'text', (c) => c.notNull().references('expectation.id'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('observed', 'text', (c) => c.notNull())
      .addColumn('seen', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('observation_key', ['expectation_id', 'number'])
      .execute()
  },
}
