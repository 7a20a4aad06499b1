import type { Kysely, Migration } from 'kysely'

/** What the vendor's service would be allowed to do for a project in other services. */
export const agencies: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('agency')
      .addColumn('project_id', 'text', (c) => c.primaryKey().references('project.id'))
      .addColumn('roles', 'text', (c) => c.notNull())
      .execute()
  },
}
