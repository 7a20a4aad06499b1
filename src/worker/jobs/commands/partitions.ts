import { CausewayError } from '../../../base/errors.ts'
import { isOfPartition } from '../../../protocol/chosen-files.ts'
import { partitionsOf as foldersIn, partitionFolder } from '../../../protocol/partition-folder.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues, TableFile } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { addPartitionFolders } from '../../sources/files/insert-into-folders.ts'
import { copyToPartition, emptyPartition } from '../../sources/files/managed-rows.ts'
import { belowBase } from '../../sources/files/partition-columns.ts'
import { tableFiles } from '../../sources/files/table-files.ts'
import { type NamedValue, partitionValues } from '../../sql/plan/partition-values.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { existingTable, requireDescribedPartitions } from './relation.ts'

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

/** The partitions as Spark writes them: a=1/b=x. */
export async function showPartitions({ relation, partition }: Of<'show-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const choice = partitionValues(table, partition)
  const found = await foldersOf(table, partitionedBy, context)
  const names = found.filter(({ values }) => isOfPartition(values, choice)).map(({ folders }) => folders)
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
): Promise<DescribedPartition> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  requireDescribedPartitions(table)
  const values = partitionValues(table, named)
  if (Object.keys(values).length < partitionedBy.length)
    throw new CausewayError('sql-semantics', `PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  const [found] = (await foldersOf(table, partitionedBy, context)).filter((one) => isOfPartition(one.values, values))
  if (found === undefined) throw noPartition(`${table.database}.${table.name}`, shown(values))
  const { folders } = found
  if (table.source.kind !== 'managed') return { values, folders }
  const files = (await context.openTable(table)).files.filter(({ partition }) => isOfPartition(partition, values))
  return { values, folders, files }
}

interface PartitionFolders {
  /** As files of a managed table have them. */
  readonly values: PartitionValues
  /** As the folders are named: a=1/b=x */
  readonly folders: string
}

export interface DescribedPartition extends PartitionFolders {
  /** Of a managed table. */
  readonly files?: readonly TableFile[]
}

/** Those of each file: of a managed table as they are listed, else as the folders of the files are named that are there now. */
async function foldersOf(
  table: TableDefinition,
  partitionedBy: readonly string[],
  context: JobContext,
): Promise<readonly PartitionFolders[]> {
  if (table.source.kind === 'managed')
    return (await partitionsOf(table, context)).map((values) => ({
      values,
      folders: partitionedBy.map((column) => partitionFolder(column, values[column] ?? null)).join('/'),
    }))
  if (table.source.kind !== 'files' || tableFormatOf(table.source) !== undefined) return await partitionsOf(table, context).then(() => [])
  const { files } = await tableFiles(table.source, context)
  return files.paths.map((path) => {
    const written = foldersIn(belowBase(path, files))
    return { values: valuesOf(table, written), folders: written.map(([column, value]) => partitionFolder(column, value)).join('/') }
  })
}

/** What is no value of its column's type stays the text that it is. */
function valuesOf(table: TableDefinition, written: ReturnType<typeof foldersIn>): PartitionValues {
  const values: Record<string, string | null> = {}
  for (const [column, value] of written) {
    const name = table.columns.find((one) => one.name.toLowerCase() === column.toLowerCase())?.name ?? column
    values[name] = value
    try {
      Object.assign(values, partitionValues(table, [{ column, value }]))
    } catch (error) {
      if (!(error instanceof CausewayError)) throw error
    }
  }
  return values
}

/** ADD makes partitions without rows, DROP removes partitions with their rows; each in one version, or none of them. */
export async function changePartitions(command: Of<'change-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(command.relation, context)
  const choices = command.partitions.map((named) => partitionValues(table, named))
  const short = choices.find((choice) => Object.keys(choice).length < partitionedBy.length)
  if (short !== undefined && command.change === 'add')
    throw new CausewayError('sql-semantics', `ADD PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  if (command.change === 'add' && table.source.kind === 'files' && tableFormatOf(table.source) === undefined)
    return await addFolders(command, table, table.source, partitionedBy, choices, context)
  if (command.locations.some((location) => location !== undefined)) throw elsewhere()
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
  const taken = choices.find(isThere)
  if (taken !== undefined && !command.isLenient) throw takenPartition(name, shown(taken))
  const added = choices.filter((choice) => !isThere(choice))
  if (added.length > 0) {
    const add = await emptyPartition(table, added, context)
    await context.commitTable(table, { operation: 'ADD PARTITION', add, remove: 'none' })
  }
  return NO_ROWS
}

/** Of a table at a location a partition is its folder, which may be said to be where it is; in a store of objects folders are where objects are. */
async function addFolders(
  command: Of<'change-partitions'>,
  table: TableDefinition,
  source: Extract<TableDefinition['source'], { kind: 'files' }>,
  partitionedBy: readonly string[],
  choices: readonly PartitionValues[],
  context: JobContext,
): Promise<ResultRows> {
  const found = await foldersOf(table, partitionedBy, context)
  const taken = choices.find((choice) => found.some(({ values }) => isOfPartition(values, choice)))
  if (taken !== undefined && !command.isLenient) throw takenPartition(`${table.database}.${table.name}`, shown(taken))
  const place = source.location.replace(/\/+$/, '')
  const folders = choices.map((choice) => partitionedBy.map((column) => partitionFolder(column, choice[column] ?? null)).join('/'))
  for (const [index, location] of command.locations.entries())
    if (location !== undefined && location.replace(/\/+$/, '') !== `${place}/${folders[index]}`) throw elsewhere()
  await addPartitionFolders(table, folders, context)
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

const elsewhere = (): CausewayError =>
  new CausewayError('not-supported', 'A partition with a location of its own is not supported', {
    hint: 'The folder of a partition is column=value below the location of its table; make a table at the other location, and read it.',
  })

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
