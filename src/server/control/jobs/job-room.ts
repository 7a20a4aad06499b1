import { nextTurn } from '../../../base/next-turn.ts'
import { databaseSize, type EndedJob, endedJobSizes } from '../../store/jobs/job-sizes.ts'
import { forgetEndedJobs } from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import { inPieces, type Removal } from '../shared/removal.ts'

/** Jobs that are looked at in one step. */
const LOOKS = 250
/** Commits are not in the order of the times that they write: those that ended so long before the last are counted again the next time. */
const AGAIN_MS = 60_000
/** So often only those are looked at that have ended since; the clock may have been set back. */
const PARTS_MAX = 100

export interface JobRoom {
  /** Forgets ended jobs, the first to have ended first, until the records of the others fit: those that ended in one millisecond together, and never those that ended last. */
  make(removal: Removal): Promise<void>
}

/** @param forgot told how many, of each piece that was forgotten */
export function createJobRoom(store: Store, bytesMax: number, forgot: (jobs: number) => void): JobRoom {
  /** What all that ended up to a moment take, or less, for what has ended takes no more later. */
  let counted: { readonly upTo: number; readonly bytes: number; readonly parts: number } | undefined

  /** When the last of those ended that are too many together with all that ended later; undefined: none. Asked only where the whole database is larger, for that is told without looking at any job. */
  async function endOfTooMany(isStopped: () => boolean): Promise<number | undefined> {
    if ((await databaseSize(store.db)).usedBytes <= bytesMax) return undefined
    let bytes = 0
    let newest: number | undefined
    let last: EndedJob | undefined
    let before = counted !== undefined && counted.parts < PARTS_MAX ? counted : undefined
    while (!isStopped()) {
      const jobs: readonly EndedJob[] = await endedJobSizes(store.db, last, LOOKS)
      for (const job of jobs) {
        if (before !== undefined && job.endedAt <= before.upTo) {
          if (bytes + before.bytes <= bytesMax) {
            counted = { upTo: upToOf(newest), bytes: bytes + before.bytes, parts: before.parts + 1 }
            return undefined
          }
          before = undefined
        }
        bytes += job.bytes
        newest ??= job.endedAt
        if (bytes > bytesMax && job.endedAt < newest) return job.endedAt
      }
      last = jobs.at(-1)
      if (last === undefined) {
        counted = { upTo: upToOf(newest), bytes, parts: 0 }
        return undefined
      }
      await nextTurn()
    }
    return undefined
  }

  return {
    async make(removal) {
      const last = await endOfTooMany(removal.isStopped)
      if (last === undefined) return
      counted = undefined
      await inPieces(removal, async (most, skipped) => {
        const count = await forgetEndedJobs(store.db, last + 1, most, skipped)
        forgot(count)
        return count
      })
    },
  }
}

const upToOf = (newest: number | undefined): number => (newest ?? 0) - AGAIN_MS
