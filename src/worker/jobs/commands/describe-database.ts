import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, textRows } from './command-rows.ts'

export async function describeDatabase(command: Extract<Command, { kind: 'describe-database' }>, context: JobContext): Promise<ResultRows> {
  const { database, comment } = await existingDatabase(command.database, context)
  const rows = [
    ['Database Name', database],
    ['Description', comment],
  ]
  // Databases have no properties here, and Spark shows them so.
  if (command.extended) rows.push(['Properties', ''])
  return textRows(['database_description_item', 'database_description_value'], rows)
}
