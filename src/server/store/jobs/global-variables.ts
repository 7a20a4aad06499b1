import { sql } from 'kysely'
import type { GlobalVariableRecord } from '../../domain/global-variable.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database } from '../schema.ts'
import { type ShownOnly, shownRows } from '../shown-only.ts'
import { rowsOf } from '../sqlite/rows.ts'
import type { GlobalVariableTable } from '../tables/project-tables.ts'

const record = ({ sealedValue, ...row }: GlobalVariableTable): GlobalVariableRecord => ({
  ...row,
  isSensitive: sealedValue !== null,
  sealedValue: sealedValue ?? undefined,
})

export async function insertGlobalVariable(
  db: Database,
  { isSensitive: _, sealedValue, ...variable }: GlobalVariableRecord,
): Promise<void> {
  await db
    .insertInto('globalVariable')
    .values({ ...variable, sealedValue: sealedValue ?? null })
    .execute()
}

const ofProject = (db: Database, projectId: string) => db.selectFrom('globalVariable').where('projectId', '=', projectId)

export async function findGlobalVariable(db: Database, projectId: string, name: string): Promise<GlobalVariableRecord | undefined> {
  const row = await ofProject(db, projectId).selectAll().where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export interface VariableSelection extends PageRequest {
  readonly shown?: ShownOnly
}

/** Oldest first. */
export async function pageOfGlobalVariables(
  db: Database,
  projectId: string,
  selection: VariableSelection,
): Promise<Page<GlobalVariableRecord>> {
  const { offset, limit } = rowsOf(selection)
  const { shown } = selection
  const matching =
    shown === undefined
      ? ofProject(db, projectId)
      : db.selectFrom('globalVariable').where(shownRows('global_variable', shown, sql`project_id = ${projectId}`, 'user_id'))
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await matching.selectAll().orderBy('number').limit(limit).offset(offset).execute()
  return { total, items: rows.map(record) }
}

export async function countGlobalVariables(db: Database, projectId: string): Promise<number> {
  const { count } = await ofProject(db, projectId)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function updateGlobalVariable(
  db: Database,
  projectId: string,
  name: string,
  { value, sealedValue, updatedAt }: Pick<GlobalVariableRecord, 'value' | 'sealedValue' | 'updatedAt'>,
): Promise<void> {
  await db
    .updateTable('globalVariable')
    .set({ value, sealedValue: sealedValue ?? null, updatedAt })
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .execute()
}

/** False when there was none. */
export async function deleteGlobalVariable(db: Database, projectId: string, name: string): Promise<boolean> {
  const result = await db.deleteFrom('globalVariable').where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return result.numDeletedRows > 0n
}
