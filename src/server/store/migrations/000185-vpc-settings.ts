import type { Kysely, Migration } from 'kysely'

/** The enterprise project of a VPC, and what else a client has set for one and reads back. */
export const vpcSettings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, value] of [
      ['enterpriseProjectId', '0'],
      ['networkSettings', '{}'],
    ] as const) {
      await db.schema
        .alterTable('vpc')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(value))
        .execute()
    }
  },
}
