import type { Clock } from '../../../../base/clock.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { findJob } from '../../../store/jobs/jobs.ts'
import type { Store } from '../../../store/store.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import { toRead } from '../../authorization/need.ts'
import { type Caller, isOwnedBy } from '../../shared/caller.ts'
import type { ResultFiles } from '../result-files.ts'
import { type WholeResult, wholeResult } from '../whole-result.ts'
import { type Asking, type CallHandlers, requireJob } from './call-handlers.ts'

interface ResultCallsDeps {
  readonly store: Store
  readonly authorizer: Authorizer
  readonly clock: Clock
  readonly results: ResultFiles
}

type ResultCalls = CallHandlers<'stage-result' | 'ask-result-room' | 'keep-result' | 'open-result'>

/** Of whole results: its own, which a job keeps, and those of earlier jobs. */
export function resultCalls({ store, authorizer, clock, results }: ResultCallsDeps): ResultCalls {
  const ownResult = (asking: Asking) => ({ id: asking.contextId, projectId: requireJob(asking, 'keep rows').caller.projectId })

  async function openResult(caller: Caller, jobId: string): Promise<WholeResult> {
    const job = await findJob(store.db, jobId)
    const isTheirs = (job !== undefined && isOwnedBy(job, caller)) || (await authorizer.allows(caller, toRead('see the jobs of others')))
    if (job === undefined || job.projectId !== caller.projectId || !isTheirs) {
      throw new CausewayError('not-found', `There is no job with the id ${jobId}`, { hint: 'List the jobs of the project.' })
    }
    return await wholeResult(job, { db: store.db, clock, files: results })
  }

  return {
    async 'stage-result'(asking) {
      return await results.stage(ownResult(asking))
    },
    async 'ask-result-room'(asking) {
      return { bytesMax: await results.room(ownResult(asking)) }
    },
    async 'keep-result'(asking) {
      await results.keep(ownResult(asking))
      return { kept: true }
    },
    async 'open-result'({ context }, { jobId }) {
      const { columns, rows } = await openResult(context.caller, jobId)
      return { columns, ...(rows.kind === 'file' ? { path: rows.path } : { rowsJson: rows.rowsJson }) }
    },
  }
}
