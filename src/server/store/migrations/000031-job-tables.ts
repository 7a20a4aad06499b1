import { type Kysely, type Migration, sql } from 'kysely'

/** The tables that the statement of a job names: a list is filtered by them. Of earlier jobs only imports and exports have one. */
export const jobTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('job_table')
      .addColumn('job_id', 'text', (c) => c.notNull().references('job.id').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('job_table_key', ['job_id', 'name'])
      .execute()
    await db.schema.createIndex('job_table_name').on('job_table').columns(['name', 'job_id']).execute()
    await sql`insert into job_table select id, table_name from job where table_name <> ''`.execute(db)
  },
}
