import type { Kysely, Migration } from 'kysely'

/** Flink SQL that users keep under a name. */
export const flinkTemplates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('flink_template')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('sql', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('flink_template_key', ['project_id', 'number'])
      .addUniqueConstraint('flink_template_name', ['project_id', 'name'])
      .execute()
  },
}
