import { ApiError } from './api-error.ts'
import { cancelJob, type JobNow, jobNow, type StatementOrder, submitStatement } from './statements.ts'

export interface EndedJob {
  readonly jobId: string
  readonly status: 'FINISHED' | 'FAILED' | 'CANCELLED'
  /** Why it failed. */
  readonly failure: ApiError | undefined
}

/** Told as soon as there is a job, and then how far it is. */
type OnJob = (jobId: string, now: JobNow | undefined) => void

/** Runs a statement to its end; where the signal is aborted its job is cancelled, and waited for all the same. Throws what the statement was refused with. */
export async function endOfJob(order: StatementOrder, signal: AbortSignal, seen: OnJob = () => undefined): Promise<EndedJob> {
  // Not given up half-way: whoever does not learn the id cannot cancel the job.
  const { jobId, ended } = await submitStatement(order)
  seen(jobId, undefined)
  if (ended !== undefined) {
    return ended.isSuccess
      ? { jobId, status: 'FINISHED', failure: undefined }
      : { jobId, status: 'FAILED', failure: jobFailure(ended.message) }
  }
  const last = await waited(jobId, (now) => seen(jobId, now), signal)
  const { status } = last
  switch (status) {
    case 'FINISHED':
    case 'CANCELLED':
      return { jobId, status, failure: undefined }
    default:
      return { jobId, status: 'FAILED', failure: jobFailure(last.message, last.errorCode, last.mistake) }
  }
}

const HELP = '\nWhat would help: '

/** A job's message is a refusal's, with its code before it where there is one, and the hint behind it. */
function jobFailure(message: string, errorCode = 'The job has failed', place?: unknown): ApiError {
  const [, code = errorCode, text = message] = /^(DLI\.\d{4}):? ([\s\S]*)$/.exec(message) ?? []
  const at = text.indexOf(HELP)
  const [cause, hint] = at < 0 ? [text] : [text.slice(0, at), text.slice(at + HELP.length)]
  return new ApiError(400, { error_code: code, error_msg: cause || code, ...(hint === undefined ? {} : { hint }), place })
}

const FIRST_PAUSE_MS = 30
const LONGEST_PAUSE_MS = 700

async function waited(jobId: string, seen: (now: JobNow) => void, signal: AbortSignal): Promise<JobNow> {
  let isCancelled = false
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(1.5 * pauseMs, LONGEST_PAUSE_MS)) {
    if (signal.aborted && !isCancelled) {
      isCancelled = true
      // One that has ended meanwhile cannot be cancelled.
      await cancelJob(jobId).catch(() => undefined)
      pauseMs = FIRST_PAUSE_MS
    }
    const now = await jobNow(jobId)
    if (now.status === 'FINISHED' || now.status === 'FAILED' || now.status === 'CANCELLED') return now
    seen(now)
    await pause(pauseMs, isCancelled ? undefined : signal)
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
