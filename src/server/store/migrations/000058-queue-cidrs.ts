import { type Kysely, type Migration, sql } from 'kysely'

/** The range of addresses that was chosen for a queue or a pool; '' where none was: it is in nobody's way then. */
export const queueCidrs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('queue')
      .addColumn('cidr', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    // What was written where nobody had chosen.
    await sql`update pool set cidr = '' where cidr = '172.16.0.0/12'`.execute(db)
  },
}
