import { type Expression, type SqlBool, sql } from 'kysely'
import type { Tag } from '../domain/tag.ts'
import type { Database } from './schema.ts'

type IndexedKind = 'connection' | 'queue' | 'job'

/**
 * Whether a row is one of those of the project that have the tag, by the index of tags: no other row is looked at. The condition on the project has to be left out
 * beside it, or the database goes through all rows of the project.
 */
export const hasIndexedTag = (kind: IndexedKind, projectId: string, { key, value }: Tag): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref('id')} in (select resource_id from resource_tag
    where kind = ${kind} and project_id = ${projectId} and key = ${key} and value = ${value})`

/** How many have the tag; no more than the limit are counted. */
export async function countTagged(db: Database, kind: IndexedKind, projectId: string, { key, value }: Tag, limit: number): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*) as count from (
    select 1 from resource_tag where kind = ${kind} and project_id = ${projectId} and key = ${key} and value = ${value} limit ${limit})`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}
