import { sql } from 'kysely'
import type { Tag } from '../domain/tag.ts'
import { tagsFromJson, tagsToJson } from './record-types.ts'
import type { Database } from './schema.ts'

export type TaggedKind = 'queue' | 'pool' | 'connection' | 'database'

export interface TaggedResource {
  readonly id: string
  readonly name: string
  readonly tags: readonly Tag[]
}

function rowsOfKind(db: Database, kind: TaggedKind, projectId: string) {
  switch (kind) {
    case 'queue':
      return db
        .selectFrom('queue')
        .select(['id', 'name', 'tags'])
        .where('projectId', '=', projectId)
        .where('state', '<>', sql.lit('deleted'))
        .orderBy('number')
        .execute()
    case 'pool':
      return db.selectFrom('pool').select(['id', 'name', 'tags']).where('projectId', '=', projectId).orderBy('number').execute()
    case 'connection':
      return db
        .selectFrom('connection')
        .select(['id', 'name', 'tags'])
        .where('projectId', '=', projectId)
        .where('state', '=', sql.lit('active'))
        .orderBy('number')
        .execute()
    case 'database':
      return db.selectFrom('catalogDatabase').select(['id', 'name', 'tags']).where('projectId', '=', projectId).orderBy('name').execute()
  }
}

/** Those that are not deleted. */
export async function listTagged(db: Database, kind: TaggedKind, projectId: string): Promise<readonly TaggedResource[]> {
  return (await rowsOfKind(db, kind, projectId)).map((row) => ({ ...row, tags: tagsFromJson(row.tags) }))
}

export async function updateTags(db: Database, kind: TaggedKind, id: string, tags: readonly Tag[]): Promise<void> {
  const table = kind === 'database' ? 'catalogDatabase' : kind
  await db
    .updateTable(table)
    .set({ tags: tagsToJson(tags) })
    .where('id', '=', id)
    .execute()
}
