import { type Kysely, type Migration, sql } from 'kysely'

/** What lists are filtered by tags for, and is many: by kind, the table and what the kind is called in the index. */
const INDEXED = ['connection', 'queue', 'job'] as const

const tagsOf = (kind: string, row: string) => sql`select ${sql.lit(kind)}, ${sql.ref(`${row}.project_id`)},
  json_extract(tag.value, '$.key'), json_extract(tag.value, '$.value'), ${sql.ref(`${row}.id`)}`

/** The lists of what may be many, for who is shown the own ones alone. */
const OWNERS = [
  ['catalog_table', 'database_id', 'owner_id'],
  ['global_variable', 'project_id', 'user_id'],
  ['package_resource', 'project_id', 'owner_id'],
] as const

/** Tags of packages and tables; and an index of the tags of what there is much of, kept by the rows themselves, so that a filter looks at those alone that have the tag. */
export const resourceTags: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of ['package_resource', 'catalog_table']) {
      await db.schema
        .alterTable(table)
        .addColumn('tags', 'text', (c) => c.notNull().defaultTo('[]'))
        .execute()
    }
    for (const [table, list, owner] of OWNERS) await db.schema.createIndex(`${table}_owner`).on(table).columns([list, owner]).execute()
    await sql`create table resource_tag (
      kind text not null, project_id text not null, key text not null, value text not null, resource_id text not null,
      primary key (kind, project_id, key, value, resource_id)
    ) without rowid`.execute(db)
    for (const kind of INDEXED) {
      const table = sql.table(kind)
      await sql`insert or ignore into resource_tag ${tagsOf(kind, kind)} from ${table}, json_each(${sql.ref(`${kind}.tags`)}) as tag
        where ${sql.ref(`${kind}.tags`)} <> '[]'`.execute(db)
      const added = sql`insert or ignore into resource_tag ${tagsOf(kind, 'new')} from json_each(new.tags) as tag`
      const removed = sql`delete from resource_tag where (kind, project_id, key, value, resource_id) in
        (${tagsOf(kind, 'old')} from json_each(old.tags) as tag)`
      await sql`create trigger ${sql.raw(`${kind}_tag_added`)} after insert on ${table} when new.tags <> '[]' begin ${added}; end`.execute(
        db,
      )
      await sql`create trigger ${sql.raw(`${kind}_tag_removed`)} after delete on ${table} when old.tags <> '[]' begin ${removed}; end`.execute(
        db,
      )
      await sql`create trigger ${sql.raw(`${kind}_tag_changed`)} after update of tags on ${table} begin ${removed}; ${added}; end`.execute(
        db,
      )
    }
  },
}
