import type { Kysely, Migration } from 'kysely'

/** The columns that a managed table had. */
export const tableColumns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Null: as the version before it. Of a table whose columns never changed every version has none.
    await db.schema.alterTable('table_version').addColumn('columns', 'text').execute()
  },
}
