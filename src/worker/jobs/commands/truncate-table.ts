import { CausewayError } from '../../../base/errors.ts'
import { readOnlyHint } from '../../../protocol/table-format.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { partitionValues } from '../../sql/plan/partition-values.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingTable } from './relation.ts'

/** A version of the table without rows, or without those of a partition. As in Spark, only of a table whose files are its own. */
export async function truncateTable(
  { relation: named, partition }: Extract<Command, { kind: 'truncate-table' }>,
  context: JobContext,
): Promise<ResultRows> {
  const table = await existingTable(named, 'rows of its own', context)
  const shown = `${named.database}.${named.table}`
  if (table.source.kind !== 'managed') {
    throw new CausewayError('not-supported', `TRUNCATE TABLE is for tables in the warehouse, and the rows of ${shown} are elsewhere`, {
      hint:
        readOnlyHint(table.source) ??
        `INSERT OVERWRITE ${shown} SELECT NULL, … WHERE false, with a NULL for each column, removes its rows where they are.`,
    })
  }
  const choice = partitionValues(table, partition)
  const remove = Object.keys(choice).length === 0 ? 'all' : { partitions: [choice] }
  await context.commitTable(table, { operation: 'TRUNCATE TABLE', add: [], remove })
  return NO_ROWS
}
