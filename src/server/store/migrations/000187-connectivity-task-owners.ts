import type { Kysely, Migration } from 'kysely'

/** Whose test it is: what it tells of is not for everybody who may use the queue. '': not known of one from before. */
export const connectivityTaskOwners: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('connectivityTask')
      .addColumn('ownerId', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
  },
}
