import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { isOfPartition, isOfSome } from '../../../protocol/chosen-files.ts'
import { partitionFolder, partitionsOf } from '../../../protocol/partition-folder.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { listDataFiles } from './data-files.ts'
import { writableFormat } from './file-format.ts'
import { makeFolder } from './make-folder.ts'
import { ownFiles, removeLeftovers, removeReplaced } from './own-files.ts'
import { folderNames } from './partition-columns.ts'
import { sendFiles, storeOf } from './store-writes.ts'
import { folderWithinData, type TableFolder } from './table-folder.ts'
import { type PartitionFile, writePartitions } from './write-file.ts'

/**
 * Adds files to the folders k=v of a table at a location, as Spark names them. All are written first, where readers do not look; then they are moved, one after the
 * other, and what is overwritten goes after that.
 */
export async function insertIntoFolders(
  table: TableDefinition,
  partitionedBy: readonly string[],
  sql: string,
  mode: InsertMode,
  folder: TableFolder,
  context: FilesContext,
): Promise<number> {
  const format = writableFormat(table.source)
  if (format.kind !== 'parquet')
    throw new CausewayError(
      'not-supported',
      `INSERT into folders of ${format.kind.toUpperCase()} files at ${folder.shown} is not supported`,
      {
        hint: 'Tables of Parquet files take rows of partitions.',
      },
    )
  checkColumns(table.columns, format)
  const store = storeOf(folder, context)
  await makeFolder(folder.path, folder.shown)
  if (store === undefined) await removeLeftovers(folder.path)
  const present = await listDataFiles(folder)
  const names = present.paths.length === 0 ? partitionedBy : folderNames(present, folder.shown)
  const columns = names.map((name) => partitionedBy.find((column) => column.toLowerCase() === name.toLowerCase()))
  if (columns.length !== partitionedBy.length || columns.includes(undefined))
    throw new CausewayError('invalid-parameter', `The folders at ${folder.shown} are of ${names.join(', ') || 'no partition columns'}`, {
      hint: `Those of the table are ${partitionedBy.join(', ')}: make the table anew, and its columns are found.`,
    })
  const old = mode.kind === 'overwrite' ? await ownFiles(folder.path) : []
  const id = randomUUID()
  const unfinished = join(folder.path, `${UNFINISHED_PREFIX}${id}`)
  if (store === undefined) await context.announceWrite(folder.shown, 'inside', basename(unfinished))
  await mkdir(unfinished)
  const published: string[] = []
  let files: readonly PartitionFile[]
  let replaced: readonly string[]
  try {
    const { compression } = format
    files = await writePartitions(
      { path: unfinished, shown: folder.shown, columns: table.columns, compression },
      partitionedBy,
      sql,
      context,
    )
    context.signal.throwIfAborted()
    const partsOf = ({ partition }: PartitionFile): readonly string[] =>
      names.map((name, place) => partitionFolder(name, partition[columns[place] ?? name] ?? null))
    if (store !== undefined) {
      const replace = replacedFiles(old, mode, files, partitionedBy, folder)
      const touched =
        mode.kind === 'overwrite' && !mode.isDynamic
          ? [givenFolders(mode.partition, names)]
          : [...new Set(files.map((file) => partsOf(file).join('/')))]
      const objects = files.map((file, index) => ({ path: file.path, name: [...partsOf(file), `part-${index}-{id}.parquet`].join('/') }))
      const publication = { replace, touched, isAlone: mode.kind === 'overwrite', isNew: false, forTable: false, marker: false }
      if (touched.length > 0) await sendFiles(objects, publication, folder, store, context)
      return rowCountOf(files)
    }
    for (const [index, file] of files.entries()) {
      const path = join(folder.path, ...partsOf(file), `part-${index}-${id}.parquet`)
      await folderWithinData(dirname(path), folder.shown, context)
      await makeFolder(dirname(path), folder.shown)
      published.push(path)
    }
    const moves = files.map(({ path }, index) => ({ from: relative(folder.path, path), to: relative(folder.path, published[index] ?? '') }))
    replaced = replacedFiles(old, mode, files, partitionedBy, folder)
    await context.publishFiles(folder.shown, { moves, remove: [], goesOn: replaced.length > 0 })
  } catch (error) {
    for (const path of published) await rm(path, { force: true })
    throw error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  await removeReplaced(replaced, folder, context)
  return rowCountOf(files)
}

const rowCountOf = (files: readonly PartitionFile[]): number => files.reduce((sum, { rowCount }) => sum + rowCount, 0)

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
  Object.fromEntries(
    partitionsOf(path).map(([name, value]) => [partitionedBy.find((column) => column.toLowerCase() === name.toLowerCase()) ?? name, value]),
  )
