import type { DefenceType } from '../../../base/defence-types.ts'
import { INPUT_BYTES_MAX, JOB_TIMEOUT, RESULT_ROWS_MAX, SCRATCH_BYTES_MAX } from '../../../protocol/run-limits.ts'
import type { StatementLimit } from '../../../protocol/statement-rules.ts'
import type { DefenceRule } from '../../domain/defence-rule.ts'
import type { JobRecord } from '../../domain/job.ts'
import { listQueueProperties } from '../../store/queues/queue-properties.ts'
import type { Database } from '../../store/schema.ts'
import { type RunLimits, rulesOfQueue, runLimits, type TimeLimit } from '../defence/queue-rules.ts'
import { type RunLimitName, readRunLimit } from '../shared/run-limit-values.ts'
import { readJobConf } from './conf.ts'

/** All that limits a job while it runs: the rules of its queue, the queue's properties, and its own conf. The lowest of a kind holds. */
export function jobLimits(
  { conf }: Pick<JobRecord, 'conf'>,
  rules: readonly DefenceRule[],
  properties: ReadonlyMap<string, string>,
): RunLimits {
  const ofRules = runLimits(rules)
  const { timeoutMs, resultRowsMax, inputBytesMax, scratchBytesMax } = readJobConf(conf)
  const ofQueue = (name: RunLimitName): number | undefined => readRunLimit(name, properties.get(name) ?? '')
  const seconds = ofQueue(JOB_TIMEOUT)
  const both = (what: StatementLimit['what'], name: RunLimitName, own: number | undefined): readonly StatementLimit[] => {
    const ofAll = ofQueue(name)
    return [
      ...(own === undefined ? [] : [{ what, limit: own, by: `${name} of the job` }]),
      ...(ofAll === undefined ? [] : [{ what, limit: ofAll, by: `${name} of the queue` }]),
    ]
  }
  return {
    limits: [
      ...ofRules.limits,
      ...both('rows', RESULT_ROWS_MAX, resultRowsMax),
      ...both('bytes', INPUT_BYTES_MAX, inputBytesMax),
      ...both('scratch', SCRATCH_BYTES_MAX, scratchBytesMax),
    ],
    times: [
      ...(timeoutMs === undefined ? [] : [{ ms: timeoutMs, of: JOB_TIMEOUT }]),
      ...(seconds === undefined ? [] : [{ ms: seconds * 1000, of: `${JOB_TIMEOUT} of the queue` }]),
      ...ofRules.times,
    ],
  }
}

/** The same of a job whose queue's rules were not looked at yet. */
export async function limitsOfJob(db: Database, defaults: readonly DefenceType[], job: JobRecord): Promise<RunLimits> {
  const rules = await rulesOfQueue(db, defaults, job.projectId, job.queueName)
  return jobLimits(job, rules, await listQueueProperties(db, job.queueId))
}

/** The first of those that end soonest. */
export const shortestOf = (times: readonly TimeLimit[]): TimeLimit | undefined => times.toSorted((one, other) => one.ms - other.ms)[0]
