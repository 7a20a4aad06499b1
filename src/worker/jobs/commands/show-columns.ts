import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingTable, textRows } from './command-rows.ts'

export async function showColumns(command: Extract<Command, { kind: 'show-columns' }>, context: JobContext): Promise<ResultRows> {
  const { columns } = await existingTable(command.database, command.table, context)
  return textRows(
    ['col_name'],
    columns.map(({ name }) => [name]),
  )
}
