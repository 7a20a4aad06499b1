import { join } from 'node:path'
import { storedName } from '../../../protocol/stored-name.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { VersionChoice } from '../../../protocol/table-files.ts'
import { FILE_COLUMN } from '../../sql/file-column.ts'
import type { SourceScan } from '../shared/source.ts'
import type { FilesContext, RemoteContext } from '../shared/source-context.ts'
import { type DataFiles, listDataFiles } from './data-files.ts'
import { fileFormat } from './file-format.ts'
import { managedFiles } from './managed-rows.ts'
import { checkColumnsOfFiles, needsLook } from './parquet-schema.ts'
import { checkRoot, folderNames, type PartitionColumn, partitionColumns } from './partition-columns.ts'
import { emptySql, parquetFilesSql, parquetSql } from './reader-sql.ts'
import { shownFile } from './shown-file.ts'
import { locationFolder } from './table-folder.ts'

export async function scanFiles(
  scanned: TableDefinition,
  was: VersionChoice | undefined,
  context: FilesContext & RemoteContext,
): Promise<SourceScan> {
  const { changing } = context
  const isChanged = scanned.columns.some(({ name }) => name === FILE_COLUMN)
  // It goes by another name, under which nobody else can mean it.
  const table = isChanged && changing !== undefined ? { ...scanned, ...changing.table, columns: scanned.columns } : scanned
  const isManaged = table.source.kind === 'managed'
  const found = isManaged ? await managedFiles(table, was, context) : await listDataFiles(await locationFolder(table.source, context))
  const files = isChanged ? only(found, changing?.files) : found
  const shown = table.source.kind === 'files' ? table.source.location : `${table.database}.${table.name}`
  for (const path of files.paths) context.showPathAs(path, isManaged ? `a file of ${shown}` : shownFile(path, files, shown))
  if (files.paths.length === 0) return { kind: 'sql', sql: emptySql(table.columns) }
  const names = isManaged ? (table.partitionedBy ?? []) : folderNames(files, shown)
  const partitions: readonly PartitionColumn[] = partitionColumns(table.columns, names)
  const format = fileFormat(table.source)
  if (format.kind === 'csv') {
    const { scanCsv } = await import('./csv/scan-csv.ts')
    return scanCsv({ columns: table.columns, format, files, partitions, shown }, context)
  }
  if (format.kind === 'json') return (await import('./json/scan-json.ts')).scanJson(table, files, format, shown, context)
  if (partitions.length > 0) checkRoot(files, table.columns)
  context.expectFiles(files.bytes)
  return { kind: 'sql', sql: await readerSql(table, files, { partitions, shown }, context) }
}

async function readerSql(
  table: TableDefinition,
  files: DataFiles,
  { partitions, shown }: { readonly partitions: readonly PartitionColumn[]; readonly shown: string },
  context: FilesContext,
): Promise<string> {
  return parquetSql(
    table.columns,
    files.paths,
    hasSameColumns(table) ? undefined : await parquetColumns(files, table, shown, context),
    partitions,
    (name) => storedName(table, name),
  )
}

/** Whether each file has just the table's columns, under their names and in their types. */
const hasSameColumns = ({ source, stored }: TableDefinition): boolean => source.kind === 'managed' && stored === undefined

async function parquetColumns(
  files: DataFiles,
  { columns }: TableDefinition,
  shown: string,
  context: FilesContext,
): Promise<readonly string[]> {
  const found = await context.engine.request({ kind: 'describe', sql: parquetFilesSql(files.paths) })
  if (needsLook(found)) {
    const isRead = (name: string): boolean => columns.some((column) => column.name.toLowerCase() === name.toLowerCase())
    await checkColumnsOfFiles(files.paths, isRead, (path) => shownFile(path, files, shown), context)
  }
  return found.map(({ name }) => name)
}

const only = (files: DataFiles, names: readonly string[] | undefined): DataFiles =>
  names === undefined ? files : { ...files, paths: names.map((name) => join(files.root, name)) }
