import { UserFunction } from '../../../protocol/user-function.ts'
import type { FunctionRecord } from '../../domain/database.ts'
import type { Database } from '../schema.ts'
import { storedJson } from '../sqlite/rows.ts'

const functionFromJson: (text: string) => UserFunction = storedJson('function of a database', UserFunction)

/** In the place of the one that has its name, if there is one. */
export async function putFunction(db: Database, { definition, ...record }: FunctionRecord): Promise<void> {
  const { name } = definition
  const row = { ...record, name, definition: JSON.stringify(definition) }
  await db
    .insertInto('catalogFunction')
    .values(row)
    .onConflict((conflict) => conflict.columns(['databaseId', 'name']).doUpdateSet({ definition: row.definition }))
    .execute()
}

/** By its lower-case name. */
export async function findFunction(db: Database, databaseId: string, name: string): Promise<UserFunction | undefined> {
  const row = await db
    .selectFrom('catalogFunction')
    .select('definition')
    .where('databaseId', '=', databaseId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : functionFromJson(row.definition)
}

/** By name. */
export async function listFunctionNames(db: Database, databaseId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('catalogFunction').select('name').where('databaseId', '=', databaseId).orderBy('name').execute()
  return rows.map(({ name }) => name)
}

/** Of the whole project. */
export async function countFunctions(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('catalogFunction')
    .innerJoin('catalogDatabase', 'catalogDatabase.id', 'catalogFunction.databaseId')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('catalogDatabase.projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

/** False: there was none. */
export async function deleteFunction(db: Database, databaseId: string, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('catalogFunction')
    .where('databaseId', '=', databaseId)
    .where('name', '=', name)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
