import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { nextTurn } from '../../base/next-turn.ts'
import { forgetExpiredKeys } from '../store/accounts/access-keys.ts'
import { forgetExpiredBearers } from '../store/accounts/bearer-rows.ts'
import { forgetLogInAttempts } from '../store/accounts/log-in-attempts.ts'
import { deleteJobRows, jobsWithOldRows } from '../store/jobs/job-results.ts'
import { forgetEndedJobs } from '../store/jobs/jobs.ts'
import { forgetEndedScripts } from '../store/jobs/scripts.ts'
import { forgetExpiredAgentTokens } from '../store/network/agents.ts'
import { forgetRemovedBindings } from '../store/network/bindings.ts'
import { forgetDeletedConnections } from '../store/network/connections.ts'
import { forgetScaleRecords } from '../store/queues/pools.ts'
import { forgetDeletedQueues } from '../store/queues/queues.ts'
import type { Store } from '../store/store.ts'
import { forgetPrivileges } from './authorization/object-privileges.ts'
import { type OldVersionsDeps, removeOldVersions } from './catalog/warehouse-upkeep.ts'
import { FAILURES_KEPT_MS } from './identity/log-in-guard.ts'
import { createJobRoom } from './jobs/job-room.ts'
import type { ResultFiles } from './jobs/result-files.ts'
import type { Counters } from './metrics/counters.ts'
import { RETENTION } from './shared/limits.ts'
import { eachOf, inPieces, type Removal, removalStep } from './shared/removal.ts'

const SWEEP_EVERY_MS = 10 * 60_000

/** Results that are looked at in one step. */
const LOOKS = 250

/** What is gone of a job while its rows are looked through is only its rows: it stays found. */
async function forgetJobRows(store: Store, before: number, { isStopped }: Removal): Promise<void> {
  let failure: { readonly error: unknown } | undefined
  let after: string | undefined = ''
  while (after !== undefined && !isStopped()) {
    const { jobIds, last }: Awaited<ReturnType<typeof jobsWithOldRows>> = await jobsWithOldRows(store.db, before, { after, looks: LOOKS })
    try {
      await eachOf(jobIds, isStopped, (jobId) => deleteJobRows(store.db, jobId))
    } catch (error) {
      failure ??= { error }
    }
    after = last
    await nextTurn()
  }
  if (failure !== undefined) throw failure.error
}

async function forgetConnections(store: Store, before: number, most: number, skipped: number): Promise<number> {
  return await store.transaction(async (tx) => {
    const forgotten = await forgetDeletedConnections(tx, before, most, skipped)
    for (const { id, projectId } of forgotten) await forgetPrivileges(tx, projectId, { kind: 'connection', id })
    return forgotten.length
  })
}

/** Where nobody stops it: the first that cannot be removed throws. */
export const ALONE: Removal = {
  isStopped: () => false,
  failed(_what, error) {
    throw error
  },
}

/** Forgets what is no longer kept: tokens, sessions of the console and temporary keys that have expired; results after 24 hours; ended jobs and scripts, deleted queues and connections, removed bindings and changes of a pool's size after 30 days. */
export async function sweep(store: Store, now: number, removal = ALONE): Promise<void> {
  const { db } = store
  const before = now - RETENTION.recordsMs
  const forget = (what: string, piece: (most: number, skipped: number) => Promise<number>): Promise<void> =>
    removalStep(removal, what, () => inPieces(removal, piece))
  await removalStep(removal, 'rows of jobs', () => forgetJobRows(store, now - RETENTION.jobRowsMs, removal))
  await forget('tokens', (...some) => forgetExpiredBearers(db, 'authToken', now, ...some))
  await forget('sessions of the console', (...some) => forgetExpiredBearers(db, 'consoleSession', now, ...some))
  await forget('temporary keys', (...some) => forgetExpiredKeys(db, now, ...some))
  await removalStep(removal, 'tokens of agents', () => forgetExpiredAgentTokens(db, now))
  await forget('failed log-ins', (...some) => forgetLogInAttempts(db, 'failed', now - FAILURES_KEPT_MS, ...some))
  await forget('log-ins', (...some) => forgetLogInAttempts(db, 'known', before, ...some))
  await forget('jobs', (...some) => forgetEndedJobs(db, before, ...some))
  // Each has as many statements as jobs.
  await forget('scripts', (_most, skipped) => forgetEndedScripts(db, before, 1, skipped))
  await forget('bindings', (...some) => forgetRemovedBindings(db, before, ...some))
  await forget('connections', (...some) => forgetConnections(store, before, ...some))
  await forget('queues', (...some) => forgetDeletedQueues(db, before, ...some))
  await forget('changes of pools', (...some) => forgetScaleRecords(db, before, ...some))
}

interface SweeperDeps extends OldVersionsDeps {
  readonly results: ResultFiles
  readonly clock: Clock
  readonly log: Logger
  readonly counters: Pick<Counters, 'forgotForRoom' | 'removalFailed'>
  /** What the records of ended jobs may take on the disk. */
  readonly jobRecordBytes: number
}

/** Sweeps now and then until it is stopped; stopping waits for the piece under way, and leaves the rest to the next start. */
export function startSweeper(deps: SweeperDeps): { stop(): Promise<void> } {
  const { store, clock, log, counters, results, jobRecordBytes } = deps
  let isStopped = false
  let running: Promise<void> | undefined
  const removal: Removal = {
    isStopped: () => isStopped,
    failed(what, error) {
      counters.removalFailed()
      log.error({ err: error, what }, 'Not all of what is no longer kept could be removed; it is tried again')
    },
  }
  let forgotten = 0
  const room = createJobRoom(store, jobRecordBytes, (jobs) => {
    forgotten += jobs
    counters.forgotForRoom(jobs)
  })

  async function makeRoom(): Promise<void> {
    forgotten = 0
    try {
      await room.make(removal)
    } finally {
      if (forgotten > 0)
        log.warn(
          { jobs: forgotten, bytesMax: jobRecordBytes },
          'The records of jobs took more of the disk than they may (jobRecordsMib): the oldest are forgotten',
        )
    }
  }
  async function all(): Promise<void> {
    await sweep(store, clock(), removal)
    await removalStep(removal, 'records of jobs that take too much of the disk', makeRoom)
    await removalStep(removal, 'old versions of tables', () =>
      removeOldVersions(deps, clock() - RETENTION.tableVersionsMs, { isStopped: removal.isStopped }),
    )
    await removalStep(removal, 'whole results', () => results.sweep(removal.isStopped))
  }
  const run = (): void => {
    running ??= all().finally(() => {
      running = undefined
    })
  }
  run()
  const timer = setInterval(run, SWEEP_EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      isStopped = true
      await running
    },
  }
}
