import { sourceDdl } from '../../../protocol/source-ddl.ts'
import type { Properties, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { columnsOf, presentRelation, type Relation } from './relation.ts'

type Row = readonly [string, string, string | null]

export async function describeTable(command: Extract<Command, { kind: 'describe-table' }>, context: JobContext): Promise<ResultRows> {
  const relation = await presentRelation(command.relation, context)
  const columns = columnsOf(relation).map(({ name, type, comment }): Row => [name, type, comment ?? null])
  // Of a temporary view Spark shows its columns only.
  const more = command.extended ? detailsOf(relation, await originRows(command.relation, context)) : []
  const partitions = relation.kind === 'table' ? partitionRows(relation.table) : []
  return textRows(['col_name', 'data_type', 'comment'], [...columns, ...partitions, ...more])
}

function partitionRows({ columns, partitionedBy = [] }: TableDefinition): readonly Row[] {
  if (partitionedBy.length === 0) return []
  const partitions = columns.filter(({ name }) => partitionedBy.includes(name))
  return [
    ['# Partition Information', '', ''],
    ['# col_name', 'data_type', 'comment'],
    ...partitions.map(({ name, type, comment }): Row => [name, type, comment ?? null]),
  ]
}

/** In Java's form of a date, in UTC. When a table was read last is kept nowhere, as in Spark. */
async function originRows({ database, table }: NamedRelation, context: JobContext): Promise<readonly Row[]> {
  const origin = await context.call({ kind: 'get-origin', database, table })
  if (origin === null) return []
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w{3}), (\d\d) (\w{3}) (\d+) (\d\d:\d\d:\d\d) GMT$/.exec(new Date(origin.createdAt).toUTCString()) ?? []
  return [
    ['Owner', origin.owner, ''],
    ['Created Time', `${day} ${month} ${date} ${time} UTC ${year}`, ''],
    ['Last Access', 'UNKNOWN', ''],
    ['Created By', 'Causeway', ''],
  ]
}

function detailsOf(relation: Relation, origin: readonly Row[]): readonly Row[] {
  switch (relation.kind) {
    case 'table':
      return details(relation.table, origin)
    case 'catalog-view':
      return viewDetails(relation.view, origin)
    case 'view':
      return []
  }
}

const heading = (database: string, name: string, origin: readonly Row[]): readonly Row[] => [
  ['', '', ''],
  ['# Detailed Table Information', '', ''],
  ['Database', database, ''],
  ['Table', name, ''],
  ...origin,
]

function viewDetails({ database, name, comment, source, properties = {} }: ViewDefinition, origin: readonly Row[]): readonly Row[] {
  return [
    ...heading(database, name, origin),
    ['Type', 'VIEW', ''],
    ...(comment === undefined ? [] : [['Comment', comment, ''] as const]),
    ['View Text', source.sql, ''],
    ['View Original Text', source.sql, ''],
    ['View Catalog and Namespace', `spark_catalog.${source.database}`, ''],
    ['View Query Output Columns', `[${source.queryColumns.join(', ')}]`, ''],
    ...propertyRows(properties),
  ]
}

function propertyRows(properties: Properties): readonly Row[] {
  const list = Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return list.length === 0 ? [] : [['Table Properties', `[${list.map(([key, value]) => `${key}=${value}`).join(', ')}]`, '']]
}

/** Spark's block of details, as far as the catalog knows them. */
function details({ database, name, comment, source, properties = {} }: TableDefinition, origin: readonly Row[]): Row[] {
  const { using, place } = sourceDdl(source)
  const rows: Row[] = [
    ...heading(database, name, origin),
    ['Type', source.kind === 'managed' ? 'MANAGED' : 'EXTERNAL', ''],
    ['Provider', using, ''],
  ]
  if (comment !== undefined) rows.push(['Comment', comment, ''])
  return [...rows, ...propertyRows(properties), ...place.map(([key, value]): Row => [key, value, ''])]
}
