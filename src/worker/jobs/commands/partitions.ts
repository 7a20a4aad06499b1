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
import { noPartition, shownPartition, takenPartition } from './partition-errors.ts'
import {
  addFolders,
  dropFolders,
  foundFolders,
  moveFolders,
  type PartitionFolders,
  renameFolders,
  restoreFolders,
  tableOfFolders,
} from './partition-folders.ts'
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
  if (found === undefined) throw noPartition(`${table.database}.${table.name}`, shownPartition(values))
  const { folders, location } = found
  if (table.source.kind !== 'managed') return { values, folders, ...(location === undefined ? {} : { location }) }
  const files = (await context.openTable(table)).files.filter(({ partition }) => isOfPartition(partition, values))
  return { values, folders, files }
}

export interface DescribedPartition extends PartitionFolders {
  /** Of a managed table. */
  readonly files?: readonly TableFile[]
}

/** Of a managed table as they are listed, else as the folders of the files are named that are there now. */
async function foldersOf(
  table: TableDefinition,
  partitionedBy: readonly string[],
  context: JobContext,
): Promise<readonly PartitionFolders[]> {
  const ofFolders = tableOfFolders(table, partitionedBy)
  if (ofFolders !== undefined) return await foundFolders(ofFolders, context)
  return (await partitionsOf(table, context)).map((values) => ({
    values,
    folders: partitionedBy.map((column) => partitionFolder(column, values[column] ?? null)).join('/'),
  }))
}

/**
 * ADD makes partitions without rows, DROP removes partitions with their rows; each in one version, or none of them. Of a table at a location what it had is forgotten,
 * and no file is touched.
 */
export async function changePartitions(command: Of<'change-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(command.relation, context)
  const choices = command.partitions.map((named) => partitionValues(table, named))
  const short = choices.find((choice) => Object.keys(choice).length < partitionedBy.length)
  if (short !== undefined && command.change === 'add')
    throw new CausewayError('sql-semantics', `ADD PARTITION needs a value for each of ${partitionedBy.join(', ')}`)
  const ofFolders = tableOfFolders(table, partitionedBy)
  if (ofFolders !== undefined) {
    await (command.change === 'add' ? addFolders : dropFolders)(ofFolders, { ...command, choices }, context)
    return NO_ROWS
  }
  if (command.locations.some((location) => location !== undefined)) throw ownRows(table)
  const found = await partitionsOf(table, context)
  const isThere = (choice: PartitionValues): boolean => found.some((values) => isOfPartition(values, choice))
  const name = `${table.database}.${table.name}`
  if (command.change === 'drop') {
    const missing = choices.find((choice) => !isThere(choice))
    if (missing !== undefined && !command.isLenient) throw noPartition(name, shownPartition(missing))
    const there = choices.filter(isThere)
    if (there.length > 0) await context.commitTable(table, { operation: 'DROP PARTITION', add: [], remove: { partitions: there } })
    return NO_ROWS
  }
  const taken = choices.find(isThere)
  if (taken !== undefined && !command.isLenient) throw takenPartition(name, shownPartition(taken))
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
  const ofFolders = tableOfFolders(table, partitionedBy)
  if (ofFolders !== undefined) {
    await renameFolders(ofFolders, old, renamed, context)
    return NO_ROWS
  }
  const found = await partitionsOf(table, context)
  const { files, folder, version } = await context.openTable(table)
  const moved = files.filter(({ partition }) => isOfPartition(partition, old))
  const name = `${table.database}.${table.name}`
  if (moved.length === 0) throw noPartition(name, shownPartition(old))
  if (found.some((values) => isOfPartition(values, renamed))) throw takenPartition(name, shownPartition(renamed))
  const add = await copyToPartition({ table, folder, files: moved, partition: renamed }, context)
  await context.commitTable(table, { baseVersion: version, operation: 'RENAME PARTITION', add, remove: { partitions: [old, renamed] } })
  return NO_ROWS
}

/** Of a table at a location: another folder is the partition's from then on, and nothing is copied or removed. */
export async function placePartition({ relation, partition, location }: Of<'place-partition'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const values = partitionValues(table, partition)
  if (Object.keys(values).length < partitionedBy.length)
    throw new CausewayError('sql-semantics', `SET LOCATION of a partition needs a value for each of ${partitionedBy.join(', ')}`)
  const ofFolders = tableOfFolders(table, partitionedBy)
  if (ofFolders === undefined) throw ownRows(table)
  await moveFolders(ofFolders, values, location, context)
  return NO_ROWS
}

const ownRows = ({ database, name }: TableDefinition): CausewayError =>
  new CausewayError(
    'not-supported',
    `${database}.${name} has its rows where its own list tells them: none of its partitions has a location`,
    {
      hint: "Partitions have locations in a table of files: CREATE TABLE … PARTITIONED BY (…) LOCATION 'obs://bucket/folder'.",
    },
  )

/** Partitions are what files say: there is nothing to be repaired but what was dropped at a location, which is added as all that is there. */
export async function recoverPartitions({ relation, adds }: Of<'recover-partitions'>, context: JobContext): Promise<ResultRows> {
  const { table, partitionedBy } = await partitionedTable(relation, context)
  const ofFolders = tableOfFolders(table, partitionedBy)
  const count = adds && ofFolders !== undefined ? await restoreFolders(ofFolders, context) : 0
  const note =
    count === 0
      ? 'Nothing was to be done: partitions are found in the table’s files each time that it is read.'
      : `The partitions of ${count} folders that were dropped are back, as far as files are there.`
  return textRows(['note'], [[note]])
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
