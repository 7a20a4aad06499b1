import { quotedName } from '../../../base/sql-text/quoted.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import { GLOBAL_DATABASE } from '../../sql/session/plan-session.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase } from './command-rows.ts'
import { ifPermitted } from './if-permitted.ts'
import { selected } from './name-pattern.ts'
import { describedPartition } from './partitions.ts'
import { columnsOf, describedTable, existingTable, findRelation, type Relation } from './relation.ts'
import { type Detail, partitionDetails, tableDetails, temporaryViewDetails, viewDetails } from './relation-details.ts'
import { schemaTree } from './schema-tree.ts'
import { visibleViews } from './session-commands.ts'

type Row = readonly [namespace: string, name: string, isTemporary: boolean, information: string]

/** The tables and views that match, each with all that is known of it as a text, of those that may not be described their names alone; or one partition of a table. */
export async function showTableExtended(
  { database, pattern, partition }: Extract<Command, { kind: 'show-table-extended' }>,
  context: JobContext,
): Promise<ResultRows> {
  if (database !== GLOBAL_DATABASE) await existingDatabase(database, context)
  if (partition !== undefined) {
    const relation = { database, table: pattern.toLowerCase(), isBare: false }
    const table = await existingTable(relation, 'partitions', context)
    const described = await describedPartition(relation, partition, context)
    return informationRows([[database, table.name, false, `${linesOf(partitionDetails(table, described))}\n`]])
  }
  const ofDatabase = database === GLOBAL_DATABASE ? [] : (await context.call({ kind: 'list-tables', database })).tables
  const views = await visibleViews(database, context)
  const rows: Row[] = []
  for (const name of selected(ofDatabase, pattern))
    rows.push(...((await ifPermitted(rowOf(database, name, context))) ?? [nameRow(database, name)]))
  for (const [namespace, name] of views) if (selected([name], pattern).length > 0) rows.push(...(await rowOf(namespace, name, context)))
  return informationRows(rows)
}

const nameRow = (database: string, name: string): Row => [database, name, false, `Database: ${database}\nTable: ${name}\n\n`]

/** None for what is gone by now. `namespace`: empty for a temporary view. */
async function rowOf(namespace: string, name: string, context: JobContext): Promise<readonly Row[]> {
  const relation = await findRelation({ database: namespace, table: name, isBare: namespace === '' }, context, 'describe')
  if (relation === undefined) return []
  const schema = `Schema: ${schemaTree(columnsOf(relation))}`
  return [[namespace, name, relation.kind === 'view', `${linesOf(await detailsOf(relation, context))}${schema}\n\n`]]
}

async function detailsOf(relation: Relation, context: JobContext): Promise<readonly Detail[]> {
  switch (relation.kind) {
    case 'table': {
      const { partitionedBy } = describedTable(relation.table)
      const columns = partitionedBy === undefined ? [] : [['Partition Columns', `[${partitionedBy.map(quotedName).join(', ')}]`] as const]
      return [...(await tableDetails(relation.table, context)), ...columns]
    }
    case 'catalog-view':
      return await viewDetails(relation.view, context)
    case 'view':
      return temporaryViewDetails(relation.view, relation.name.isGlobal ? GLOBAL_DATABASE : undefined)
  }
}

const linesOf = (details: readonly Detail[]): string => details.map(([name, value]) => `${name}: ${value}\n`).join('')

const informationRows = (rows: readonly Row[]): ResultRows => ({
  columns: [
    { name: 'namespace', type: 'string' },
    { name: 'tableName', type: 'string' },
    { name: 'isTemporary', type: 'boolean' },
    { name: 'information', type: 'string' },
  ],
  rowsJson: rows.map((row) => JSON.stringify(row)),
  rowCount: rows.length,
})
