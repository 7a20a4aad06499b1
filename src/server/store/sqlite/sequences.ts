import { sql } from 'kysely'
import { CausewayError } from '../../../base/errors.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from './kept-query.ts'

const next = keptQuery<{ projectId: string; name: string }, { value: number }>((db, given) =>
  db
    .insertInto('sequence')
    .values({ projectId: given('projectId'), name: given('name'), value: sql.lit(1) })
    .onConflict((conflict) => conflict.columns(['projectId', 'name']).doUpdateSet((e) => ({ value: e('sequence.value', '+', sql.lit(1)) })))
    .returning('value'),
)

/** The next integer of a project's sequence, from 1; never given twice, also when the transaction's record is deleted later. */
export async function nextNumber(tx: Database, projectId: string, name: string): Promise<number> {
  const row = await next.first(tx, { projectId, name })
  if (row === undefined) throw new CausewayError('internal', 'A sequence gave no number')
  return row.value
}
