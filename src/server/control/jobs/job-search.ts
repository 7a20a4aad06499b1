import { setImmediate as nextTurn } from 'node:timers/promises'
import type { JobSelection } from '../../domain/job.ts'
import { type JobOfSearch, listJobsForSearch, readStatements } from '../../store/job-search.ts'
import type { Database } from '../../store/schema.ts'
import { textFinder } from './text-finder.ts'

const JOBS_AT_A_TIME = 500
/** Of statements that are read and searched before other requests have their turn: a millisecond or two. */
const BYTES_AT_A_TIME = 256 * 1024

export type JobSort = 'start_time_desc' | 'start_time_asc' | 'duration_desc' | 'duration_asc'

export interface JobSearch {
  /** Jobs whose statement holds the part, oldest first. Throws the reason of the signal when it aborts. */
  search(
    selection: JobSelection & { readonly projectId: string },
    part: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly JobOfSearch[]>
}

/** Searches in statements, which may be any number of any length: one at a time and a little at a time, for they all use the server's one thread. */
export function createJobSearch(db: Database): JobSearch {
  let last: Promise<unknown> = Promise.resolve()

  async function run(
    selection: JobSelection & { readonly projectId: string },
    part: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly JobOfSearch[]> {
    const holds = textFinder(part)
    const found: JobOfSearch[] = []
    let after: JobOfSearch | undefined
    for (;;) {
      await nextTurn()
      signal?.throwIfAborted()
      const jobs = await listJobsForSearch(db, selection, after, JOBS_AT_A_TIME)
      after = jobs.at(-1)
      if (after === undefined) return found
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
  }

  return {
    async search(selection, part, signal) {
      const result = last.then(() => run(selection, part, signal))
      last = result.catch(() => undefined)
      return await result
    },
  }
}

/** Jobs in groups whose statements have at most BYTES_AT_A_TIME, or one that has more. */
function* portions(jobs: readonly JobOfSearch[]): Generator<readonly JobOfSearch[]> {
  let portion: JobOfSearch[] = []
  let bytes = 0
  for (const job of jobs) {
    if (portion.length > 0 && bytes + job.bytes > BYTES_AT_A_TIME) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(job)
    bytes += job.bytes
  }
  if (portion.length > 0) yield portion
}

/** As the store orders jobs: by start or by duration, then by id. */
export function orderedJobs(jobs: readonly JobOfSearch[], order: JobSort, now: number): readonly JobOfSearch[] {
  const key = ({ startedAt, endedAt }: JobOfSearch): number => (order.startsWith('duration') ? (endedAt ?? now) - startedAt : startedAt)
  const sign = order.endsWith('asc') ? 1 : -1
  return jobs.toSorted((a, b) => sign * (key(a) - key(b)) || (a.id < b.id ? -1 : 1))
}
