import { CausewayError } from '../../../base/errors.ts'
import { isOfPartition } from '../../../protocol/chosen-files.ts'
import { partitionFolder } from '../../../protocol/partition-folder.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues, TableFile } from '../../../protocol/table-files.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { copyToPartition, emptyPartition } from '../../sources/files/managed-rows.ts'
import { type NamedValue, partitionValues } from '../../sql/plan/partition-values.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { existingTable } from './relation.ts'

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

/** The partitions as Spark writes them: a=1/b=x. */
export async function showPartitions({ relation, partition }: Of<'show-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const choice = partitionValues(table, partition)
  const found = await partitionsOf(table, context)
  const names = found
    .filter((values) => isOfPartition(values, choice))
    .map((values) => partitionedBy.map((column) => partitionFolder(column, values[column] ?? null)).join('/'))
  return textRows(
    ['partition'],
    [...new Set(names)].toSorted().map((name) => [name]),
  )
}

/** The one partition that has all these values, with its files. @throws CausewayError where some are left out, or there is none */
export async function describedPartition(
  relation: NamedRelation,
  named: readonly NamedValue[],
  context: JobContext,
): Promise<{ readonly values: PartitionValues; readonly files: readonly TableFile[] }> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const values = partitionValues(table, named)
  if (Object.keys(values).length < partitionedBy.length)
    throw new CausewayError('sql-semantics', `PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  if (table.source.kind !== 'managed') await partitionsOf(table, context)
  const files = (await context.openTable(table)).files.filter(({ partition }) => isOfPartition(partition, values))
  if (files.length === 0) throw noPartition(`${table.database}.${table.name}`, shown(values))
  return { values, files }
}

/** ADD makes partitions without rows, DROP removes partitions with their rows; each in one version, or none of them. */
export async function changePartitions(command: Of<'change-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(command.relation, context)
  const choices = command.partitions.map((named) => partitionValues(table, named))
  const found = await partitionsOf(table, context)
  const isThere = (choice: PartitionValues): boolean => found.some((values) => isOfPartition(values, choice))
  const name = `${table.database}.${table.name}`
  if (command.change === 'drop') {
    const missing = choices.find((choice) => !isThere(choice))
    if (missing !== undefined && !command.isLenient) throw noPartition(name, shown(missing))
    const there = choices.filter(isThere)
    if (there.length > 0) await context.commitTable(table, { operation: 'DROP PARTITION', add: [], remove: { partitions: there } })
    return NO_ROWS
  }
  const short = choices.find((choice) => Object.keys(choice).length < partitionedBy.length)
  if (short !== undefined) throw new CausewayError('sql-semantics', `ADD PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  const taken = choices.find(isThere)
  if (taken !== undefined && !command.isLenient) throw takenPartition(name, shown(taken))
  const added = choices.filter((choice) => !isThere(choice))
  if (added.length > 0) {
    const add = await emptyPartition(table, added, context)
    await context.commitTable(table, { operation: 'ADD PARTITION', add, remove: 'none' })
  }
  return NO_ROWS
}

/** The rows of a partition as those of another, which has none; their files are copied, for no file is ever changed. */
export async function renamePartition({ relation, from, to }: Of<'rename-partition'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const [old, renamed] = [from, to].map((named) => {
    const values = partitionValues(table, named)
    if (Object.keys(values).length === partitionedBy.length) return values
    throw new CausewayError('sql-semantics', `RENAME TO PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  })
  if (old === undefined || renamed === undefined) throw new CausewayError('internal', 'A partition has no name')
  const found = await partitionsOf(table, context)
  const { files, folder, version } = await context.openTable(table)
  const moved = files.filter(({ partition }) => isOfPartition(partition, old))
  const name = `${table.database}.${table.name}`
  if (moved.length === 0) throw noPartition(name, shown(old))
  if (found.some((values) => isOfPartition(values, renamed))) throw takenPartition(name, shown(renamed))
  const add = await copyToPartition({ table, folder, files: moved, partition: renamed }, context)
  await context.commitTable(table, { baseVersion: version, operation: 'RENAME PARTITION', add, remove: { partitions: [old, renamed] } })
  return NO_ROWS
}

const shown = (choice: PartitionValues): string =>
  Object.entries(choice)
    .map(([column, value]) => `${column}=${value ?? 'NULL'}`)
    .join('/')

const noPartition = (table: string, partition: string): CausewayError =>
  new CausewayError('not-found', `The table ${table} has no partition ${partition}`, {
    hint: 'SHOW PARTITIONS lists them; DROP IF EXISTS PARTITION takes what is not there.',
  })

const takenPartition = (table: string, partition: string): CausewayError =>
  new CausewayError('already-exists', `The table ${table} has the partition ${partition} already`, {
    hint: 'ADD IF NOT EXISTS PARTITION leaves it as it is.',
  })

/** Partitions are what files say: there is nothing to be repaired. */
export async function recoverPartitions({ relation }: Of<'recover-partitions'>, context: JobContext): Promise<ResultRows> {
  await existingTable(relation, 'partitions', context)
  return textRows(['note'], [['Nothing was to be done: partitions are found in the table’s files each time that it is read.']])
}

async function partitionsOf(table: TableDefinition, context: JobContext): Promise<readonly PartitionValues[]> {
  if (table.source.kind === 'managed') return (await context.openTable(table)).files.map(({ partition }) => partition ?? {})
  throw new CausewayError(
    'not-supported',
    `The partitions of ${table.database}.${table.name} are folders at its location, which are changed there`,
    {
      hint: `SELECT DISTINCT ${(table.partitionedBy ?? []).join(', ')} tells them.`,
    },
  )
}

async function partitionedTable(
  named: NamedRelation,
  context: JobContext,
): Promise<{ readonly table: TableDefinition; readonly partitionedBy: readonly string[] }> {
  const table = await existingTable(named, 'partitions', context)
  const { partitionedBy } = table
  if (partitionedBy !== undefined) return { table, partitionedBy }
  throw new CausewayError('sql-semantics', `The table ${named.database}.${named.table} has no partitions`, {
    hint: 'CREATE TABLE … PARTITIONED BY (column) makes a table that has them.',
  })
}
