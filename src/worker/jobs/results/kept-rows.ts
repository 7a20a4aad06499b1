import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import type { ResultSink } from './result-sink.ts'

/** One preview crosses the worker's channel as one message. */
export const PREVIEW_BYTES_MAX = 16 << 20

/** Keeps the first rows and counts all. */
export const keptRows: ResultSink = async (query, { engine }) => {
  const outcome = await engine.request({
    kind: 'query',
    sql: query.sql,
    columns: query.columns,
    rowsMax: PREVIEW_ROWS_MAX,
    bytesMax: PREVIEW_BYTES_MAX,
  })
  return { columns: [...query.columns], rowsJson: [...outcome.rowsJson], rowCount: outcome.rowCount }
}
