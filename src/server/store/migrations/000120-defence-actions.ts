import type { Kysely, Migration } from 'kysely'

/** What a SQL defence rule does with a statement that breaks it, and what rules have said of a job, as JSON. */
export const defenceActions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('defence_rule')
      .addColumn('action', 'text', (c) => c.notNull().defaultTo('block'))
      .execute()
    await db.schema.alterTable('job').addColumn('hints', 'text').execute()
  },
}
