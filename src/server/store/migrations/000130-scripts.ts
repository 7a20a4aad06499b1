import type { Kysely, Migration } from 'kysely'

const time = 'bigint'

/** Scripts, their statements, and which of them a job is of. */
export const scripts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('script')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      // No foreign key: a script's record outlives its queue.
      .addColumn('queue_id', 'text', (c) => c.notNull())
      .addColumn('queue_name', 'text', (c) => c.notNull())
      .addColumn('owner_id', 'text', (c) => c.notNull())
      .addColumn('owner', 'text', (c) => c.notNull())
      .addColumn('sql', 'text', (c) => c.notNull())
      .addColumn('current_database', 'text', (c) => c.notNull())
      .addColumn('conf', 'text', (c) => c.notNull())
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('stops_on_error', 'integer', (c) => c.notNull())
      .addColumn('statement_count', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('message', 'text', (c) => c.notNull())
      .addColumn('started_at', time, (c) => c.notNull())
      .addColumn('ended_at', time)
      .addColumn('cancel_requested_at', time)
      .addColumn('cancel_reason', 'text', (c) => c.notNull())
      .execute()
    await db.schema.createIndex('script_project_start').on('script').columns(['project_id', 'started_at']).execute()
    await db.schema.createIndex('script_state').on('script').columns(['state']).execute()
    await db.schema.createIndex('script_end').on('script').columns(['ended_at']).execute()
    await db.schema
      .createTable('script_statement')
      .addColumn('script_id', 'text', (c) => c.notNull().references('script.id').onDelete('cascade'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('line', 'integer', (c) => c.notNull())
      .addColumn('column', 'integer', (c) => c.notNull())
      .addColumn('text_from', 'integer', (c) => c.notNull())
      .addColumn('text_to', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('job_id', 'text')
      .addColumn('type', 'text')
      .addColumn('message', 'text', (c) => c.notNull())
      .addColumn('error_kind', 'text')
      .addColumn('mistake', 'text')
      .addColumn('started_at', time)
      .addColumn('ended_at', time)
      .addColumn('row_count', 'bigint', (c) => c.notNull())
      .addColumn('input_row_count', 'bigint', (c) => c.notNull())
      .addColumn('input_bytes', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('script_statement_key', ['script_id', 'number'])
      .execute()
    await db.schema.alterTable('job').addColumn('script_id', 'text').execute()
  },
}
