import { CausewayError } from '../../../base/errors.ts'
import { keptType, shownTypeName } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { describeDetail, detailRelation } from './describe-detail.ts'
import { columnsOf, findRelation, presentRelation } from './relation.ts'

/** What Spark tells of a column when nobody has computed it, which nobody does here. */
const STATISTICS = ['min', 'max', 'num_nulls', 'distinct_count', 'avg_col_len', 'max_col_len', 'histogram']

export async function describeColumn(
  { relation, column: parts, extended }: Extract<Command, { kind: 'describe-column' }>,
  context: JobContext,
): Promise<ResultRows> {
  // Delta Lake's statement, which Spark reads as the column of a table that is called so.
  if (isDetail(relation) && (await findRelation(relation, context)) === undefined)
    return await describeDetail(detailRelation(parts, relation.database), context)
  const columns = columnsOf(await presentRelation(relation, context))
  const { column, written } = columnOf(columns, parts, relation)
  const type = keptType(column.type)
  const rows = [
    ['col_name', written],
    ['data_type', type === undefined ? column.type : shownTypeName(type)],
    ['comment', column.comment ?? 'NULL'],
    ...(extended ? STATISTICS.map((name) => [name, 'NULL']) : []),
  ]
  return textRows(['info_name', 'info_value'], rows)
}

const isDetail = ({ isBare, table }: NamedRelation): boolean => isBare && table === 'detail'

/** A column's name may stand behind its table's, and that behind its database's. */
function columnOf(
  columns: readonly Column[],
  parts: readonly string[],
  { database, table }: NamedRelation,
): { readonly column: Column; readonly written: string } {
  const folded = parts.map((part) => part.toLowerCase())
  const places = [0, ...(folded[0] === table ? [1] : []), ...(folded[0] === database && folded[1] === table ? [2] : [])]
  for (const place of places) {
    const column = columns.find(({ name }) => name.toLowerCase() === folded[place])
    const written = parts[place]
    if (column === undefined || written === undefined) continue
    if (place === parts.length - 1) return { column, written }
    throw new CausewayError('not-supported', `DESCRIBE of the nested column ${parts.join('.')} is not supported`, {
      hint: `Describe ${written}.`,
    })
  }
  throw new CausewayError('sql-semantics', `${table} has no column ${parts.join('.')}`, { hint: 'DESCRIBE the table to see its columns.' })
}
