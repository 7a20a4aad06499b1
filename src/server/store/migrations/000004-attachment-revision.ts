import type { Kysely, Migration } from 'kysely'

/** Tells one attachment of a VPC from the next without comparing their tables. */
export const attachmentRevision: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('vpc')
      .addColumn('attachment_revision', 'bigint', (c) => c.notNull().defaultTo(1))
      .execute()
  },
}
