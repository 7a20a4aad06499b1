import { type Kysely, type Migration, sql } from 'kysely'

/** Tags of VPCs and subnets, when they were changed last, and what a client has set for a subnet and reads back. */
export const vpcTags: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of ['vpc', 'subnet']) {
      await db.schema
        .alterTable(table)
        .addColumn('tags', 'text', (c) => c.notNull().defaultTo('[]'))
        .execute()
      await db.schema
        .alterTable(table)
        .addColumn('updated_at', 'bigint', (c) => c.notNull().defaultTo(0))
        .execute()
      await sql`update ${sql.table(table)} set updated_at = created_at`.execute(db)
    }
    await db.schema
      .alterTable('subnet')
      .addColumn('network_settings', 'text', (c) => c.notNull().defaultTo('{}'))
      .execute()
  },
}
