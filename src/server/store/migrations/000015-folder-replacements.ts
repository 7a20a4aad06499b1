import type { Kysely, Migration } from 'kysely'

/** Folders of buckets that are being replaced: a start finishes what a crash has left between two renames. */
export const folderReplacements: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('folder_replacement')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('parent', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('replacement', 'text', (c) => c.notNull())
      .execute()
  },
}
