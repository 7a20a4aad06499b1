import { CausewayError } from '../../../base/errors.ts'
import { createTableStatement, createViewStatement } from '../../../protocol/create-statement.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { existingRelation } from './relation.ts'

export async function showCreateTable(command: Extract<Command, { kind: 'show-create-table' }>, context: JobContext): Promise<ResultRows> {
  const relation = await existingRelation(command.relation, context)
  if (relation.kind === 'view') {
    throw new CausewayError('not-supported', `SHOW CREATE TABLE of the temporary view ${relation.name.name} is not supported`, {
      hint: 'Spark has it for tables only: the statement that made the view is in the list of jobs.',
    })
  }
  const statement = relation.kind === 'table' ? createTableStatement(relation.table) : createViewStatement(relation.view)
  return textRows(['createtab_stmt'], [[statement]])
}
