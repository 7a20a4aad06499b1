import { type Kysely, type Migration, sql } from 'kysely'

/** A binding is of a queue or of an elastic resource pool: SQLite can only make a column optional by making the table anew. */
export const poolBindings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('binding_of_holder')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('number', 'bigint', (c) => c.notNull())
      .addColumn('connection_id', 'text', (c) => c.notNull().references('connection.id').onDelete('cascade'))
      .addColumn('queue_id', 'text', (c) => c.references('queue.id').onDelete('cascade'))
      .addColumn('pool_id', 'text', (c) => c.references('pool.id').onDelete('cascade'))
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('failure', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addCheckConstraint('binding_holder', sql`(queue_id is null) <> (pool_id is null)`)
      .execute()
    await sql`insert into binding_of_holder
      select id, project_id, number, connection_id, queue_id, null, state, failure, created_at, updated_at from binding`.execute(db)
    await db.schema.dropTable('binding').execute()
    await db.schema.alterTable('binding_of_holder').renameTo('binding').execute()
    for (const holder of ['queue', 'pool']) {
      await db.schema
        .createIndex(holder === 'queue' ? 'binding_pair' : 'binding_pool_pair')
        .unique()
        .on('binding')
        .columns(['connection_id', `${holder}_id`])
        .where(sql.ref('state'), '<>', 'removed')
        .execute()
      await db.schema
        .createIndex(`binding_${holder}`)
        .on('binding')
        .columns([`${holder}_id`])
        .execute()
    }
    await db.schema.createIndex('binding_state').on('binding').columns(['state']).execute()
  },
}
