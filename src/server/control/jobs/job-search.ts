import type { Logger } from '../../../base/log.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { JobSelection } from '../../domain/job.ts'
import { countJobs, type JobPage } from '../../store/jobs/job-pages.ts'
import { type JobOfSearch, listJobsForSearch, readStatements, selectedJobsAt } from '../../store/jobs/job-search.ts'
import type { Database } from '../../store/schema.ts'
import { JOBS_AT_A_TIME, portions } from './portions.ts'
import { createStatementIndex } from './statement-index.ts'
import { textFinder } from './text-finder.ts'

/** So many are looked up by their places, and put in order in one step. */
const CANDIDATES_MAX = 20_000

type Selected = JobSelection & { readonly projectId: string }

export type JobSort = 'start_time_desc' | 'start_time_asc' | 'duration_desc' | 'duration_asc'

export interface JobSearch {
  /** Jobs whose statement holds the part. Throws the reason of the signal when it aborts. */
  search(selection: Selected, part: string, signal: AbortSignal | undefined): Promise<readonly JobOfSearch[]>
  /** What is read behind searches ends, before the store is closed. */
  stop(): Promise<void>
}

/** Searches in statements, which may be any number of any length: one at a time and a little at a time, for they all use the server's one thread. */
export function createJobSearch(db: Database, log: Pick<Logger, 'error'>): JobSearch {
  const index = createStatementIndex(db, log)
  let last: Promise<unknown> = Promise.resolve()

  async function run(selection: Selected, part: string, signal: AbortSignal | undefined): Promise<readonly JobOfSearch[]> {
    const holds = textFinder(part)
    const found: JobOfSearch[] = []
    await nextTurn()
    signal?.throwIfAborted()
    // Where it leaves few out, all that are selected are fewer.
    const rows = await index.candidates(selection.projectId, part, Math.min(CANDIDATES_MAX, await countJobs(db, selection)), signal)
    for await (const jobs of rows === undefined ? allJobs(selection) : jobsAt(selection, rows)) {
      await nextTurn()
      signal?.throwIfAborted()
      for (const some of portions(jobs)) {
        await nextTurn()
        signal?.throwIfAborted()
        const statements = await readStatements(
          db,
          some.map((job) => job.id),
        )
        found.push(...some.filter(({ id }) => holds(statements.get(id) ?? '')))
      }
    }
    return found
  }

  async function* allJobs(selection: Selected): AsyncGenerator<readonly JobOfSearch[]> {
    let jobs = await listJobsForSearch(db, selection, undefined, JOBS_AT_A_TIME)
    while (jobs.length > 0) {
      yield jobs
      jobs = await listJobsForSearch(db, selection, jobs.at(-1), JOBS_AT_A_TIME)
    }
  }

  async function* jobsAt(selection: Selected, rows: readonly number[]): AsyncGenerator<readonly JobOfSearch[]> {
    for (let at = 0; at < rows.length; at += JOBS_AT_A_TIME) yield await selectedJobsAt(db, selection, rows.slice(at, at + JOBS_AT_A_TIME))
  }

  return {
    async search(selection, part, signal) {
      const result = last.then(() => run(selection, part, signal))
      last = result.catch(() => undefined)
      return await result
    },
    stop: () => index.stop(),
  }
}

/** As the store orders jobs: by start or by duration, then by id, in the one direction. */
export function orderedJobs(jobs: readonly JobOfSearch[], order: JobSort, lasts: JobPage['lasts']): readonly JobOfSearch[] {
  const duration = (job: JobOfSearch): number => job.lastedMs ?? (job.endedAt === undefined ? lasts(job) : job.endedAt - job.startedAt)
  const keyed = jobs.map((job) => ({ job, key: order.startsWith('duration') ? duration(job) : job.startedAt }))
  const sign = order.endsWith('asc') ? 1 : -1
  return keyed.toSorted((a, b) => sign * (a.key - b.key || (a.job.id < b.job.id ? -1 : 1))).map(({ job }) => job)
}
