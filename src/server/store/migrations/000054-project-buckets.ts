import type { Kysely, Migration } from 'kysely'

/** Whose buckets a folder that is being replaced stands in. Null: it was begun when all buckets were shared. */
export const projectBuckets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('folder_replacement').addColumn('project_id', 'text').execute()
  },
}
