import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import { sourceKindOf } from '../../sources/registry.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { columnsOf, existingRelation } from './relation.ts'

type Row = readonly [string, string, string | null]

export async function describeTable(command: Extract<Command, { kind: 'describe-table' }>, context: JobContext): Promise<ResultRows> {
  const relation = await existingRelation(command.relation, context)
  const columns = columnsOf(relation).map(({ name, type, comment }): Row => [name, type, comment ?? null])
  // Of a temporary view Spark shows its columns only.
  const more = command.extended && relation.kind === 'table' ? details(relation.table) : []
  return textRows(['col_name', 'data_type', 'comment'], [...columns, ...more])
}

/** Spark's block of details, as far as the catalog knows them. */
function details({ database, name, comment, source }: TableDefinition): Row[] {
  const { using, place } = sourceKindOf(source).ddl(source)
  const rows: Row[] = [
    ['', '', ''],
    ['# Detailed Table Information', '', ''],
    ['Database', database, ''],
    ['Table', name, ''],
    ['Type', source.kind === 'managed' ? 'MANAGED' : 'EXTERNAL', ''],
    ['Provider', using, ''],
  ]
  if (comment !== undefined) rows.push(['Comment', comment, ''])
  return [...rows, ...place.map(([key, value]): Row => [key, value, ''])]
}
