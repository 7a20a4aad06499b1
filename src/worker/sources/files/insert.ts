import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { StagedRows } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { fileEnding, writableFormat } from './file-format.ts'
import { stageInFolders } from './insert-into-folders.ts'
import { makeFolder } from './make-folder.ts'
import { insertManaged } from './managed-rows.ts'
import { ownFiles, publishInPlace, removeLeftovers } from './own-files.ts'
import { stageInsertInStore, stageNewInStore, storeOf } from './store-writes.ts'
import { type TableFolder, writableFolder } from './table-folder.ts'
import { refuseLogTable } from './table-format/refuse-log-table.ts'
import { writeFile } from './write-file.ts'

export async function insertFiles(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  refuseLogTable(table)
  if (table.source.kind === 'managed') return await insertManaged(table, sql, mode, context)
  return await insertAtLocation(table, sql, mode, context)
}

async function insertAtLocation(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<number> {
  const staged = await stageInsertAt(table, sql, mode, context)
  try {
    context.signal.throwIfAborted()
    await staged.publish()
  } catch (error) {
    await staged.discard()
    throw error
  }
  return staged.rowCount
}

/**
 * The rows of an insert, written and not yet there. Each file has a name that readers ignore until it is whole. What is overwritten goes after it: a reader that lists
 * the folder in between sees both.
 */
export async function stageInsertAt(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext): Promise<StagedRows> {
  refuseLogTable(table)
  const folder = await writableFolder(table.source, context)
  const { partitionedBy } = table
  if (partitionedBy !== undefined) return await stageInFolders({ table, partitionedBy, sql, mode, folder, isNew: false }, context)
  const store = storeOf(folder, context)
  if (store !== undefined) return await stageInsertInStore(table, sql, mode, folder, store, context)
  const replaced = mode.kind === 'overwrite' ? await ownFiles(folder.path) : []
  return await stageAtLocation({ table, sql, folder, replaced, isNew: false }, context)
}

interface RowsAtLocation {
  readonly table: TableDefinition
  readonly sql: string
  readonly folder: TableFolder
  readonly replaced: readonly string[]
  /** The table is made with them. */
  readonly isNew: boolean
}

/** Writes the rows into one file that readers ignore, or an object that they do not see. */
export async function stageAtLocation(rows: RowsAtLocation, context: FilesContext): Promise<StagedRows> {
  const { table, sql, folder, replaced, isNew } = rows
  const store = storeOf(folder, context)
  if (store !== undefined) return await stageNewInStore(table, sql, folder, store, context)
  const format = writableFormat(table.source)
  checkColumns(table.columns, format)
  const status = await stat(folder.path).catch(() => undefined)
  if (status?.isFile()) {
    throw new CausewayError('invalid-parameter', `${folder.shown} is a file and not a folder: nothing can be added to it`)
  }
  await makeFolder(folder.path, folder.shown)
  await removeLeftovers(folder.path)
  const id = randomUUID()
  const unfinished = `${UNFINISHED_PREFIX}${id}`
  await context.announceWrite(folder.shown, 'inside', unfinished)
  const published = `part-${id}${fileEnding(format)}`
  const discard = async (): Promise<void> => {
    // Of rows of a table that there is all or nothing is published, and what they replace is gone then.
    for (const name of isNew ? [unfinished, published] : [unfinished]) await rm(join(folder.path, name), { force: true })
  }
  const rowCount = await writeFile(
    { path: join(folder.path, unfinished), shown: folder.shown, columns: table.columns, format },
    sql,
    context,
  )
  return {
    rowCount,
    files: undefined,
    discard,
    async publish() {
      if (rowCount === 0) await discard()
      const moves = rowCount === 0 ? [] : [{ from: unfinished, to: published }]
      if (moves.length + replaced.length > 0) await publishInPlace({ moves, replaced, forTable: isNew }, folder, context)
    },
  }
}
