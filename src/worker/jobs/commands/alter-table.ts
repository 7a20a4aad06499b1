import { CausewayError } from '../../../base/errors.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { checkColumns } from '../../sources/files/check-columns.ts'
import { fileFormat } from '../../sources/files/file-format.ts'
import type { Command } from '../../sql/plan/plan.ts'
import { checkColumnLimits } from '../column-limits.ts'
import type { JobContext } from '../job-context.ts'
import { existingRelation, existingTable } from './relation.ts'

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

/** Other columns for the same files. */
export async function alterColumns({ relation, change }: Of<'alter-columns'>, context: JobContext): Promise<ResultRows> {
  const {
    database,
    name: table,
    source,
  } = await existingTable(relation, 'columns of its own: make it anew with CREATE OR REPLACE VIEW', context)
  const columns = change.kind === 'add' ? change.columns.map(({ column }) => column) : change.kind === 'replace' ? change.columns : []
  checkColumnLimits(columns)
  if (!isRemote(source) && tableFormatOf(source) === undefined) checkColumns(columns, fileFormat(source))
  await context.call({ kind: 'alter-columns', database, table, change })
  return NO_ROWS
}

export async function renameTable({ relation, newName }: Of<'rename-table'>, context: JobContext): Promise<ResultRows> {
  const found = await existingRelation(relation, context)
  if (found.kind !== 'table')
    throw new CausewayError('sql-semantics', `${relation.table} is a view, and no table`, { hint: 'Write ALTER VIEW … RENAME TO.' })
  const { database, name: table } = found.table
  await context.call({ kind: 'rename-table', database, table, newName })
  return NO_ROWS
}
