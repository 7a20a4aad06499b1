import { IMPORTED } from '../../../protocol/imported-table.ts'
import type { JobOrder } from '../../../protocol/job-order.ts'
import type { JobRun, RowReader } from '../../compute/compute-ports.ts'
import type { JobRecord } from '../../domain/job.ts'
import type { JobTransfer } from '../../domain/job-transfer.ts'
import type { RunLimits } from '../defence/queue-rules.ts'
import { readJobConf } from './conf.ts'
import { shortestOf } from './job-limits.ts'

/** The order for compute, from the record alone but for its limits and whoever reads the rows: a submit and a start after a crash give the same. */
export function jobRun(job: JobRecord, { limits: all, times }: RunLimits, reader?: RowReader, rowsSkipped = 0): JobRun {
  const { id: jobId, sql, currentDatabase, conf, queueId, owner: userName, transfer, type } = job
  const limits = all.length === 0 ? {} : { limits: [...all] }
  const order = { jobId, sql, currentDatabase, conf, userName, ...limits, ...(transfer === undefined ? {} : filesOf(transfer)) }
  const { keepsAll } = readJobConf(conf)
  const time = shortestOf(times)
  const timeout = time === undefined ? { timeoutMs: undefined } : { timeoutMs: time.ms, timeoutOf: time.of }
  if (reader !== undefined) return { order: { ...order, result: 'stream', rowsSkipped }, reader, queueId, ...timeout }
  return { order: type === 'QUERY' && keepsAll ? { ...order, result: 'whole' } : order, queueId, ...timeout }
}

function filesOf(transfer: JobTransfer): Pick<JobOrder, 'exportTo' | 'importFrom'> {
  switch (transfer.kind) {
    case 'export':
      return { exportTo: transfer.to }
    case 'import':
    case 'remote':
      return { importFrom: { ...IMPORTED, columns: [...transfer.columns], source: transfer.from } }
  }
}
