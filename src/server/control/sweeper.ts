import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { nextTurn } from '../../base/next-turn.ts'
import { forgetExpiredKeys } from '../store/access-keys.ts'
import { forgetExpiredAgentTokens } from '../store/agents.ts'
import { forgetExpiredTokens } from '../store/auth-tokens.ts'
import { forgetRemovedBindings } from '../store/bindings.ts'
import { forgetDeletedConnections } from '../store/connections.ts'
import { forgetExpiredConsoleSessions } from '../store/console-sessions.ts'
import { deleteJobRows, jobsWithOldRows } from '../store/job-results.ts'
import { databaseSize, type EndedJob, endedJobSizes } from '../store/job-sizes.ts'
import { forgetEndedJobs } from '../store/jobs.ts'
import { forgetLogInAttempts } from '../store/log-in-attempts.ts'
import { forgetScaleRecords } from '../store/pools.ts'
import { forgetDeletedQueues } from '../store/queues.ts'
import { forgetEndedScripts } from '../store/scripts.ts'
import type { Store } from '../store/store.ts'
import { forgetPrivileges } from './authorization/forget-privileges.ts'
import { type OldVersionsDeps, removeOldVersions } from './catalog/warehouse-upkeep.ts'
import { FAILURES_KEPT_MS } from './identity/log-in-guard.ts'
import type { ResultFiles } from './jobs/result-files.ts'
import type { Counters } from './metrics/counters.ts'
import { RETENTION } from './shared/limits.ts'
import { createPieceSize } from './shared/piece-size.ts'

const SWEEP_EVERY_MS = 10 * 60_000

/** How many are removed in one commit, before others have their turn: a job alone is in some ten indexes, and a commit of many brings what it changed into the database's file as well. */
const PIECES = { least: 2, first: 5, most: 10 }
/** Results that are looked at in one step. */
const LOOKS = 250

/** By and by: each piece stays removed whatever ends the server. */
async function inPieces(piece: (most: number) => Promise<number>): Promise<void> {
  const sized = createPieceSize(PIECES)
  while ((await sized(piece)) > 0) await nextTurn()
}

/** What is gone of a job while its rows are looked through is only its rows: it stays found. */
async function forgetJobRows(store: Store, before: number): Promise<void> {
  let after: string | undefined = ''
  while (after !== undefined) {
    const { jobIds, last }: Awaited<ReturnType<typeof jobsWithOldRows>> = await jobsWithOldRows(store.db, before, { after, looks: LOOKS })
    for (const jobId of jobIds) {
      await deleteJobRows(store.db, jobId)
      await nextTurn()
    }
    after = last
    await nextTurn()
  }
}

async function forgetConnections(store: Store, before: number, most: number): Promise<number> {
  return await store.transaction(async (tx) => {
    const forgotten = await forgetDeletedConnections(tx, before, most)
    for (const { id, projectId } of forgotten) await forgetPrivileges(tx, projectId, { kind: 'connection', id })
    return forgotten.length
  })
}

/**
 * When the last of those ended that are too many for so many bytes together with all that ended later; undefined: none. Asked only where the whole database is larger, for that is told
 * without looking at any job.
 */
async function endOfTooMany(store: Store, bytesMax: number): Promise<number | undefined> {
  if ((await databaseSize(store.db)).usedBytes <= bytesMax) return undefined
  let bytes = 0
  let newest: number | undefined
  let last: EndedJob | undefined
  for (;;) {
    const jobs: readonly EndedJob[] = await endedJobSizes(store.db, last, LOOKS)
    for (const job of jobs) {
      bytes += job.bytes
      newest ??= job.endedAt
      if (bytes > bytesMax && job.endedAt < newest) return job.endedAt
    }
    last = jobs.at(-1)
    if (last === undefined) return undefined
    await nextTurn()
  }
}

/** Forgets ended jobs, the first to have ended first, until the records of the others fit: those that ended in one millisecond together, and never those that ended last. Gives back how many were forgotten. */
export async function makeRoomOfJobs(store: Store, bytesMax: number): Promise<number> {
  const last = await endOfTooMany(store, bytesMax)
  let count = 0
  if (last !== undefined)
    await inPieces(async (most) => {
      const forgotten = await forgetEndedJobs(store.db, last + 1, most)
      count += forgotten
      return forgotten
    })
  return count
}

/** Forgets what is no longer kept: tokens, sessions of the console and temporary keys that have expired; results after 24 hours; ended jobs and scripts, deleted queues and connections, removed bindings and changes of a pool's size after 30 days. */
export async function sweep(store: Store, now: number): Promise<void> {
  const { db } = store
  const before = now - RETENTION.recordsMs
  await forgetJobRows(store, now - RETENTION.jobRowsMs)
  await inPieces((most) => forgetExpiredTokens(db, now, most))
  await inPieces((most) => forgetExpiredConsoleSessions(db, now, most))
  await inPieces((most) => forgetExpiredKeys(db, now, most))
  await forgetExpiredAgentTokens(db, now)
  await inPieces((most) => forgetLogInAttempts(db, 'failed', now - FAILURES_KEPT_MS, most))
  await inPieces((most) => forgetLogInAttempts(db, 'known', before, most))
  await inPieces((most) => forgetEndedJobs(db, before, most))
  // Each has as many statements as jobs.
  await inPieces(() => forgetEndedScripts(db, before, 1))
  await inPieces((most) => forgetRemovedBindings(db, before, most))
  await inPieces((most) => forgetConnections(store, before, most))
  await inPieces((most) => forgetDeletedQueues(db, before, most))
  await inPieces((most) => forgetScaleRecords(db, before, most))
}

interface SweeperDeps extends OldVersionsDeps {
  readonly results: ResultFiles
  readonly clock: Clock
  readonly log: Logger
  readonly counters: Pick<Counters, 'forgotForRoom'>
  /** What the records of ended jobs may take on the disk. */
  readonly jobRecordBytes: number
}

/** Sweeps now and then until it is stopped; stopping waits for a sweep under way. */
export function startSweeper(deps: SweeperDeps): { stop(): Promise<void> } {
  const { clock, log, counters, jobRecordBytes } = deps
  let running = Promise.resolve()
  const run = (): void => {
    running = running
      .then(() => sweep(deps.store, clock()))
      .then(async () => {
        const count = await makeRoomOfJobs(deps.store, jobRecordBytes)
        if (count === 0) return
        counters.forgotForRoom(count)
        log.warn(
          { jobs: count, bytesMax: jobRecordBytes },
          'The records of jobs took more of the disk than they may (jobRecordsMib): the oldest are forgotten',
        )
      })
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
