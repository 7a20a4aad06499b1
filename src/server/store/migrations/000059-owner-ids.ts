import { type Kysely, type Migration, sql } from 'kysely'

/**
 * Owners by their ids, which no other user ever gets. What is there is whose name it bears, if that user was there when it was made: a name may have passed to
 * another since, and nothing tells. The rest is nobody's.
 */
export const ownerIds: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of ['queue', 'pool', 'credential', 'catalog_database', 'catalog_table', 'package_resource']) {
      await db.schema
        .alterTable(table)
        .addColumn('owner_id', 'text', (c) => c.notNull().defaultTo(''))
        .execute()
      const project =
        table === 'catalog_table'
          ? sql`(select project_id from catalog_database where catalog_database.id = catalog_table.database_id)`
          : sql.ref(`${table}.project_id`)
      await sql`
        update ${sql.table(table)} set owner_id = coalesce((
          select user_account.id from user_account join project on project.domain_id = user_account.domain_id
          where project.id = ${project} and user_account.name = ${sql.ref(`${table}.owner`)}
            and user_account.created_at <= ${sql.ref(`${table}.created_at`)}
        ), '')`.execute(db)
    }
    // The records of what plans did were nobody's by their ids.
    await sql`
      update job set owner_id = coalesce((select queue.owner_id from queue where queue.id = job.queue_id and queue.owner = job.owner), '')
      where owner_id = ''`.execute(db)
  },
}
