import type { JobRun } from '../../compute/compute-ports.ts'
import type { JobRecord } from '../../domain/job.ts'
import { readJobConf } from './conf.ts'

/** The order for compute, from the record alone: a submit and a start after a crash give the same. */
export function jobRun(job: JobRecord): JobRun {
  const { id: jobId, sql, currentDatabase, conf, queueId, owner: userName } = job
  return { order: { jobId, sql, currentDatabase, conf, userName }, queueId, timeoutMs: readJobConf(conf).timeoutMs }
}
