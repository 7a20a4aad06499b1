import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { SourceScan } from '../shared/source.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { listDataFiles } from './data-files.ts'
import { fileFormat } from './file-format.ts'
import { managedFiles } from './managed-rows.ts'
import { csvSql, emptySql, jsonSql, parquetFilesSql, parquetSql } from './reader-sql.ts'
import { locationFolder } from './table-folder.ts'

export async function scanFiles(table: TableDefinition, context: FilesContext): Promise<SourceScan> {
  const format = fileFormat(table.source)
  const isManaged = table.source.kind === 'managed'
  const files = isManaged ? await managedFiles(table, context) : await listDataFiles(await locationFolder(table.source, context))
  const shown = table.source.kind === 'files' ? table.source.location : `${table.database}.${table.name}`
  for (const path of files.paths) context.showPathAs(path, `a file of ${shown}`)
  context.expectFiles(files.bytes)
  return { kind: 'sql', sql: await readerSql(table, format, files.paths, context) }
}

async function readerSql(
  table: TableDefinition,
  format: ReturnType<typeof fileFormat>,
  paths: readonly string[],
  context: FilesContext,
): Promise<string> {
  if (paths.length === 0) return emptySql(table.columns)
  switch (format.kind) {
    case 'parquet': {
      const fileColumns = await context.engine.request({ kind: 'describe', sql: parquetFilesSql(paths) })
      return parquetSql(
        table.columns,
        paths,
        fileColumns.map(({ name }) => name),
      )
    }
    case 'json':
      return jsonSql(table.columns, paths)
    case 'csv':
      return csvSql(table.columns, paths, format)
  }
}
