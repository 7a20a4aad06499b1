import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isOfPartition } from '../../../protocol/chosen-files.ts'
import { partitionFolder, partitionsOf } from '../../../protocol/partition-folder.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { PlacedPartition, TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { listDataFiles } from './data-files.ts'
import { makeFolder } from './make-folder.ts'
import { publishInPlace } from './own-files.ts'
import { sendFiles, storeOf } from './store-writes.ts'
import { folderWithinData, type TableFolder } from './table-folder.ts'
import type { PartitionFile } from './write-file.ts'

/** Of partitions that have a place of their own, by their folders k=v/… */
export const placedIn = (source: TableDefinition['source']): ReadonlyMap<string, PlacedPartition> =>
  new Map((source.kind === 'files' ? (source.placedPartitions ?? []) : []).map((one) => [one.folders, one]))

/** What a statement does at the place of one partition. */
export interface PlacedRows {
  readonly folders: string
  /** It gets no rows, and what it had goes. */
  readonly isEmpty: boolean
  publish(): Promise<void>
  discard(): Promise<void>
}

interface RowsOfPartitions {
  readonly table: TableDefinition
  readonly mode: InsertMode
  readonly partitionedBy: readonly string[]
  /** All that the statement has written. */
  readonly files: readonly PartitionFile[]
  readonly ending: string
}

/** Brings the files of partitions with a place of their own there, where readers do not look; those of each are published in one step. */
export async function stagePlaced(rows: RowsOfPartitions, context: FilesContext): Promise<readonly PlacedRows[]> {
  const { table, mode, partitionedBy, files } = rows
  const staged: PlacedRows[] = []
  try {
    for (const one of placedIn(table.source).values()) {
      const values = valuesOf(one, partitionedBy)
      const own = files.filter(({ partition }) => foldersOf(partitionedBy, partition) === one.folders)
      const isReplaced = mode.kind === 'overwrite' && isOfPartition(values, mode.partition) && (!mode.isDynamic || own.length > 0)
      if (own.length > 0 || isReplaced) staged.push(await stageAt(one, own, isReplaced, rows, context))
    }
    return staged
  } catch (error) {
    for (const one of staged) await one.discard()
    throw error
  }
}

const foldersOf = (partitionedBy: readonly string[], partition: PartitionValues): string =>
  partitionedBy.map((name) => partitionFolder(name, partition[name] ?? null)).join('/')

const valuesOf = ({ folders }: PlacedPartition, partitionedBy: readonly string[]): PartitionValues =>
  Object.fromEntries(partitionsOf(`${folders}/`).map(([, value], index) => [partitionedBy[index] ?? '', value]))

async function stageAt(
  { folders, location }: PlacedPartition,
  own: readonly PartitionFile[],
  isReplaced: boolean,
  { ending }: RowsOfPartitions,
  context: FilesContext,
): Promise<PlacedRows> {
  const folder = await folderWithinData(await context.locatePath(location), location, context)
  const store = storeOf(folder, context)
  await makeFolder(folder.path, folder.shown)
  const replaced = isReplaced ? await filesOf(folder) : []
  const isEmpty = own.length === 0
  if (store !== undefined) {
    const objects = own.map(({ path }, index) => ({ path, name: `part-${index}-{id}${ending}` }))
    const publication = { replace: replaced, touched: [''], isAlone: isReplaced, isNew: false, forTable: false, marker: false }
    return { folders, isEmpty, publish: () => sendFiles(objects, publication, folder, store, context), discard: async () => undefined }
  }
  const id = randomUUID()
  const unfinished = `${UNFINISHED_PREFIX}${id}`
  const path = join(folder.path, unfinished)
  const discard = (): Promise<void> => rm(path, { recursive: true, force: true })
  await context.announceWrite(location, 'inside', unfinished)
  await mkdir(path)
  try {
    // It may be on another disk.
    for (const file of own) await copyFile(file.path, join(path, basename(file.path)))
  } catch (error) {
    await discard()
    throw error
  }
  const moves = own.map((file, index) => ({ from: `${unfinished}/${basename(file.path)}`, to: `part-${index}-${id}${ending}` }))
  return {
    folders,
    isEmpty,
    discard,
    async publish() {
      if (moves.length + replaced.length > 0) await publishInPlace({ moves, replaced, forTable: false }, folder, context)
      await discard()
    },
  }
}

/** Those that are read as the partition's: what stands in folders at its place is not. */
async function filesOf(folder: TableFolder): Promise<readonly string[]> {
  const { paths, root } = await listDataFiles(folder)
  return paths.filter((path) => path === join(root, basename(path))).map((path) => join(folder.path, basename(path)))
}
