import type { Logger } from '../../../base/log.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { countStoredJobs, endsOfJobs, isJobAt, type JobPlace, jobsBehind, readStatements } from '../../store/job-search.ts'
import type { Database } from '../../store/schema.ts'
import { unlessAborted } from '../shared/unless-aborted.ts'
import { JOBS_AT_A_TIME, portions } from './portions.ts'
import { TEXTS_MAX, TextSignatures } from './text-signatures.ts'

/** So many jobs are read for a search, so that it finds the newest. */
const BEHIND_MAX = 2_000

/** Which jobs' statements may hold a part. Kept in memory, of all projects, from the first search on: a submission costs nothing, and a start neither. */
export interface StatementIndex {
  /**
   * Places in the table of jobs, of all of the project that may hold it and of some that do not, whatever has become of them. Undefined where they are more than `most`, where the part is too short to
   * leave any out, and while most jobs are yet to be read, which goes on by itself. Throws the reason of the
   * signal when it aborts; what is being read goes on then.
   */
  candidates(projectId: string, part: string, most: number, signal?: AbortSignal): Promise<readonly number[] | undefined>
  /** Waits for what is being read, of which no more is read then: before the store is closed. */
  stop(): Promise<void>
}

export function createStatementIndex(db: Database, log: Pick<Logger, 'error'>): StatementIndex {
  let signatures = new TextSignatures()
  const projects = new Map<string, number>()
  /** The last that was read. While it is there, each job that was written since has its place behind it. */
  let last: JobPlace | undefined
  let reading: Promise<void> | undefined
  let isStopped = false

  function numberOf(projectId: string): number {
    const number = projects.get(projectId) ?? projects.size
    projects.set(projectId, number)
    return number
  }

  const startAnew = (): void => {
    signatures = new TextSignatures()
    last = undefined
  }
  const isGone = async (): Promise<boolean> => last !== undefined && !(await isJobAt(db, last))

  async function read(): Promise<void> {
    for (;;) {
      await nextTurn()
      if (isStopped) return
      if (await isGone()) startAnew()
      // An old job that is kept holds those of all jobs behind it, most of which may have been forgotten.
      if (signatures.isFull() && (await countStoredJobs(db)) < TEXTS_MAX / 2) startAnew()
      if (signatures.isFull()) return
      const jobs = await jobsBehind(db, last?.row ?? 0, JOBS_AT_A_TIME)
      if (jobs.length === 0) return
      for (const some of portions(jobs)) {
        await nextTurn()
        if (isStopped) return
        const statements = await readStatements(
          db,
          some.map(({ id }) => id),
        )
        for (const { row, id, projectId } of some) {
          const statement = statements.get(id)
          if (statement === undefined) continue
          signatures.add(row, numberOf(projectId), statement)
          last = { row, id }
        }
      }
    }
  }

  /** One at a time. */
  function readOn(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }

  return {
    async candidates(projectId, part, most, signal) {
      const ends = await endsOfJobs(db)
      if (ends === undefined) return []
      signatures.dropBefore(ends.first)
      const known = last === undefined || (await isGone()) ? ends.first - 1 : last.row
      if (ends.last - known > BEHIND_MAX) {
        // Nobody waits for it: it goes on behind the next search.
        readOn().catch((error: unknown) => log.error({ err: error }, 'The statements of jobs could not be read for searches'))
        return undefined
      }
      signal?.throwIfAborted()
      const read = readOn()
      await (signal === undefined ? read : unlessAborted(read, signal))
      return isStopped || signatures.isFull() ? undefined : await signatures.candidates(part, numberOf(projectId), most, signal)
    },
    async stop() {
      isStopped = true
      // What failed is told to whoever began it.
      await reading?.catch(() => undefined)
    },
  }
}
