import type { Kysely, Migration } from 'kysely'

/** The routes of a connection: what it reaches beyond its subnet. */
export const connectionRoutes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('connection')
      .addColumn('routes', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
  },
}
