import { type Expression, type SqlBool, sql } from 'kysely'
import type { Tag } from '../domain/tag.ts'
import type { Database } from './schema.ts'
import { keptQuery } from './sqlite/kept-query.ts'

type IndexedKind = 'connection' | 'queue' | 'job'

/**
 * Whether a row is one of those of the project that have the tag, by the index of tags: no other row is looked at. The condition on the project has to be left out
 * beside it, or the database goes through all rows of the project.
 */
export const hasIndexedTag = (kind: IndexedKind, projectId: string, { key, value }: Tag): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref('id')} in (select resource_id from resource_tag
    where kind = ${kind} and project_id = ${projectId} and key = ${key} and value = ${value})`

const tallied = keptQuery<{ kind: IndexedKind; projectId: string; key: string; value: string }, { readonly count: number }>((db, given) =>
  db
    .selectFrom('resourceTagTally')
    .select('count')
    .where('kind', '=', given('kind'))
    .where('projectId', '=', given('projectId'))
    .where('key', '=', given('key'))
    .where('value', '=', given('value')),
)

/** How many have the tag. */
export async function countTagged(db: Database, kind: IndexedKind, projectId: string, { key, value }: Tag): Promise<number> {
  return (await tallied.first(db, { kind, projectId, key, value }))?.count ?? 0
}
