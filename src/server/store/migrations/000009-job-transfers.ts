import type { Kysely, Migration } from 'kysely'

/** Jobs that move rows between tables and files. */
export const jobTransfers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('job')
      .addColumn('table_name', 'text', (c) => c.notNull().defaultTo(''))
      .execute()
    await db.schema.alterTable('job').addColumn('transfer', 'text').execute()
  },
}
