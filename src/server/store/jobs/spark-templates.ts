import { sql } from 'kysely'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { SparkTemplate } from '../../domain/spark-template.ts'
import type { Database } from '../schema.ts'
import { rowsOf } from '../sqlite/rows.ts'

export async function insertSparkTemplate(db: Database, template: SparkTemplate): Promise<void> {
  await db.insertInto('sparkTemplate').values(template).execute()
}

export async function findSparkTemplate(
  db: Database,
  projectId: string,
  by: { readonly id: string } | { readonly name: string },
): Promise<SparkTemplate | undefined> {
  const found = db.selectFrom('sparkTemplate').selectAll().where('projectId', '=', projectId)
  return await ('id' in by ? found.where('id', '=', by.id) : found.where('name', '=', by.name)).executeTakeFirst()
}

/** By name. @param keyword a part of the name, in letters of either case; '' for all */
export async function pageOfSparkTemplates(
  db: Database,
  projectId: string,
  { keyword, ...page }: PageRequest & { readonly keyword: string },
): Promise<Page<SparkTemplate>> {
  let found = db.selectFrom('sparkTemplate').where('projectId', '=', projectId)
  if (keyword !== '') found = found.where(sql<number>`instr(lower(${sql.ref('name')}), ${keyword.toLowerCase()})`, '>', 0)
  const { total } = await found.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const { offset, limit } = rowsOf(page)
  return { total, items: await found.selectAll().orderBy('name').limit(limit).offset(offset).execute() }
}

export async function updateSparkTemplate(db: Database, { id, ...template }: SparkTemplate): Promise<void> {
  await db.updateTable('sparkTemplate').set(template).where('id', '=', id).execute()
}

export async function deleteSparkTemplate(db: Database, id: string): Promise<void> {
  await db.deleteFrom('sparkTemplate').where('id', '=', id).execute()
}
