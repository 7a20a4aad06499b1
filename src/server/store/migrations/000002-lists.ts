import { type Kysely, type Migration, sql } from 'kysely'

/** A page of a list is read by an index, in the list's order; the number of connections is kept and not counted. */
export const lists: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('connection_list').on('connection').columns(['project_id', 'state', 'number']).execute()
    await db.schema.createIndex('queue_cu').on('queue').columns(['project_id', 'cu_count', 'name']).execute()
    await db.schema.createIndex('credential_list').on('credential').columns(['project_id', 'number']).execute()
    await db.schema
      .createTable('connection_tally')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('count', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('connection_tally_key', ['project_id', 'state'])
      .execute()
    await sql`insert into connection_tally select project_id, state, count(*) from connection group by project_id, state`.execute(db)
    const added = sql`insert into connection_tally values (new.project_id, new.state, 1)
      on conflict (project_id, state) do update set count = count + 1`
    const removed = sql`update connection_tally set count = count - 1 where project_id = old.project_id and state = old.state`
    await sql`create trigger connection_added after insert on connection begin ${added}; end`.execute(db)
    await sql`create trigger connection_removed after delete on connection begin ${removed}; end`.execute(db)
    await sql`create trigger connection_changed after update of state on connection begin ${removed}; ${added}; end`.execute(db)
  },
}
