import type { Database } from './schema.ts'

/** The next integer of a project's sequence, from 1; never given twice, also when the transaction's record is deleted later. */
export async function nextNumber(tx: Database, projectId: string, name: string): Promise<number> {
  const row = await tx
    .insertInto('sequence')
    .values({ projectId, name, value: 1 })
    .onConflict((conflict) => conflict.columns(['projectId', 'name']).doUpdateSet((e) => ({ value: e('sequence.value', '+', 1) })))
    .returning('value')
    .executeTakeFirstOrThrow()
  return row.value
}
