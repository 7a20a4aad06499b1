import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Column, TableSource } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { sparkTypeOf } from '../../engine/spark-type-of-engine.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { FilesContext, RemoteContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import type { DataFiles } from './data-files.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import { checkFooters } from './parquet/check-footers.ts'
import { writeConvertedCopy } from './parquet/copies/converted-copy.ts'
import { copiedFiles } from './parquet/copies/copied-files.ts'
import { unfoldedType } from './parquet/parquet-lists.ts'
import { lookAtColumns, needsLook } from './parquet/parquet-schema.ts'
import { folderNames, foundPartitionColumns } from './partitions/partition-columns.ts'
import { checkPartitionValues } from './partitions/partition-values.ts'
import { parquetFilesSql } from './reader-sql.ts'
import { shownFile } from './shown-file.ts'
import { tableFiles, withoutEmpty } from './table-files.ts'
import { openSnapshot, snapshotColumns } from './table-format/open-snapshot.ts'

/**
 * The given columns, else those of the files that are there now; and, as Spark has it, behind them those that the names of the files' folders say, unless the table
 * says itself what it is partitioned by. CSV columns are all strings, as Spark has them.
 */
export async function describeFiles(
  { source, columns, partitionedBy }: NewTable,
  context: FilesContext & RemoteContext,
): Promise<DescribedTable> {
  if (tableFormatOf(source) !== undefined) {
    const snapshot = await openSnapshot(source, undefined, context)
    return { columns: snapshotColumns(snapshot), partitionedBy: snapshot.partitionedBy }
  }
  const format = fileFormat(source)
  if (columns !== undefined) {
    const described = hasFoundPartitions(source, format, partitionedBy)
      ? await withFolders(columns, source, context)
      : { columns, partitionedBy }
    checkColumns(described.columns, format, described.partitionedBy)
    return described
  }
  const { files, shown } = await tableFiles(source, context)
  const readable = withoutEmpty(files, source)
  if (readable.paths.length === 0) {
    throw new CausewayError(
      'invalid-parameter',
      `The columns cannot be found out: there are no files in ${source.kind === 'files' ? source.location : shown}`,
      {
        hint: 'Check the path; a table that is to be filled later names its columns in CREATE TABLE.',
      },
    )
  }
  const names = folderNames(files, shown)
  const partitions = foundPartitionColumns(files, names, context.readsFoldersAsTexts)
  const inFiles = await fileColumns(readable, format, shown, context)
  // A column of files and folders both has the folders' values, and stays where the files have it.
  const described = [
    ...inFiles.map((column) => partitions.find((partition) => isSameName(partition, column)) ?? column),
    ...partitions.filter((partition) => !inFiles.some((column) => isSameName(partition, column))),
  ]
  checkColumns(described, format, names)
  return { columns: described, partitionedBy: names.length === 0 ? undefined : names }
}

const isSameName = (a: Pick<Column, 'name'>, b: Pick<Column, 'name'>): boolean => a.name.toLowerCase() === b.name.toLowerCase()

/** Tables of Hive's own form have the partitions that they name, and no others. */
const hasFoundPartitions = (source: TableSource, format: FileFormat, partitionedBy: readonly string[] | undefined): boolean =>
  source.kind === 'files' && format.kind !== 'hive' && partitionedBy === undefined

async function withFolders(columns: readonly Column[], source: TableSource, context: FilesContext): Promise<DescribedTable> {
  const { files, shown } = await tableFiles(source, context)
  const names = folderNames(files, shown)
  if (names.length === 0) return { columns, partitionedBy: undefined }
  const partitions = foundPartitionColumns(files, names, context.readsFoldersAsTexts).map(
    (found) => columns.find((column) => isSameName(column, found)) ?? found,
  )
  checkPartitionValues(files, partitions, shown)
  return {
    columns: [...columns.filter((column) => !partitions.includes(column)), ...partitions],
    partitionedBy: partitions.map(({ name }) => name),
  }
}

async function fileColumns(
  files: DataFiles,
  format: FileFormat,
  shown: string,
  context: FilesContext & RemoteContext,
): Promise<readonly Column[]> {
  if (format.kind === 'json' || format.kind === 'csv') await context.distant?.bringWhole(files.paths)
  if (format.kind === 'avro') await context.distant?.bringWhole(files.paths.slice(0, 1))
  switch (format.kind) {
    case 'parquet': {
      // As Spark, which looks at the first file, unless it is told to look at all.
      const paths = format.mergeSchema ? files.paths : files.paths.slice(0, 1)
      await context.distant?.bringFooters(paths)
      const overlooked = await checkFooters(paths, (path) => shownFile(path, files, shown), context.signal)
      const read =
        overlooked.size === 0 ? { ...files, paths } : await copiedFiles({ ...files, paths }, overlooked, writeConvertedCopy, shown, context)
      const found = await context.engine.request({ kind: 'describe', sql: parquetFilesSql(read.paths) })
      if (!needsLook(found)) return found.map((column) => sparkColumn(column, shown))
      const folded = await lookAtColumns(
        read.paths,
        () => true,
        (path) => shownFile(path, read, shown),
        context,
      )
      return found.map((column) => {
        const [shape] = [...folded.values()].flatMap((columns) => columns.get(column.name) ?? [])
        const seen = sparkColumn(column, shown)
        return shape === undefined ? seen : { ...seen, type: sparkTypeName(unfoldedType(parseSparkType(seen.type), shape)) }
      })
    }
    case 'json':
      return await (await import('./json/infer-files.ts')).inferJsonFiles(files, format, shown, context.signal)
    case 'text':
      return [{ name: 'value', type: 'string' }]
    case 'avro':
      return await (await import('./avro/describe-avro.ts')).avroColumns(files, shown, context.signal)
    case 'orc':
      return await (await import('./orc/describe-orc.ts')).orcColumns(files, shown, context)
    case 'hive':
      throw new CausewayError('invalid-parameter', `The files in ${shown} do not say what their columns are`, {
        hint: 'Name the columns and their types in CREATE TABLE',
      })
    case 'csv': {
      const { csvColumns } = await import('./csv/describe-csv.ts')
      return await csvColumns(files, format, shown, context.signal)
    }
  }
}

function sparkColumn({ name, type }: EngineColumn, place: string): Column {
  const sparkType = sparkTypeOf(type)
  if (sparkType !== undefined) return { name, type: sparkType }
  throw new CausewayError('not-supported', `Column "${name}" of the files in ${place} has the type ${type}, which is not supported`, {
    hint: 'Name the columns and their types in CREATE TABLE',
  })
}
