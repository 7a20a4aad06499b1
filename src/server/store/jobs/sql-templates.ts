import { sql } from 'kysely'
import type { SqlTemplate } from '../../domain/sql-template.ts'
import type { Database } from '../schema.ts'

export async function insertSqlTemplate(db: Database, template: SqlTemplate): Promise<void> {
  await db.insertInto('sqlTemplate').values(template).execute()
}

export async function findSqlTemplate(
  db: Database,
  projectId: string,
  by: { readonly id: string } | { readonly name: string },
): Promise<SqlTemplate | undefined> {
  const found = db.selectFrom('sqlTemplate').selectAll().where('projectId', '=', projectId)
  return await ('id' in by ? found.where('id', '=', by.id) : found.where('name', '=', by.name)).executeTakeFirst()
}

/** By name. @param keyword a part of the name, in letters of either case */
export async function listSqlTemplates(db: Database, projectId: string, keyword: string): Promise<readonly SqlTemplate[]> {
  let found = db.selectFrom('sqlTemplate').selectAll().where('projectId', '=', projectId)
  if (keyword !== '') found = found.where(sql<number>`instr(lower(${sql.ref('name')}), ${keyword.toLowerCase()})`, '>', 0)
  return await found.orderBy('name').execute()
}

/** How many a project has, and how many characters their statements have together, without the one. */
export async function countSqlTemplates(
  db: Database,
  projectId: string,
  without: string,
): Promise<{ readonly count: number; readonly characters: number }> {
  const row = await db
    .selectFrom('sqlTemplate')
    .select((e) => [e.fn.countAll<number>().as('count'), sql<number | null>`sum(length(${sql.ref('sql')}))`.as('characters')])
    .where('projectId', '=', projectId)
    .where('id', '!=', without)
    .executeTakeFirstOrThrow()
  return { count: row.count, characters: row.characters ?? 0 }
}

export async function updateSqlTemplate(
  db: Database,
  { id, name, sql: text, description, groupName }: Omit<SqlTemplate, 'projectId' | 'owner' | 'createdAt'>,
): Promise<void> {
  await db.updateTable('sqlTemplate').set({ name, sql: text, description, groupName }).where('id', '=', id).execute()
}

export async function deleteSqlTemplate(db: Database, id: string): Promise<void> {
  await db.deleteFrom('sqlTemplate').where('id', '=', id).execute()
}
