import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingTable, textRows } from './command-rows.ts'

type Row = readonly [string, string, string | null]

export async function describeTable(command: Extract<Command, { kind: 'describe-table' }>, context: JobContext): Promise<ResultRows> {
  const table = await existingTable(command.database, command.table, context)
  const columns = table.columns.map(({ name, type, comment }): Row => [name, type, comment ?? null])
  return textRows(['col_name', 'data_type', 'comment'], command.extended ? [...columns, ...details(table)] : columns)
}

/** Spark's block of details, as far as the catalog knows them. */
function details({ database, name, comment, source }: TableDefinition): Row[] {
  const rows: Row[] = [
    ['', '', ''],
    ['# Detailed Table Information', '', ''],
    ['Database', database, ''],
    ['Table', name, ''],
    ['Type', source.kind === 'managed' ? 'MANAGED' : 'EXTERNAL', ''],
    ['Provider', source.kind === 'jdbc' ? 'jdbc' : source.format, ''],
  ]
  if (comment !== undefined) rows.push(['Comment', comment, ''])
  if (source.kind === 'files') rows.push(['Location', source.location, ''])
  if (source.kind === 'jdbc') rows.push(['Url', source.url, ''], ['Remote Table', source.dbtable, ''])
  return rows
}
