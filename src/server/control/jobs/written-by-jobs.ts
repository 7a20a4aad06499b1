import { CausewayError } from '../../../base/errors.ts'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'

interface JobWrites {
  /** What is being committed of it: its worker may be gone before that is known. */
  readonly underWay: Set<Promise<unknown>>
  /** In words of the user. */
  readonly places: Set<string>
}

/**
 * What running jobs have committed. A worker may end between the commit of its rows and its word that the job has finished: the job then says what it has written, for
 * whoever runs a statement again that adds rows has them twice.
 */
export class WrittenByJobs {
  readonly #jobs = new Map<string, JobWrites>()

  async during<T>(jobId: string, call: WorkerCall, work: () => Promise<T>): Promise<T> {
    const places = committedPlaces(call)
    if (places.length === 0 && call.kind !== 'discard-objects') return await work()
    const job = this.#jobs.get(jobId) ?? { underWay: new Set(), places: new Set() }
    this.#jobs.set(jobId, job)
    const working = work()
    job.underWay.add(working)
    // Its files are the table's from here on, and go where that is not made.
    if (call.kind === 'create-table' && call.table.source.kind === 'files') job.places.delete(call.table.source.location)
    try {
      const answer = await working
      // What only added objects is taken back by that.
      if (call.kind === 'discard-objects') job.places.delete(takenBack(call.location))
      else if (!isOfNoEffect(answer)) for (const place of places) job.places.add(place)
      return answer
    } finally {
      job.underWay.delete(working)
    }
  }

  /** The job has ended with the outcome: settles when it is known what it has written. */
  async ended(jobId: string, outcome: JobOutcome): Promise<JobOutcome> {
    const job = this.#jobs.get(jobId)
    if (job === undefined) return outcome
    if (outcome.kind !== 'finished') await Promise.allSettled(job.underWay)
    this.#jobs.delete(jobId)
    const places = [...job.places].map((place) => place.replace(/^\+/, ''))
    return outcome.kind === 'finished' || places.length === 0 ? outcome : withWrites(outcome, places)
  }
}

/** None: the call commits nothing that its job would have to tell. */
function committedPlaces(call: WorkerCall): readonly string[] {
  switch (call.kind) {
    case 'commit-table':
    case 'restore-table':
      return [`${call.database}.${call.table}`]
    case 'commit-tables':
      return call.changes.map(({ database, table }) => `${database}.${table}`)
    case 'create-table':
      return [`${call.table.database}.${call.table.name}`]
    case 'publish-objects':
      if (call.forTable) return []
      return [call.replace.length > 0 || call.marker ? call.location : takenBack(call.location)]
    case 'publish-files':
      return call.forTable ? [] : [call.location]
    case 'replace-folder':
      return [call.location]
    default:
      return []
  }
}

/** The name of what a discard takes back. */
const takenBack = (location: string): string => `+${location}`

/** IF NOT EXISTS of a table that was there. */
const isOfNoEffect = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'created' in answer && answer.created === false

const PLACES_TOLD_MAX = 10

function withWrites(outcome: Exclude<JobOutcome, { kind: 'finished' }>, places: readonly string[]): JobOutcome {
  const told = places.slice(0, PLACES_TOLD_MAX).join(', ')
  const all = places.length > PLACES_TOLD_MAX ? `${told} and ${places.length - PLACES_TOLD_MAX} more` : told
  const written = `What the job had written by then stays: ${all} has it`
  if (outcome.kind === 'cancelled') return { kind: 'cancelled', reason: `${outcome.reason}. ${written}` }
  const { error } = outcome
  const message = `${error.message.replace(/\.$/, '')}. ${written}`
  const hint = `Look at ${all} before you run the statement again: rows that it adds would be there twice.`
  return { ...outcome, error: new CausewayError(error.kind, message, { hint, cause: error }) }
}
