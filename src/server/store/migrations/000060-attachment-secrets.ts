import type { Migration } from 'kysely'

/** What an attachment logs in with, sealed. */
export const attachmentSecrets: Migration = {
  async up(db) {
    await db.schema.alterTable('vpc').addColumn('sealed_attachment_secret', 'blob').execute()
  },
}
