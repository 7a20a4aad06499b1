import { CausewayError } from '../../../base/errors.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'
import type { Job } from '../../domain/job.ts'
import { isEnded } from './job-machine.ts'
import type { RowBuffer, RowPart } from './row-buffer.ts'

/** A query's rows while it runs. */
export interface RowStream {
  /** As it was accepted. */
  readonly job: Job
  /**
   * The columns, then the rows, then the end; the end alone when the job ended before it ran. Only an end whose job is finished says that the rows before it are
   * all. To be read once. Rejects when the end of the job could not be written.
   */
  readonly parts: AsyncIterable<RowPart | RowStreamEnd>
}

export interface RowStreamEnd {
  readonly kind: 'end'
  /** As it ended. */
  readonly job: Job
  /** Why it did not finish. */
  readonly error: CausewayError | undefined
}

interface Streamed {
  readonly job: Job
  readonly rows: RowBuffer
  /** Resolves when the job's end is written. */
  readonly end: () => Promise<{ readonly outcome: JobOutcome | undefined; readonly job: Job }>
  readonly cancel: (reason: string) => void
  readonly signal: AbortSignal
}

/** From now on until the job's end, the job is cancelled when nobody reads any more, whether or not somebody has begun to. */
export function streamOf({ job, rows, end, cancel, signal }: Streamed): RowStream {
  let isOver = false
  const leave = (reason: string): void => {
    if (isOver) return
    rows.drop()
    cancel(reason)
  }
  const aborted = (): void => leave(signal.reason instanceof Error ? signal.reason.message : 'Nobody reads the rows any more')
  signal.addEventListener('abort', aborted, { once: true })
  const ended = end().finally(() => {
    isOver = true
    signal.removeEventListener('abort', aborted)
    rows.close()
  })
  // Whoever reads the parts is told.
  ended.catch(() => undefined)
  if (signal.aborted) aborted()

  async function* parts(): AsyncGenerator<RowPart | RowStreamEnd> {
    try {
      for (let part = await rows.next(); part !== undefined; part = await rows.next()) yield part
      yield endOf(await ended)
    } finally {
      leave('The rows were not read to their end')
    }
  }
  return { job, parts: parts() }
}

function endOf({ outcome, job }: { readonly outcome: JobOutcome | undefined; readonly job: Job }): RowStreamEnd {
  // The server stops, and could not write what became of the job.
  if (!isEnded(job.state)) throw new CausewayError('unavailable', 'The end of the job could not be written')
  switch (job.state) {
    case 'finished':
      return { kind: 'end', job, error: undefined }
    case 'cancelled':
      return { kind: 'end', job, error: new CausewayError(job.errorKind ?? 'cancelled', job.message) }
    default:
      return { kind: 'end', job, error: outcome?.kind === 'failed' ? outcome.error : new CausewayError('internal', job.message) }
  }
}
