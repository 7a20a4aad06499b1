import { CausewayError } from '../../../base/errors.ts'
import { keptType, shownTypeName } from '../../../base/spark-type.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { NamedValue } from '../../sql/plan/partition-values.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { describedPartition } from './partitions.ts'
import { columnsOf, describedTable, presentRelation, type Relation } from './relation.ts'
import { type Detail, partitionDetails, storageDetails, tableDetails, viewDetails } from './relation-details.ts'

type Row = readonly [string, string, string | null]

export async function describeTable(
  { relation: named, extended, partition }: Extract<Command, { kind: 'describe-table' }>,
  context: JobContext,
): Promise<ResultRows> {
  const relation = await presentRelation(named, context)
  const columns = columnsOf(relation).map(columnRow)
  const table = relation.kind === 'table' ? describedTable(relation.table) : undefined
  const partitions = table === undefined ? [] : [...partitionRows(table), ...unusableRows(table)]
  const described = partition === undefined ? undefined : await partitionBlocks(named, relation, partition, context)
  const more = extended ? (described ?? (await tableBlocks(relation, context))) : []
  return textRows(['col_name', 'data_type', 'comment'], [...columns, ...partitions, ...more.flatMap(blockRows)])
}

function columnRow({ name, type: text, comment }: Column): Row {
  const type = keptType(text)
  return [name, type === undefined ? text : shownTypeName(type), comment ?? null]
}

function partitionRows({ columns, partitionedBy = [] }: TableDefinition): readonly Row[] {
  if (partitionedBy.length === 0) return []
  const partitions = columns.filter(({ name }) => partitionedBy.includes(name))
  return [['# Partition Information', '', ''], ['# col_name', 'data_type', 'comment'], ...partitions.map(columnRow)]
}

const unusableRows = ({ unusable = [] }: TableDefinition): readonly Row[] =>
  unusable.length === 0
    ? []
    : [['# Unusable Columns', '', ''], ['# col_name', 'because', ''], ...unusable.map(({ name, because }): Row => [name, because, ''])]

/** Details under a heading. */
interface Block {
  readonly heading: string
  readonly details: readonly Detail[]
}

const blockRows = ({ heading, details }: Block): readonly Row[] => [
  ['', '', ''],
  [heading, '', ''],
  ...details.map(([name, value]): Row => [name, value, '']),
]

/** Of a temporary view Spark shows its columns only. */
async function tableBlocks(relation: Relation, context: JobContext): Promise<readonly Block[]> {
  const heading = '# Detailed Table Information'
  switch (relation.kind) {
    case 'table':
      return [{ heading, details: await tableDetails(relation.table, context) }]
    case 'catalog-view':
      return [{ heading, details: await viewDetails(relation.view, context) }]
    case 'view':
      return []
  }
}

async function partitionBlocks(
  named: NamedRelation,
  relation: Relation,
  partition: readonly NamedValue[],
  context: JobContext,
): Promise<readonly Block[]> {
  if (relation.kind !== 'table')
    throw new CausewayError('sql-semantics', `${named.table} is a view, and a view has no partitions`, { hint: 'Describe its table.' })
  const { table } = relation
  const described = await describedPartition(named, partition, context)
  const place: readonly Detail[] = [
    ['Database', table.database],
    ['Table', table.name],
  ]
  return [
    { heading: '# Detailed Partition Information', details: [...place, ...partitionDetails(table, described)] },
    { heading: '# Storage Information', details: storageDetails(table) },
  ]
}
