import type { Kysely, Migration } from 'kysely'

/** The ports that a connection lets through: every one, of those that there are. */
export const connectionPorts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('connection')
      .addColumn('ports', 'text', (c) => c.notNull().defaultTo('[{"from":1,"to":65535}]'))
      .execute()
  },
}
