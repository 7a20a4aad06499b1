import { IMPORTED } from '../../../protocol/imported-table.ts'
import type { JobOrder } from '../../../protocol/worker-channel.ts'
import type { JobRun, RowReader } from '../../compute/compute-ports.ts'
import type { JobRecord } from '../../domain/job.ts'
import type { JobTransfer } from '../../domain/job-transfer.ts'
import type { RunLimits } from '../defence/queue-rules.ts'
import { readJobConf } from './conf.ts'

/** The order for compute, from the record alone but for the rules of its queue and whoever reads the rows: a submit and a start after a crash give the same. */
export function jobRun(job: JobRecord, rules: RunLimits, reader?: RowReader, rowsSkipped = 0): JobRun {
  const { id: jobId, sql, currentDatabase, conf, queueId, owner: userName, transfer, type } = job
  const limits = rules.limits.length === 0 ? {} : { limits: [...rules.limits] }
  const order = { jobId, sql, currentDatabase, conf, userName, ...limits, ...(transfer === undefined ? {} : filesOf(transfer)) }
  const { timeoutMs: asked, keepsAll } = readJobConf(conf)
  const { time } = rules
  const isOfRule = time !== undefined && time.ms < (asked ?? Number.POSITIVE_INFINITY)
  const timeoutMs = isOfRule ? { timeoutMs: time.ms, timeoutOf: `the rule ${time.rule}` } : { timeoutMs: asked }
  if (reader !== undefined) return { order: { ...order, result: 'stream', rowsSkipped }, reader, queueId, ...timeoutMs }
  return { order: type === 'QUERY' && keepsAll ? { ...order, result: 'whole' } : order, queueId, ...timeoutMs }
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
