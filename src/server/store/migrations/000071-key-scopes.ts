import type { Kysely, Migration } from 'kysely'

/** A temporary key is for what the token is for by which it was asked for. Those that are there are for all projects of their user, for a day at most. */
export const keyScopes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of ['scope_kind', 'scope_id']) await db.schema.alterTable('access_key').addColumn(column, 'text').execute()
  },
}
