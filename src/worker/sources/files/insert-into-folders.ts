import { randomUUID } from 'node:crypto'
import { mkdir, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import { isOfPartition, isOfSome } from '../../../protocol/chosen-files.ts'
import { partitionFolder, partitionsOf } from '../../../protocol/partition-folder.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { StagedRows } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { listChosenFiles } from './data-files.ts'
import { ALL_FILES } from './file-choice.ts'
import { fileEnding, type WritableFormat, writableFormat } from './file-format.ts'
import { literalPath } from './literal-path.ts'
import { makeFolder } from './make-folder.ts'
import { ownFiles, publishInPlace, removeLeftovers } from './own-files.ts'
import { folderNames } from './partitions/partition-columns.ts'
import { type PlacedRows, placedIn, stagePlaced } from './placed-partitions.ts'
import { sendFiles, storeOf } from './store-writes.ts'
import { isDropped } from './table-files.ts'
import { folderWithinData, type TableFolder, writableFolder } from './table-folder.ts'
import { type PartitionFile, writeFile, writePartitions } from './write-file.ts'

/** In the name of an object: what makes it a new one is the server's to say. */
const NEW_OBJECT = '{id}'

interface RowsForFolders {
  readonly table: TableDefinition
  readonly partitionedBy: readonly string[]
  readonly sql: string
  readonly mode: InsertMode
  readonly folder: TableFolder
  /** The table is made with them. */
  readonly isNew: boolean
}

/**
 * Files for the folders k=v of a table at a location, as Spark names them. All are written first, where readers do not look; then they are moved, one after the
 * other, and what is overwritten goes after that: the server does both, and brings it to an end, or takes it back, where a crash comes between.
 */
export async function stageInFolders(rows: RowsForFolders, context: FilesContext): Promise<StagedRows> {
  const { table, partitionedBy, sql, mode, folder, isNew } = rows
  const format = writableFormat(table.source)
  checkColumns(format.kind === 'parquet' ? table.columns : table.columns.filter(({ name }) => !partitionedBy.includes(name)), format)
  const store = storeOf(folder, context)
  await makeFolder(folder.path, folder.shown)
  if (store === undefined) await removeLeftovers(folder.path)
  const names = await namesOfFolders(rows)
  const ofPlaced = placesBelow(table.source, folder)
  const old = mode.kind === 'overwrite' ? (await ownFiles(folder.path)).filter((path) => !ofPlaced.has(dirname(path))) : []
  const id = randomUUID()
  const unfinished = join(folder.path, `${UNFINISHED_PREFIX}${id}`)
  if (store === undefined) await context.announceWrite(folder.shown, 'inside', basename(unfinished))
  await mkdir(unfinished)
  const published: string[] = []
  const elsewhere: PlacedRows[] = []
  const discard = async (): Promise<void> => {
    await rm(unfinished, { recursive: true, force: true })
    for (const one of elsewhere) await one.discard()
    // Of rows of a table that there is all or nothing is published, and what they replace is gone then.
    if (isNew) for (const path of published) await rm(path, { force: true })
  }
  const partsOf = ({ partition }: PartitionFile): readonly string[] =>
    names.map((name) => partitionFolder(name, partition[columnOf(name, partitionedBy) ?? name] ?? null))
  const nameOf = (file: PartitionFile, index: number, part: string): readonly string[] => [
    ...partsOf(file),
    `part-${index}-${part}${fileEnding(format)}`,
  ]
  try {
    const written = await writeFolders({ table, partitionedBy, format, path: unfinished, shown: folder.shown }, sql, context)
    const rowCount = written.reduce((sum, file) => sum + file.rowCount, 0)
    const placed = placedIn(table.source)
    const files = written.filter((file) => !placed.has(foldersOfValues(partitionedBy, file.partition)))
    for (const file of files) requireOwnPlace(table.source, `${folder.shown.replace(/\/+$/, '')}/${partsOf(file).join('/')}`)
    const replaced = replacedFiles(old, mode, written, partitionedBy, folder)
    elsewhere.push(...(await stagePlaced({ table, mode, partitionedBy, files: written, ending: fileEnding(format) }, context)))
    /** As in Spark, of a table that is overwritten as a whole those are its partitions no longer that get no rows. */
    const emptied =
      mode.kind === 'overwrite' && !mode.isDynamic && Object.keys(mode.partition).length < partitionedBy.length
        ? elsewhere.filter((one) => one.isEmpty)
        : []
    const publishElsewhere = async (): Promise<void> => {
      for (const one of elsewhere) await one.publish()
      if (emptied.length > 0)
        await context.unplacePartitions(
          table,
          emptied.map(({ folders }) => folders),
        )
    }
    // As in Spark, partitions that get rows are the table's again, with what files they have by then.
    const back = droppedOf(table).intersection(new Set(files.map((file) => partsOf(file).join('/'))))
    const restored = async (): Promise<void> => {
      if (back.size > 0) await context.restorePartitions(table, [...back])
    }
    if (store !== undefined) {
      const touched =
        mode.kind === 'overwrite' && !mode.isDynamic
          ? [givenFolders(mode.partition, names)]
          : [...new Set(files.map((file) => partsOf(file).join('/')))]
      const objects = files.map((file, index) => ({ path: file.path, name: nameOf(file, index, NEW_OBJECT).join('/') }))
      const publication = { replace: replaced, touched, isAlone: mode.kind === 'overwrite' || isNew, isNew, forTable: isNew, marker: false }
      const publish = async (): Promise<void> => {
        if (touched.length > 0) await sendFiles(objects, publication, folder, store, context)
        await publishElsewhere()
        await rm(unfinished, { recursive: true, force: true })
        await restored()
      }
      return { rowCount, files: undefined, publish, discard }
    }
    const publish = async (): Promise<void> => {
      const paths = files.map((file, index) => join(folder.path, ...nameOf(file, index, id)))
      await makeFolders(new Set(paths.map(dirname)), folder, context)
      published.push(...paths)
      const moves = files.map((file, index) => ({ from: relative(folder.path, file.path), to: relative(folder.path, paths[index] ?? '') }))
      if (moves.length + replaced.length > 0) await publishInPlace({ moves, replaced, forTable: isNew }, folder, context)
      await publishElsewhere()
      await removeEmptied(unfinished, files)
      await restored()
    }
    return { rowCount, files: undefined, publish, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/** How the columns are written in the names of folders that are there: in their order, and in the case that they have. */
async function namesOfFolders({ table, partitionedBy, folder }: RowsForFolders): Promise<readonly string[]> {
  const { all: present } = await listChosenFiles(folder, [folder.path], { ...ALL_FILES, isLeftOut: isDropped(table.source) })
  if (present.paths.length === 0) return partitionedBy
  const names = folderNames(present, folder.shown)
  if (names.length === partitionedBy.length && names.every((name) => columnOf(name, partitionedBy) !== undefined)) return names
  throw new CausewayError('invalid-parameter', `The folders at ${folder.shown} are of ${names.join(', ') || 'no partition columns'}`, {
    hint: `Those of the table are ${partitionedBy.join(', ')}: make the table anew, and its columns are found.`,
  })
}

const columnOf = (name: string, partitionedBy: readonly string[]): string | undefined =>
  partitionedBy.find((column) => column.toLowerCase() === name.toLowerCase())

const foldersOfValues = (partitionedBy: readonly string[], partition: PartitionValues): string =>
  partitionedBy.map((name) => partitionFolder(name, partition[name] ?? null)).join('/')

/** @throws where rows of one partition would be written to the place of another */
function requireOwnPlace(source: TableDefinition['source'], place: string): void {
  const owner = [...placedIn(source).values()].find(({ location }) => location === place)
  if (owner !== undefined) throw placeOfAnother(place, owner.folders)
}

/** Folders below that of the table whose files are those of a partition which is not named so: what becomes of them is not told by where they stand. */
function placesBelow(source: TableDefinition['source'], { path, shown }: TableFolder): ReadonlySet<string> {
  const home = `${shown.replace(/\/+$/, '')}/`
  const below = [...placedIn(source).values()].filter(({ location }) => location.startsWith(home))
  return new Set(below.map(({ location }) => join(path, location.slice(home.length))))
}

export const placeOfAnother = (place: string, folders: string): CausewayError =>
  new CausewayError('invalid-parameter', `${place} is the place of the partition ${folders}: no other one can have its files there`, {
    hint: 'Give this partition another place first: ALTER TABLE … ADD PARTITION (…) LOCATION.',
  })

const droppedOf = ({ source }: TableDefinition): ReadonlySet<string> =>
  new Set(source.kind === 'files' ? (source.droppedFolders ?? []) : [])

/** Each waits for the system most of the time. */
const FOLDERS_AT_ONCE = 12

async function makeFolders(paths: Iterable<string>, { shown }: TableFolder, context: FilesContext): Promise<void> {
  await sideBySide(paths, FOLDERS_AT_ONCE, async (path) => {
    await folderWithinData(path, shown, context)
    await makeFolder(path, shown)
  })
}

/** A folder whose files have been moved away: what is still in it goes as well. */
async function removeEmptied(folder: string, files: readonly PartitionFile[]): Promise<void> {
  await sideBySide(new Set(files.map(({ path }) => dirname(path))), FOLDERS_AT_ONCE, async (path) => {
    if (path !== folder) await rmdir(path).catch(() => undefined)
  })
  await rm(folder, { recursive: true, force: true })
}

/** Makes folders, k=v below the location of the table, which have no files yet. */
export async function addPartitionFolders(table: TableDefinition, folders: readonly string[], context: FilesContext): Promise<void> {
  const folder = await writableFolder(table.source, context)
  if (storeOf(folder, context) !== undefined) return
  await makeFolders(
    folders.map((name) => join(folder.path, name)),
    folder,
    context,
  )
}

interface NewFolders {
  readonly table: TableDefinition
  readonly partitionedBy: readonly string[]
  readonly format: WritableFormat
  readonly path: string
  readonly shown: string
}

/** The engine tells partitions apart and writes Parquet, of which the files of another format are made one by one. */
async function writeFolders(
  { table, partitionedBy, format, path, shown }: NewFolders,
  sql: string,
  context: FilesContext,
): Promise<readonly PartitionFile[]> {
  const compression = format.kind === 'parquet' ? format.compression : 'snappy'
  const files = await writePartitions({ path, shown, columns: table.columns, compression }, partitionedBy, sql, context)
  if (format.kind === 'parquet') return files
  const columns = table.columns.filter(({ name }) => !partitionedBy.includes(name))
  const written: PartitionFile[] = []
  for (const file of files) {
    const list = columns.map(({ name }) => quoteName(name)).join(', ')
    const rows = `SELECT ${list} FROM read_parquet(${quoteText(literalPath(file.path))}, hive_partitioning = false)`
    const target = `${file.path}.rows${fileEnding(format)}`
    await writeFile({ path: target, shown, columns, format }, rows, context)
    await rm(file.path, { force: true })
    written.push({ ...file, path: target })
  }
  return written
}

/** The path of all that has the values, as far as folders follow each other. */
function givenFolders(given: PartitionValues, names: readonly string[]): string {
  const valueOfName = (name: string): string | null | undefined =>
    Object.entries(given).find(([column]) => column.toLowerCase() === name.toLowerCase())?.[1]
  const known = names.map(valueOfName)
  const depth = known.indexOf(undefined)
  return known
    .slice(0, depth === -1 ? known.length : depth)
    .map((value, place) => partitionFolder(names[place] ?? '', value ?? null))
    .join('/')
}

/** As Spark: of the partitions that PARTITION names, or those that get rows; else all. */
function replacedFiles(
  old: readonly string[],
  mode: InsertMode,
  files: readonly PartitionFile[],
  partitionedBy: readonly string[],
  folder: TableFolder,
): readonly string[] {
  if (mode.kind === 'append') return []
  const isReplaced = mode.isDynamic ? isOfSome(files.map(({ partition }) => partition)) : undefined
  return old.filter((path) => {
    const partition = valuesOf(relative(folder.path, path), partitionedBy)
    return isOfPartition(partition, mode.partition) && (isReplaced === undefined || isReplaced({ partition }))
  })
}

const valuesOf = (path: string, partitionedBy: readonly string[]): PartitionValues =>
  Object.fromEntries(partitionsOf(path).map(([name, value]) => [columnOf(name, partitionedBy) ?? name, value]))
