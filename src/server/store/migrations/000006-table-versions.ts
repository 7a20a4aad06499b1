import type { Kysely, Migration } from 'kysely'

/** What a managed table consists of: versions, and files that came with one and went with another. */
export const tableVersions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Null: the files of a table that was made before there were versions are not listed yet.
    await db.schema.alterTable('catalog_table').addColumn('version', 'bigint').execute()
    // The oldest version whose files are all there.
    await db.schema.alterTable('catalog_table').addColumn('kept_from', 'bigint').execute()
    await db.schema
      .createTable('table_version')
      .addColumn('table_id', 'text', (c) => c.notNull().references('catalog_table.id').onDelete('cascade'))
      .addColumn('version', 'bigint', (c) => c.notNull())
      .addColumn('operation', 'text', (c) => c.notNull())
      .addColumn('user_name', 'text', (c) => c.notNull())
      // No foreign key: a version outlives the record of its job.
      .addColumn('job_id', 'text')
      .addColumn('committed_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('table_version_key', ['table_id', 'version'])
      .execute()
    await db.schema
      .createTable('table_file')
      .addColumn('table_id', 'text', (c) => c.notNull().references('catalog_table.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('row_count', 'bigint')
      .addColumn('partition', 'text')
      .addColumn('added_in', 'bigint', (c) => c.notNull())
      // Null: it is there now.
      .addColumn('removed_in', 'bigint')
      .addPrimaryKeyConstraint('table_file_key', ['table_id', 'name', 'added_in'])
      .execute()
  },
}
