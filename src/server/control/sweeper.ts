import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { forgetExpiredKeys } from '../store/access-keys.ts'
import { forgetExpiredAgentTokens } from '../store/agents.ts'
import { forgetExpiredTokens } from '../store/auth-tokens.ts'
import { forgetRemovedBindings } from '../store/bindings.ts'
import { forgetDeletedConnections } from '../store/connections.ts'
import { forgetExpiredConsoleSessions } from '../store/console-sessions.ts'
import { forgetJobRows } from '../store/job-results.ts'
import { forgetEndedJobs } from '../store/jobs.ts'
import { forgetScaleRecords } from '../store/pools.ts'
import { forgetDeletedQueues } from '../store/queues.ts'
import { forgetEndedScripts } from '../store/scripts.ts'
import type { Store } from '../store/store.ts'
import { forgetPrivileges } from './authorization/forget-privileges.ts'
import { type OldVersionsDeps, removeOldVersions } from './catalog/warehouse-upkeep.ts'
import type { ResultFiles } from './jobs/result-files.ts'
import { RETENTION } from './shared/limits.ts'

const SWEEP_EVERY_MS = 10 * 60_000

/** Forgets what is no longer kept: tokens, sessions of the console and temporary keys that have expired; results after 24 hours; ended jobs and scripts, deleted queues and connections, removed bindings and changes of a pool's size after 30 days. */
export async function sweep(store: Store, now: number): Promise<void> {
  await forgetJobRows(store.db, now - RETENTION.jobRowsMs)
  await forgetExpiredTokens(store.db, now)
  await forgetExpiredConsoleSessions(store.db, now)
  await forgetExpiredKeys(store.db, now)
  await forgetExpiredAgentTokens(store.db, now)
  const before = now - RETENTION.recordsMs
  await forgetEndedJobs(store.db, before)
  await forgetEndedScripts(store.db, before)
  await forgetRemovedBindings(store.db, before)
  await store.transaction(async (tx) => {
    for (const { id, projectId } of await forgetDeletedConnections(tx, before)) {
      await forgetPrivileges(tx, projectId, { kind: 'connection', id })
    }
  })
  await forgetDeletedQueues(store.db, before)
  await forgetScaleRecords(store.db, before)
}

/** Sweeps now and then until it is stopped; stopping waits for a sweep under way. */
export function startSweeper(deps: OldVersionsDeps & { readonly results: ResultFiles; readonly clock: Clock; readonly log: Logger }): {
  stop(): Promise<void>
} {
  const { clock, log } = deps
  let running = Promise.resolve()
  const run = (): void => {
    running = running
      .then(() => sweep(deps.store, clock()))
      .then(async () => void (await removeOldVersions(deps, clock() - RETENTION.tableVersionsMs)))
      .then(() => deps.results.sweep())
      .catch((error: unknown) => log.error({ err: error }, 'What is no longer kept could not be removed'))
  }
  run()
  const timer = setInterval(run, SWEEP_EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
