import { type RawBuilder, sql } from 'kysely'
import type { Tag } from '../domain/tag.ts'
import type { Database } from './schema.ts'
import { tagsFromJson, tagsToJson } from './sqlite/record-types.ts'

export type TaggedKind = 'queue' | 'pool' | 'connection' | 'database' | 'table' | 'package'

export interface TaggedResource {
  /** Of a package `name`, or `group#name`, as the vendor's Terraform provider names it. */
  readonly id: string
  /** Of a table `database.table`. */
  readonly name: string
  readonly tags: readonly Tag[]
}

interface Source {
  /** A table, or tables that are joined, with a condition on which of their rows are there. */
  readonly from: RawBuilder<unknown>
  readonly table: string
  readonly id: RawBuilder<string>
  readonly name: RawBuilder<string>
  readonly order: RawBuilder<unknown>
}

const plain = (table: string, condition: RawBuilder<unknown>, order: string): Source => ({
  from: sql`${sql.table(table)} where ${condition}`,
  table,
  id: sql`id`,
  name: sql`name`,
  order: sql.ref(order),
})

const SOURCES: Readonly<Record<TaggedKind, Source>> = {
  queue: plain('queue', sql`state <> 'deleted'`, 'number'),
  pool: plain('pool', sql`true`, 'number'),
  connection: plain('connection', sql`state = 'active'`, 'number'),
  database: plain('catalog_database', sql`true`, 'name'),
  // Those that were found in a remote schema are forgotten and found anew.
  table: {
    from: sql`catalog_table join catalog_database as home on home.id = catalog_table.database_id where home.connection is null`,
    table: 'catalog_table',
    id: sql`catalog_table.id`,
    name: sql`home.name || '.' || catalog_table.name`,
    order: sql`home.name, catalog_table.name`,
  },
  package: {
    ...plain('package_resource', sql`true`, 'name'),
    id: sql`iif(group_name = '', name, group_name || '#' || name)`,
    order: sql`group_name, name`,
  },
}

/** Those that are not deleted. `named`: the one whose id or name it is. */
export async function listTagged(db: Database, kind: TaggedKind, projectId: string, named?: string): Promise<readonly TaggedResource[]> {
  const { from, table, id, name, order } = SOURCES[kind]
  const wanted = named === undefined ? sql`true` : sql`(${id} = ${named} or ${name} = ${named})`
  const { rows } = await sql<{ readonly id: string; readonly name: string; readonly tags: string }>`
    select ${id} as id, ${name} as name, ${sql.ref(`${table}.tags`)} as tags
    from ${from} and project_id = ${projectId} and ${wanted} order by ${order}`.execute(db)
  return rows.map((row) => ({ ...row, tags: tagsFromJson(row.tags) }))
}

export async function updateTags(db: Database, kind: TaggedKind, projectId: string, id: string, tags: readonly Tag[]): Promise<void> {
  const { table, id: idOf } = SOURCES[kind]
  const ofProject = kind === 'package' ? sql` and project_id = ${projectId}` : sql``
  await sql`update ${sql.table(table)} set tags = ${tagsToJson(tags)} where ${idOf} = ${id}${ofProject}`.execute(db)
}
