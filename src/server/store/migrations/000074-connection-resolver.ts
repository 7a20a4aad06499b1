import type { Kysely, Migration } from 'kysely'

/** Who is asked for names in the network of a connection, as JSON; nobody where it is empty. */
export const connectionResolver: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('connection')
      .addColumn('resolver', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
  },
}
