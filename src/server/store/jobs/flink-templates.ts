import { sql } from 'kysely'
import { Type } from 'typebox'
import { FLINK_TEMPLATE_TYPES, type FlinkTemplate } from '../../domain/flink-template.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Database, Schema } from '../schema.ts'
import { hasTag, tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { rowsOf, storedValue } from '../sqlite/rows.ts'

const typeOf = storedValue('type of a Flink template', Type.Enum([...FLINK_TEMPLATE_TYPES]))

const templateOf = (row: Schema['flinkTemplate']): FlinkTemplate => ({ ...row, type: typeOf(row.type), tags: tagsFromJson(row.tags) })
const rowOf = (template: FlinkTemplate): Schema['flinkTemplate'] => ({ ...template, tags: tagsToJson(template.tags) })

export interface FlinkTemplateSelection extends PageRequest {
  /** A part of the name, in letters of either case; '' for all. */
  readonly namePart: string
  /** All of which a template has. */
  readonly tags: readonly Tag[]
  readonly order: 'asc' | 'desc'
}

export async function insertFlinkTemplate(db: Database, template: FlinkTemplate): Promise<void> {
  await db.insertInto('flinkTemplate').values(rowOf(template)).execute()
}

export async function findFlinkTemplate(
  db: Database,
  projectId: string,
  by: { readonly number: number } | { readonly name: string },
): Promise<FlinkTemplate | undefined> {
  const found = db.selectFrom('flinkTemplate').selectAll().where('projectId', '=', projectId)
  const row = await ('number' in by ? found.where('number', '=', by.number) : found.where('name', '=', by.name)).executeTakeFirst()
  return row === undefined ? undefined : templateOf(row)
}

/** In the order in which they were made. */
export async function pageOfFlinkTemplates(
  db: Database,
  projectId: string,
  { namePart, tags, order, ...page }: FlinkTemplateSelection,
): Promise<Page<FlinkTemplate>> {
  let found = db.selectFrom('flinkTemplate').where('projectId', '=', projectId)
  if (namePart !== '') found = found.where(sql<number>`instr(lower(${sql.ref('name')}), ${namePart.toLowerCase()})`, '>', 0)
  for (const tag of tags) found = found.where(hasTag(tag))
  const { total } = await found.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const { offset, limit } = rowsOf(page)
  const rows = await found.selectAll().orderBy('number', order).limit(limit).offset(offset).execute()
  return { total, items: rows.map(templateOf) }
}

export async function updateFlinkTemplate(db: Database, template: FlinkTemplate): Promise<void> {
  const { projectId, number } = template
  await db.updateTable('flinkTemplate').set(rowOf(template)).where('projectId', '=', projectId).where('number', '=', number).execute()
}

export async function deleteFlinkTemplate(db: Database, { projectId, number }: FlinkTemplate): Promise<void> {
  await db.deleteFrom('flinkTemplate').where('projectId', '=', projectId).where('number', '=', number).execute()
}
