import type { JobRun, RowReader } from '../../compute/compute-ports.ts'
import type { JobRecord } from '../../domain/job.ts'
import { readJobConf } from './conf.ts'

/** The order for compute, from the record alone but for whoever reads the rows: a submit and a start after a crash give the same. */
export function jobRun(job: JobRecord, reader?: RowReader): JobRun {
  const { id: jobId, sql, currentDatabase, conf, queueId, owner: userName } = job
  const order = { jobId, sql, currentDatabase, conf, userName }
  const { timeoutMs } = readJobConf(conf)
  return reader === undefined ? { order, queueId, timeoutMs } : { order: { ...order, result: 'stream' }, reader, queueId, timeoutMs }
}
