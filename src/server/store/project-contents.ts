import { sql } from 'kysely'
import type { Database } from './schema.ts'

type Contents =
  | 'credential'
  | 'globalVariable'
  | 'sqlTemplate'
  | 'flinkTemplate'
  | 'sparkTemplate'
  | 'defenceRule'
  | 'packageResource'
  | 'expectation'

/** How many a project has of what has nothing beneath it. */
export async function countContents(db: Database, projectId: string, table: Contents): Promise<number> {
  const counted = sql<{ count: number }>`select count(*) as count from ${sql.table(table)} where ${sql.ref('projectId')} = ${projectId}`
  return (await counted.execute(db)).rows[0]?.count ?? 0
}
