import type { Kysely, Migration } from 'kysely'

/** Texts of a project that statements name in double braces. */
export const globalVariables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('global_variable')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('sealed_value', 'blob')
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('user_name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('global_variable_key', ['project_id', 'name'])
      .execute()
    await db.schema.createIndex('global_variable_list').on('global_variable').columns(['project_id', 'number']).execute()
  },
}
