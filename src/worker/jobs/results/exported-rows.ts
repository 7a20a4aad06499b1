import type { RowExport } from '../../../protocol/row-transfer.ts'
import type { ResultSink } from './result-sink.ts'
import { withoutVoid } from './without-void.ts'

/** Writes every row into files, and keeps none. */
export const exportedRows =
  (target: RowExport): ResultSink =>
  async (query, context) => {
    const { exportFiles } = await import('../../sources/files/export-files.ts')
    const all = withoutVoid(query)
    const sql = target.rowsMax === undefined ? all : `SELECT * FROM (${all}) LIMIT ${target.rowsMax}`
    return { columns: [], rowsJson: [], rowCount: await exportFiles(target, { sql, columns: query.columns }, context) }
  }
