import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { columnsOf, presentRelation } from './relation.ts'

export async function showColumns(command: Extract<Command, { kind: 'show-columns' }>, context: JobContext): Promise<ResultRows> {
  const columns = columnsOf(await presentRelation(command.relation, context))
  return textRows(
    ['col_name'],
    columns.map(({ name }) => [name]),
  )
}
