import { type Kysely, type Migration, sql } from 'kysely'

/** What a table is stands in its definition, which may have megabytes: to list those of a kind, or to count them, read each. */
export const tableKinds: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index catalog_table_kind on catalog_table (database_id, name, json_extract(definition, '$.source.kind'), id)`.execute(
      db,
    )
  },
}
