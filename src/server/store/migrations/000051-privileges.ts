import type { Kysely, Migration } from 'kysely'

/** Who may do what with which object of a project: as the permission calls grant it. */
export const privileges: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('privilege')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('subject_kind', 'text', (c) => c.notNull())
      .addColumn('subject_id', 'text', (c) => c.notNull())
      .addColumn('object', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('granted_by', 'text', (c) => c.notNull())
      .addColumn('granted_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('privilege_key', ['project_id', 'object', 'subject_kind', 'subject_id', 'name'])
      .execute()
    await db.schema.createIndex('privilege_subject').on('privilege').columns(['subject_kind', 'subject_id']).execute()
  },
}
