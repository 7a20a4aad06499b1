import type { Kysely, Migration } from 'kysely'

/** The IPv6 network of a subnet, and the other id of that: '' where it has none, as all that there are. */
export const subnetIpv6: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const name of ['cidrV6', 'neutronSubnetIdV6'] as const) {
      await db.schema
        .alterTable('subnet')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(''))
        .execute()
    }
  },
}
