import { CausewayError } from '../../../base/errors.ts'
import { isLinesOfText } from '../../../base/plain-text.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import type { Column, TableDefinition, TableSource } from '../../../protocol/table-definition.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { sourceKindOf } from '../../sources/registry.ts'
import type { Command } from '../../sql/plan/plan.ts'
import { unreadableColumns } from '../../sql/unreadable-columns.ts'
import type { JobContext } from '../job-context.ts'
import { newTableSource } from '../new-table-source.ts'
import { columnsOf, presentRelation } from './relation.ts'

/** An empty table with the columns and partitions of another one, or with the columns of a view; comments and properties of the table stay behind, as in Spark. */
export async function createTableLike(
  { database, table: name, ifNotExists, like, location, source: written, properties }: Extract<Command, { kind: 'create-table-like' }>,
  context: JobContext,
): Promise<ResultRows> {
  const relation = await presentRelation(like, context)
  const other = relation.kind === 'table' ? relation.table : undefined
  if (other?.columnRights?.isDescribed === false) throw unreadableColumns(other)
  const partitions = other?.partitionedBy === undefined ? {} : { partitionedBy: [...other.partitionedBy] }
  const source = written === undefined ? sourceLike(other, location) : newTableSource(written)
  const columns = columnsOf(relation).map(withWritableComment)
  if (written !== undefined)
    await (await sourceKindOf(source).load()).describe({ source, columns, partitionedBy: partitions.partitionedBy }, context)
  const bucketed = other?.buckets === undefined ? {} : { buckets: other.buckets }
  const told = properties === undefined ? {} : { properties }
  const table: TableDefinition = { database, name, columns, source, ...partitions, ...bucketed, ...told }
  await context.call({ kind: 'create-table', table, ifNotExists })
  return NO_ROWS
}

/** One that is older than the rule of comments, or is told by a table's own log, would be nobody's writing here: it stays behind. */
function withWritableComment({ comment, ...column }: Column): Column {
  return comment === undefined || !isLinesOfText(comment) ? column : { ...column, comment }
}

function sourceLike(other: TableDefinition | undefined, location: string | undefined): TableSource {
  const source = other?.source ?? { kind: 'managed', format: 'parquet' }
  if (source.kind === 'files' && location !== undefined) {
    const { droppedFolders: _ofTheOther, placedPartitions: _its, ...rest } = source
    return { ...rest, location, options: withoutPath(source.options) }
  }
  if (source.kind === 'managed') {
    return location === undefined ? source : { kind: 'files', format: 'parquet', location, options: {} }
  }
  throw new CausewayError(
    'not-supported',
    `CREATE TABLE … LIKE ${other?.database}.${other?.name}, whose rows are ${isRemote(source) ? 'in a database' : 'at a location'}, is not supported so`,
    {
      hint: isRemote(source)
        ? 'CREATE TABLE … AS SELECT … WHERE false makes an empty table of its columns.'
        : "Add LOCATION 'obs://bucket/another-folder'.",
    },
  )
}

const withoutPath = (options: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'path'))
