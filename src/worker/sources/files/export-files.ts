import { randomUUID } from 'node:crypto'
import { lstat, mkdir, rm, writeFile as writeNewFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import { UNFINISHED_PREFIX } from '../../../protocol/reserved-names.ts'
import type { RowExport } from '../../../protocol/row-transfer.ts'
import type { Column, TableSource } from '../../../protocol/table-definition.ts'
import { hasInterval } from '../../sql/types/has-interval.ts'
import type { DistantFiles, FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { fileEnding, type WritableFormat, writableFormat } from './file-format.ts'
import { belowFile, makeFolder } from './make-folder.ts'
import { removeLeftovers } from './own-files.ts'
import { isWithin, realPlaceOf } from './real-path.ts'
import { allObjects, giveUp, MARKER, stageObject, storeOf } from './store-writes.ts'
import { type TableFolder, writableFolder } from './table-folder.ts'
import { writeFile } from './write-file.ts'

/** Where the rows go: as an export's, and text, too. */
type ExportTarget = Omit<RowExport, 'format' | 'rowsMax'> & { readonly format: RowExport['format'] | 'text' | 'hive' }

interface ExportedQuery {
  readonly sql: string
  readonly columns: readonly Column[]
}

/**
 * Writes the rows into a folder as Spark does, part-…, and _SUCCESS. The folder is made beside its place, under a name that readers ignore, and moved there
 * by the server when it is whole; what it replaces is there until then. Answers with the number of rows.
 */
export async function exportFiles(target: ExportTarget, query: ExportedQuery, context: FilesContext): Promise<number> {
  await using staged = await stageExport(target, query, context)
  await staged.publish()
  return staged.rowCount
}

/** Rows that are written, and not yet in their place. What was not published goes with it. */
export interface StagedExport extends AsyncDisposable {
  readonly rowCount: number
  publish(): Promise<void>
}

export async function stageExport(target: ExportTarget, { sql, columns }: ExportedQuery, context: FilesContext): Promise<StagedExport> {
  const source: TableSource = { kind: 'files', format: target.format, location: target.location, options: target.options }
  const format = writableFormat(source)
  checkNames(columns)
  checkTypes(columns)
  checkColumns(columns, format)
  const folder = await writableFolder(source, context)
  await checkPlace(folder, target.mode)
  const store = storeOf(folder, context)
  if (store !== undefined) return await stageInStore(target.mode, { columns, format, sql }, folder, store, context)
  const parent = dirname(folder.path)
  await makeFolder(parent, folder.shown)
  await removeLeftovers(parent)
  const id = randomUUID()
  const unfinished = join(parent, `${UNFINISHED_PREFIX}${id}`)
  await context.announceWrite(target.location, 'beside', basename(unfinished))
  await mkdir(unfinished)
  const remove = async (): Promise<void> => await rm(unfinished, { recursive: true, force: true })
  try {
    const path = join(unfinished, partName(id, format))
    const rowCount = await writeFile({ path, shown: folder.shown, columns, format }, sql, context)
    await writeNewFile(join(unfinished, MARKER), '')
    return {
      rowCount,
      async publish() {
        context.signal.throwIfAborted()
        await context.replaceFolder(target.location, basename(unfinished), target.mode)
      },
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The objects of a store, which knows no folders. */
async function stageInStore(
  mode: RowExport['mode'],
  { columns, format, sql }: ExportedQuery & { readonly format: WritableFormat },
  folder: TableFolder,
  store: DistantFiles,
  context: FilesContext,
): Promise<StagedExport> {
  const replace = (await allObjects(folder)).filter((path) => basename(path) !== MARKER || dirname(path) !== folder.path)
  const staged = await stageObject({ shown: folder.shown, columns, format }, partName('{id}', format), sql, folder, store, context)
  let isPublished = false
  return {
    rowCount: staged.rowCount,
    async publish() {
      context.signal.throwIfAborted()
      await staged.publish({ replace, touched: [''], isAlone: true, isNew: mode !== 'overwrite', forTable: false, marker: true })
      isPublished = true
    },
    async [Symbol.asyncDispose]() {
      if (!isPublished) await giveUp(staged)
    },
  }
}

const partName = (id: string, format: WritableFormat): string =>
  `part-00000-${id}-c000${format.kind === 'parquet' && format.compression === 'snappy' ? '.snappy' : ''}${fileEnding(format)}`

/** @throws CausewayError where one of the folders is another, or within it: the later one would take away what the earlier has written */
export async function requireApart(locations: readonly string[], context: FilesContext): Promise<void> {
  const folders: { readonly path: string; readonly shown: string }[] = []
  for (const location of locations) {
    const { path: named, shown } = await writableFolder({ kind: 'files', format: 'text', location, options: {} }, context)
    const path = await realPlaceOf(named)
    const other = folders.find((one) => isWithin(one.path, path) || isWithin(path, one.path))
    if (other !== undefined) {
      throw new CausewayError('sql-semantics', `${other.shown} and ${shown} are not apart, and one statement writes both`, {
        hint: 'Name folders of which none is within another.',
      })
    }
    folders.push({ path, shown })
  }
}

/** Before any row is computed. */
async function checkPlace(folder: TableFolder, mode: RowExport['mode']): Promise<void> {
  const status = await lstat(folder.path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw belowFile(error, folder.shown)
    return undefined
  })
  if (status === undefined) return
  if (!status.isDirectory())
    throw new CausewayError('invalid-parameter', `${folder.shown} is a file and not a folder`, { hint: 'Name a folder for the rows.' })
  if (mode === 'overwrite') return
  throw new CausewayError('already-exists', `${folder.shown} is there already`, {
    hint: 'Name a folder that is not there, or send "export_mode": "Overwrite", which takes away what is in it.',
  })
}

/** As Spark, which finds columns without regard to case. */
function checkNames(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const folded = name.toLowerCase()
    if (seen.has(folded))
      throw new CausewayError('sql-semantics', `Two columns of the rows have the name ${name}, and files cannot have both`, {
        hint: 'Give one of them another name in the query: AS …',
      })
    seen.add(folded)
  }
}

/** As Spark, whose data sources have no columns of intervals. */
function checkTypes(columns: readonly Column[]): void {
  const column = columns.find(({ type }) => hasInterval(parseSparkType(type)))
  if (column === undefined) return
  throw new CausewayError('not-supported', `Column "${column.name}" is of type ${column.type}, and no file has intervals`, {
    hint: 'Cast it to STRING in the query.',
  })
}
