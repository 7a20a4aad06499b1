import { relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { isOfPartition } from '../../../protocol/chosen-files.ts'
import { partitionsOf as foldersIn, partitionFolder } from '../../../protocol/partition-folder.ts'
import type { PlacedPartition, TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'
import { addPartitionFolders, placeOfAnother } from '../../sources/files/insert-into-folders.ts'
import { belowBase } from '../../sources/files/partitions/partition-columns.ts'
import { isPattern } from '../../sources/files/path-pattern.ts'
import { isDropped, readTwice, tableFiles } from '../../sources/files/table-files.ts'
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
  /** The place that it has for itself. */
  readonly location?: string
}

interface FoundFolders extends PartitionFolders {
  /** Where they are below the location, as they are spelled there; empty: not below it. */
  readonly place: string
}

const placedPartitionsOf = ({ source }: Pick<TableOfFolders, 'source'>): readonly PlacedPartition[] => source.placedPartitions ?? []

export const tableOfFolders = (table: TableDefinition, partitionedBy: readonly string[]): TableOfFolders | undefined =>
  table.source.kind === 'files' && tableFormatOf(table.source) === undefined ? { table, source: table.source, partitionedBy } : undefined

/** Those of each file that is there now, and those with a place of their own. */
export async function foundFolders(
  { table, source }: Pick<TableOfFolders, 'table' | 'source'>,
  context: JobContext,
): Promise<readonly FoundFolders[]> {
  const places = placedPartitionsOf({ source })
  const hidden = [...(source.droppedFolders ?? []), ...places.flatMap(({ hides }) => hides)]
  // Not what stands at the places: files that two partitions would have must not keep one of them from being dropped, or moved.
  const { files } = await tableFiles({ ...source, placedPartitions: [], droppedFolders: hidden }, context)
  const placed = places.map(
    ({ folders, location }): FoundFolders => ({ values: valuesOf(table, foldersIn(`${folders}/`)), folders, location, place: '' }),
  )
  const ofFiles = files.paths.map((path): FoundFolders => {
    const written = foldersIn(belowBase(path, files))
    const folders = written.map(([column, value]) => partitionFolder(column, value)).join('/')
    return { values: valuesOf(table, written), folders, place: lastPartition(relative(files.root, path)) }
  })
  return [...placed, ...ofFiles]
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

/**
 * A partition is its folder, or has a place of its own; in a store of objects folders are where objects are. One that was dropped is back with its files, unless it gets
 * another place.
 */
export async function addFolders(of: TableOfFolders, { isLenient, choices, locations }: FolderChange, context: JobContext): Promise<void> {
  const { table, source } = of
  const found = await foundFolders(of, context)
  const isThere = (choice: PartitionValues): boolean => found.some(({ values }) => isOfPartition(values, choice))
  const taken = choices.find(isThere)
  if (taken !== undefined && !isLenient) throw takenPartition(`${table.database}.${table.name}`, shownPartition(taken))
  const added = choices.flatMap((choice, index) => (isThere(choice) ? [] : [{ choice, location: locations[index] }]))
  const atHome = added.filter(({ choice, location }) => location === undefined || isHome(of, choice, location)).map(({ choice }) => choice)
  const placed = added.flatMap(({ choice, location }) =>
    location === undefined || isHome(of, choice, location) ? [] : [placedAt(of, choice, location)],
  )
  requirePlacesApart(of, placed)
  const folders = atHome.map((choice) => foldersFor(of, choice))
  for (const folder of folders) requireOwnFolder(of, folder)
  await addPartitionFolders(table, folders, context)
  const back = (source.droppedFolders ?? []).filter((folder) => atHome.some((choice) => saysValues(of, folder, choice)))
  if (placed.length > 0) return await place(of, { by: 'add', placed, removed: [], dropped: [], restored: back }, context)
  if (back.length > 0) await context.restorePartitions(table, back)
}

/** The files of a partition are those at another place from then on; what is at the one before stays there. */
export async function moveFolders(of: TableOfFolders, choice: PartitionValues, location: string, context: JobContext): Promise<void> {
  await requirePartition(of, choice, context)
  const folders = foldersFor(of, choice)
  if (!isHome(of, choice, location)) {
    const placed = placedAt(of, choice, location)
    requirePlacesApart(of, [placed])
    return await place(
      of,
      { by: 'set-location', placed: [await hiding(of, placed, context)], removed: [], dropped: [], restored: [] },
      context,
    )
  }
  requireOwnFolder(of, folders)
  const restored = (of.source.droppedFolders ?? []).filter((folder) => folder === folders)
  await place(of, { by: 'set-location', placed: [], removed: [folders], dropped: [], restored }, context)
}

/** As in Spark, files of a table at a location stay where they are: the partition has other values, and its files at the place that they had. */
export async function renameFolders(of: TableOfFolders, from: PartitionValues, to: PartitionValues, context: JobContext): Promise<void> {
  const { table } = of
  const found = await requirePartition(of, from, context)
  if (found.some(({ values }) => isOfPartition(values, to))) throw takenPartition(`${table.database}.${table.name}`, shownPartition(to))
  const old = found.filter(({ values }) => isOfPartition(values, from))
  const places = [...new Set(old.map(({ place: folder }) => folder))].filter((folder) => folder !== '')
  const [own] = old.flatMap(({ location }) => location ?? [])
  if (own === undefined && places.length > 1)
    throw new CausewayError(
      'not-supported',
      `The partition ${shownPartition(from)} has the folders ${places.join(' and ')}: it cannot be renamed`,
      {
        hint: 'Bring its files into one folder.',
      },
    )
  const home = `${homeOf(of)}/${places[0] ?? foldersFor(of, from)}`
  const renamed = placedAt(of, to, own ?? home)
  const isBack = isHome(of, to, own ?? home)
  const hides = placedPartitionsOf(of).find(({ folders }) => folders === foldersFor(of, from))?.hides ?? []
  await place(
    of,
    {
      by: 'rename',
      placed: isBack ? [] : [await hiding(of, renamed, context)],
      removed: [foldersFor(of, from)],
      dropped: own === undefined ? places : hides,
      restored: isBack ? (of.source.droppedFolders ?? []).filter((folder) => folder === foldersFor(of, to)) : [],
    },
    context,
  )
}

async function requirePartition(of: TableOfFolders, choice: PartitionValues, context: JobContext): Promise<readonly FoundFolders[]> {
  const { database, name } = of.table
  const found = await foundFolders(of, context)
  if (found.some(({ values }) => isOfPartition(values, choice))) return found
  throw noPartition(`${database}.${name}`, shownPartition(choice))
}

const homeOf = ({ source }: TableOfFolders): string => source.location.replace(/\/+$/, '')

const foldersFor = ({ partitionedBy }: TableOfFolders, choice: PartitionValues): string =>
  partitionedBy.map((column) => partitionFolder(column, choice[column] ?? null)).join('/')

/** Whether the location is the folder of the partition below that of the table. */
const isHome = (of: TableOfFolders, choice: PartitionValues, location: string): boolean =>
  location.replace(/\/+$/, '') === `${homeOf(of)}/${foldersFor(of, choice)}`

const saysValues = ({ table }: TableOfFolders, folder: string, choice: PartitionValues): boolean =>
  isOfPartition(valuesOf(table, foldersIn(`${folder}/`)), choice)

function placedAt(of: TableOfFolders, choice: PartitionValues, location: string): PlacedPartition {
  const { table, source } = of
  const bare = location.replace(/\/+$/, '')
  if (!bare.startsWith('obs://'))
    throw new CausewayError('sql-semantics', `The location '${location}' is not an obs:// path`, { hint: "Write 'obs://bucket/folder'." })
  if (isPattern(source.location) || isPattern(bare) || Object.keys(source.options).some((option) => option.toLowerCase() === 'basepath'))
    throw new CausewayError('not-supported', `A partition of ${table.database}.${table.name} cannot have a location of its own`, {
      hint: 'That is for tables of one folder, without a pattern and without the option basePath.',
    })
  const folders = foldersFor(of, choice)
  return { folders, location: bare, hides: [folders] }
}

/** Folders of the table that are spelled otherwise and say the same. */
async function hiding(of: TableOfFolders, partition: PlacedPartition, context: JobContext): Promise<PlacedPartition> {
  const values = valuesOf(of.table, foldersIn(`${partition.folders}/`))
  const found = await foundFolders(of, context)
  const others = found.filter((one) => one.place !== '' && isOfPartition(one.values, values)).map(({ place: folder }) => folder)
  const before = placedPartitionsOf(of).find(({ folders }) => folders === partition.folders)?.hides ?? []
  return { ...partition, hides: [...new Set([...partition.hides, ...before, ...others])] }
}

/** @throws where it is the place of another partition, whose files it would have, too */
function requireOwnFolder(of: TableOfFolders, folder: string): void {
  const owner = placedPartitionsOf(of).find(({ folders, location }) => folders !== folder && location === `${homeOf(of)}/${folder}`)
  if (owner !== undefined) throw placeOfAnother(`${homeOf(of)}/${folder}`, owner.folders)
}

/** @throws where a place has files of others, or would have those that are written for them: the table could be read no more */
function requirePlacesApart(of: TableOfFolders, placed: readonly PlacedPartition[]): void {
  const changed = new Set(placed.map(({ folders }) => folders))
  const taken = new Set(placedPartitionsOf(of).flatMap(({ folders, location }) => (changed.has(folders) ? [] : [location])))
  const isLeftOut = isDropped(of.source)
  const home = `${homeOf(of)}/`
  for (const { location } of placed) {
    const below = `${location}/`.startsWith(home) ? location.slice(home.length) : undefined
    if (taken.has(location) || (below !== undefined && isLeftOut?.(below) !== true)) throw readTwice(location)
    taken.add(location)
  }
}

async function place(
  { table, source }: TableOfFolders,
  change: Omit<Extract<TableAnnotation, { kind: 'place-partitions' }>, 'kind'>,
  context: JobContext,
): Promise<void> {
  const { database, name } = table
  const { placed, removed } = change
  const gone = new Set([...removed, ...placed.map(({ folders }) => folders)])
  const hidden = { ...source, droppedFolders: [...(source.droppedFolders ?? []), ...change.dropped] }
  const kept = placedPartitionsOf({ source }).filter(({ folders }) => !gone.has(folders))
  // Whether some files would be those of two partitions is seen by looking.
  if (placed.length > 0) await tableFiles({ ...hidden, placedPartitions: [...kept, ...placed] }, context)
  await context.call({ kind: 'annotate-table', database, table: name, change: { kind: 'place-partitions', ...change } })
}

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
  const chosen = found.filter((one) => choices.some((choice) => isOf(choice)(one)))
  const placed = new Set(chosen.filter(({ location }) => location !== undefined).map(({ folders }) => folders))
  const folders = [...new Set(chosen.filter(({ location }) => location === undefined).map(({ place: folder }) => folder))]
  if (chosen.length === 0) return
  if (isPattern(source.location) || folders.includes(''))
    throw new CausewayError(
      'not-supported',
      `${source.location} is not the folder that the partitions of ${database}.${name} stand in: none can be dropped`,
      {
        hint: 'Make a table of that folder, without a pattern and without the option basePath.',
      },
    )
  if (placed.size > 0) {
    const hidden = placedPartitionsOf(of).flatMap((one) => (placed.has(one.folders) ? one.hides : []))
    return await place(
      of,
      { by: 'drop', placed: [], removed: [...placed], dropped: [...new Set([...folders, ...hidden])], restored: [] },
      context,
    )
  }
  await context.call({ kind: 'annotate-table', database, table: name, change: { kind: 'drop-partitions', folders } })
}

/** Those that were dropped are back, with what files are there. Answers with how many. */
export async function restoreFolders(of: TableOfFolders, context: JobContext): Promise<number> {
  const { table, source } = of
  const { database, name } = table
  const places = new Set(placedPartitionsOf(of).map(({ location }) => location))
  // What is the place of another partition would be read twice.
  const back = (source.droppedFolders ?? []).filter((folder) => !places.has(`${homeOf(of)}/${folder}`))
  if (back.length > 0)
    await context.call({
      kind: 'annotate-table',
      database,
      table: name,
      change: { kind: 'restore-partitions', folders: places.size === 0 ? 'all' : back },
    })
  return back.length
}
