import type { Kysely, Migration } from 'kysely'

/** Elastic resource pools, the changes of their size, and what of a pool a queue has. */
export const elasticResourcePools: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('pool')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('cidr', 'text', (c) => c.notNull())
      .addColumn('min_cu', 'integer', (c) => c.notNull())
      .addColumn('max_cu', 'integer', (c) => c.notNull())
      .addColumn('current_cu', 'integer', (c) => c.notNull())
      .addColumn('charging_mode', 'integer', (c) => c.notNull())
      .addColumn('enterprise_project_id', 'text', (c) => c.notNull())
      .addColumn('label', 'text', (c) => c.notNull())
      .addColumn('ipv6', 'integer', (c) => c.notNull())
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('pool_name', ['project_id', 'name'])
      .execute()
    await db.schema
      .createTable('scale_record')
      .addColumn('pool_id', 'text', (c) => c.notNull().references('pool.id').onDelete('cascade'))
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('origin_cu', 'integer', (c) => c.notNull())
      .addColumn('target_cu', 'integer', (c) => c.notNull())
      .addColumn('min_cu', 'integer', (c) => c.notNull())
      .addColumn('max_cu', 'integer', (c) => c.notNull())
      .addColumn('failure', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('scale_record_pool').on('scale_record').columns(['pool_id', 'at']).execute()
    // No foreign key: the record of a deleted queue outlives its pool.
    await db.schema.alterTable('queue').addColumn('pool_id', 'text').execute()
    await db.schema
      .alterTable('queue')
      .addColumn('pool_name', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema
      .alterTable('queue')
      .addColumn('scaling_policies', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
    await db.schema.createIndex('queue_pool').on('queue').columns(['pool_id']).execute()
  },
}
