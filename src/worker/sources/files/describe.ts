import { CausewayError } from '../../../base/errors.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { sparkTypeOf } from '../../engine/spark-type-of-engine.ts'
import type { NewTable } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { checkColumns } from './check-columns.ts'
import { listDataFiles } from './data-files.ts'
import { fileFormat } from './file-format.ts'
import { csvFirstLineSql, jsonFilesSql, parquetFilesSql } from './reader-sql.ts'
import { locationFolder } from './table-folder.ts'

/** Given columns are taken as they are; else those of the files that are there now. CSV columns are all strings, as Spark has them. */
export async function describeFiles({ source, columns }: NewTable, context: FilesContext): Promise<readonly Column[]> {
  const format = fileFormat(source)
  if (columns !== undefined) {
    checkColumns(columns, format)
    return columns
  }
  const folder = await locationFolder(source, context)
  const [first, ...others] = (await listDataFiles(folder)).paths
  if (first === undefined) {
    throw new CausewayError('invalid-parameter', `The columns cannot be found out: there are no files in ${folder.shown}`, {
      hint: 'Name the columns in CREATE TABLE',
    })
  }
  const found = await context.engine.request({ kind: 'describe', sql: filesSql(format, first, others) })
  if (format.kind === 'csv') return found.map(({ name }, index) => ({ name: format.header ? name : `_c${index}`, type: 'string' }))
  const described = found.map((column) => sparkColumn(column, folder.shown))
  checkColumns(described, format)
  return described
}

function filesSql(format: ReturnType<typeof fileFormat>, first: string, others: readonly string[]): string {
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
