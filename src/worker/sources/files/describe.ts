import { CausewayError } from '../../../base/errors.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { sparkTypeOf } from '../../engine/spark-type-of-engine.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { listDataFiles } from './data-files.ts'
import { type FileFormat, fileFormat } from './file-format.ts'
import { folderNames, foundPartitionColumns } from './partition-columns.ts'
import { csvFirstLineSql, jsonFilesSql, parquetFilesSql } from './reader-sql.ts'
import { locationFolder } from './table-folder.ts'

/** Given columns are taken as they are; else those of the files that are there now, and behind them those that the names of their folders say. CSV columns are all strings, as Spark has them. */
export async function describeFiles({ source, columns, partitionedBy }: NewTable, context: FilesContext): Promise<DescribedTable> {
  const format = fileFormat(source)
  if (columns !== undefined) {
    checkColumns(columns, format)
    return { columns, partitionedBy }
  }
  const folder = await locationFolder(source, context)
  const files = await listDataFiles(folder)
  const [first, ...others] = files.paths
  if (first === undefined) {
    throw new CausewayError('invalid-parameter', `The columns cannot be found out: there are no files in ${folder.shown}`, {
      hint: 'Name the columns in CREATE TABLE',
    })
  }
  const names = folderNames(files, folder.shown)
  const partitions = foundPartitionColumns(files, names)
  const inFiles = await fileColumns(filesSql(format, first, others), format, folder.shown, context)
  const isPartition = ({ name }: Column): boolean => names.some((one) => one.toLowerCase() === name.toLowerCase())
  const described = [...inFiles.filter((column) => !isPartition(column)), ...partitions]
  checkColumns(described, format)
  return { columns: described, partitionedBy: names.length === 0 ? undefined : names }
}

async function fileColumns(sql: string, format: FileFormat, shown: string, context: FilesContext): Promise<readonly Column[]> {
  const found = await context.engine.request({ kind: 'describe', sql })
  if (format.kind === 'csv') return found.map(({ name }, index) => ({ name: format.header ? name : `_c${index}`, type: 'string' }))
  return found.map((column) => sparkColumn(column, shown))
}

function filesSql(format: FileFormat, first: string, others: readonly string[]): string {
  switch (format.kind) {
    case 'parquet':
      return parquetFilesSql([first, ...others])
    case 'json':
      return jsonFilesSql([first, ...others])
    case 'csv':
      return csvFirstLineSql(first, format)
  }
}

function sparkColumn({ name, type }: EngineColumn, place: string): Column {
  const sparkType = sparkTypeOf(type)
  if (sparkType !== undefined) return { name, type: sparkType }
  throw new CausewayError('not-supported', `Column "${name}" of the files in ${place} has the type ${type}, which is not supported`, {
    hint: 'Name the columns and their types in CREATE TABLE',
  })
}
