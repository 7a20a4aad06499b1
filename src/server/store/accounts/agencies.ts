import type { Database } from '../schema.ts'
import { textsFromJson } from '../sqlite/record-types.ts'

/** [] where none were ever set. */
export async function agencyRoles(db: Database, projectId: string): Promise<readonly string[]> {
  const row = await db.selectFrom('agency').select('roles').where('projectId', '=', projectId).executeTakeFirst()
  return row === undefined ? [] : textsFromJson(row.roles)
}

export async function setAgencyRoles(db: Database, projectId: string, roles: readonly string[]): Promise<void> {
  const values = { projectId, roles: JSON.stringify(roles) }
  await db
    .insertInto('agency')
    .values(values)
    .onConflict((conflict) => conflict.column('projectId').doUpdateSet({ roles: values.roles }))
    .execute()
}
