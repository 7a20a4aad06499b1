import type { Kysely, Migration } from 'kysely'

/** Objects of buckets that users name as packages. */
export const packages: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('package_resource')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('group_name', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('location', 'text', (c) => c.notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('package_resource_key', ['project_id', 'group_name', 'name'])
      .execute()
  },
}
