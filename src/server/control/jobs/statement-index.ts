import type { Logger } from '../../../base/log.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { countStoredJobs, endsOfJobs, isJobAt, type JobPlace, jobsBehind, readStatements } from '../../store/jobs/job-search.ts'
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
  /** How many statements are known, those that are forgotten and stand beside others among them. */
  readonly known: number
  /** Waits for what is being read, of which no more is read then: before the store is closed. */
  stop(): Promise<void>
}

/** An index that is full is read anew where no more jobs than this share of it are there: whoever reads it over and over has as many new ones each time as it has room for again. */
const ANEW_SHARE = 0.9

export function createStatementIndex(db: Database, log: Pick<Logger, 'error'>, textsMax = TEXTS_MAX): StatementIndex {
  let signatures = new TextSignatures(textsMax)
  const projects = new Map<string, number>()
  /** The last that was read. While it is there, each job that was written since has its place behind it. */
  let last: JobPlace | undefined
  let reading: Promise<void> | undefined
  /** Searches that wait for it. */
  let waiting = 0
  let isStopped = false

  function numberOf(projectId: string): number {
    const number = projects.get(projectId) ?? projects.size
    projects.set(projectId, number)
    return number
  }

  const startAnew = (): void => {
    signatures = new TextSignatures(textsMax)
    last = undefined
  }
  const isGone = async (): Promise<boolean> => last !== undefined && !(await isJobAt(db, last))

  /** An old job that is kept holds those of all jobs behind it, of which many may have been forgotten. */
  const hasRoomAnew = async (): Promise<boolean> => signatures.isFull() && (await countStoredJobs(db)) <= textsMax * ANEW_SHARE

  async function read(): Promise<void> {
    for (;;) {
      await nextTurn()
      if (isStopped) return
      if (await isGone()) startAnew()
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

  /** One at a time. Why it failed is told to the searches that wait for it, or else in the log. */
  function readOn(): Promise<void> {
    if (reading !== undefined) return reading
    reading = read().finally(() => {
      reading = undefined
    })
    reading.catch((error: unknown) => {
      if (waiting === 0) log.error({ err: error }, 'The statements of jobs could not be read for searches')
    })
    return reading
  }

  async function readAndWait(signal: AbortSignal | undefined): Promise<void> {
    const read = readOn()
    waiting += 1
    try {
      await (signal === undefined ? read : unlessAborted(read, signal))
    } finally {
      waiting -= 1
    }
  }

  return {
    async candidates(projectId, part, most, signal) {
      const ends = await endsOfJobs(db)
      if (ends === undefined) return []
      signatures.dropBefore(ends.first)
      // What is being read goes on with what there is.
      if ((await hasRoomAnew()) && reading === undefined) startAnew()
      const known = last === undefined || (await isGone()) ? ends.first - 1 : last.row
      if (ends.last - known > BEHIND_MAX) {
        // Nobody waits for it: it goes on behind the next search.
        void readOn()
        return undefined
      }
      signal?.throwIfAborted()
      await readAndWait(signal)
      return isStopped || signatures.isFull() ? undefined : await signatures.candidates(part, numberOf(projectId), most, signal)
    },
    get known() {
      return signatures.count
    },
    async stop() {
      isStopped = true
      // Why it failed is told by now.
      await reading?.catch(() => undefined)
    },
  }
}
