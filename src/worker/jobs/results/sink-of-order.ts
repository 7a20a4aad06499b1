import type { JobOrder } from '../../../protocol/job-order.ts'
import { exportedRows } from './exported-rows.ts'
import { keptRows } from './kept-rows.ts'
import type { ResultSink } from './result-sink.ts'
import type { RowPieces } from './row-pieces.ts'
import { streamedRows } from './streamed-rows.ts'
import { wholeRows } from './whole-rows.ts'

export function sinkOfOrder(order: JobOrder, pieces: RowPieces): ResultSink {
  if (order.exportTo !== undefined) return exportedRows(order.exportTo)
  switch (order.result ?? 'kept') {
    case 'kept':
      return keptRows
    case 'stream':
      return streamedRows(pieces, order.rowsSkipped ?? 0)
    case 'whole':
      return wholeRows
  }
}
