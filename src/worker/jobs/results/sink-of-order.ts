import type { JobOrder } from '../../../protocol/worker-channel.ts'
import { keptRows } from './kept-rows.ts'
import type { ResultSink } from './result-sink.ts'
import type { RowPieces } from './row-pieces.ts'
import { streamedRows } from './streamed-rows.ts'

export function sinkOfOrder(order: JobOrder, pieces: RowPieces): ResultSink {
  switch (order.result ?? 'kept') {
    case 'kept':
      return keptRows
    case 'stream':
      return streamedRows(pieces)
  }
}
