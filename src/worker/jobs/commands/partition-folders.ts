import { relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { isOfPartition } from '../../../protocol/chosen-files.ts'
import { partitionsOf as foldersIn, partitionFolder } from '../../../protocol/partition-folder.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { addPartitionFolders } from '../../sources/files/insert-into-folders.ts'
import { belowBase } from '../../sources/files/partitions/partition-columns.ts'
import { isPattern } from '../../sources/files/path-pattern.ts'
import { tableFiles } from '../../sources/files/table-files.ts'
import { partitionValues } from '../../sql/plan/partition-values.ts'
import type { JobContext } from '../job-context.ts'
import { noPartition, shownPartition, takenPartition } from './partition-errors.ts'

type FilesSource = Extract<TableDefinition['source'], { kind: 'files' }>

/** A table whose partitions are folders of a bucket, which no log tells. */
export interface TableOfFolders {
  readonly table: TableDefinition
  readonly source: FilesSource
  readonly partitionedBy: readonly string[]
}

export interface PartitionFolders {
  /** As files of a managed table have them. */
  readonly values: PartitionValues
  /** As the folders are named: a=1/b=x */
  readonly folders: string
}

interface FoundFolders extends PartitionFolders {
  /** Where they are below the location, as they are spelled there; empty: not below it. */
  readonly place: string
}

export const tableOfFolders = (table: TableDefinition, partitionedBy: readonly string[]): TableOfFolders | undefined =>
  table.source.kind === 'files' && tableFormatOf(table.source) === undefined ? { table, source: table.source, partitionedBy } : undefined

/** Those of each file that is there now. */
export async function foundFolders(
  { table, source }: Pick<TableOfFolders, 'table' | 'source'>,
  context: JobContext,
): Promise<readonly FoundFolders[]> {
  const { files } = await tableFiles(source, context)
  return files.paths.map((path) => {
    const written = foldersIn(belowBase(path, files))
    const folders = written.map(([column, value]) => partitionFolder(column, value)).join('/')
    return { values: valuesOf(table, written), folders, place: lastPartition(relative(files.root, path)) }
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

/** The folders of a path up to the last one that says a value. */
function lastPartition(path: string): string {
  const names = path.split('/').slice(0, -1)
  return names.slice(0, names.findLastIndex((name) => name.indexOf('=') > 0) + 1).join('/')
}

interface FolderChange {
  readonly isLenient: boolean
  readonly choices: readonly PartitionValues[]
  readonly locations: readonly (string | undefined)[]
}

/** A partition is its folder, which may be said to be where it is; in a store of objects folders are where objects are. One that was dropped is back with its files. */
export async function addFolders(of: TableOfFolders, { isLenient, choices, locations }: FolderChange, context: JobContext): Promise<void> {
  const { table, source, partitionedBy } = of
  const found = await foundFolders(of, context)
  const taken = choices.find((choice) => found.some(({ values }) => isOfPartition(values, choice)))
  if (taken !== undefined && !isLenient) throw takenPartition(`${table.database}.${table.name}`, shownPartition(taken))
  const place = source.location.replace(/\/+$/, '')
  const folders = choices.map((choice) => partitionedBy.map((column) => partitionFolder(column, choice[column] ?? null)).join('/'))
  for (const [index, location] of locations.entries())
    if (location !== undefined && location.replace(/\/+$/, '') !== `${place}/${folders[index]}`) throw elsewhere()
  await addPartitionFolders(table, folders, context)
  const back = (source.droppedFolders ?? []).filter((folder) => {
    const values = valuesOf(table, foldersIn(`${folder}/`))
    return choices.some((choice) => isOfPartition(values, choice))
  })
  if (back.length > 0) await context.restorePartitions(table, back)
}

export const elsewhere = (): CausewayError =>
  new CausewayError('not-supported', 'A partition with a location of its own is not supported', {
    hint: 'The folder of a partition is column=value below the location of its table; make a table at the other location, and read it.',
  })

/** As in Spark, the partitions are none of the table's afterwards, and their files stay. */
export async function dropFolders(
  of: TableOfFolders,
  { isLenient, choices }: Pick<FolderChange, 'isLenient' | 'choices'>,
  context: JobContext,
): Promise<void> {
  const { table, source } = of
  const { database, name } = table
  const found = await foundFolders(of, context)
  const isOf = (choice: PartitionValues) => (one: FoundFolders) => isOfPartition(one.values, choice)
  const missing = choices.find((choice) => !found.some(isOf(choice)))
  if (missing !== undefined && !isLenient) throw noPartition(`${database}.${name}`, shownPartition(missing))
  const folders = [...new Set(found.filter((one) => choices.some((choice) => isOf(choice)(one))).map(({ place }) => place))]
  if (folders.length === 0) return
  if (isPattern(source.location) || folders.includes(''))
    throw new CausewayError(
      'not-supported',
      `${source.location} is not the folder that the partitions of ${database}.${name} stand in: none can be dropped`,
      {
        hint: 'Make a table of that folder, without a pattern and without the option basePath.',
      },
    )
  await context.call({ kind: 'annotate-table', database, table: name, change: { kind: 'drop-partitions', folders } })
}

/** Those that were dropped are back, with what files are there. Answers with how many. */
export async function restoreFolders({ table, source }: TableOfFolders, context: JobContext): Promise<number> {
  const { droppedFolders = [] } = source
  const { database, name } = table
  if (droppedFolders.length > 0)
    await context.call({ kind: 'annotate-table', database, table: name, change: { kind: 'restore-partitions', folders: 'all' } })
  return droppedFolders.length
}
