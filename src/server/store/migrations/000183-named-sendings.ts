import { type Kysely, type Migration, sql } from 'kysely'

/** One of which the store's id is not known has no parts, and nothing of it can be told from what others send to the key. */
export const namedSendings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`delete from object_sending where upload_id = ''`.execute(db)
  },
}
