import type { Kysely, Migration } from 'kysely'

/** The hosts that a datasource authentication is tied to: a JSON array of texts; those that were there are tied to none. */
export const credentialHosts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('credential')
      .addColumn('hosts', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute()
  },
}
