import { ApiError } from '../../../api/api-error.ts'
import { CATALOG_KEY } from '../../../api/catalog.ts'
import { queryClient } from '../../../api/query-client.ts'
import { cancelJob, firstRows, type JobNow, jobDetail, jobNow, submitStatement } from '../../../api/statements.ts'
import { explainOf } from '../plan/plan-tree.ts'
import type { Run, RunState } from './run.ts'
import { changeRun, keepRuns, runsOf } from './runs-store.ts'

export interface BatchOrder {
  readonly tabId: string
  readonly statements: readonly { readonly sql: string; readonly conf: readonly string[] }[]
  readonly queue: string
  readonly database: string
  readonly isPlan: boolean
}

/** By the tab: what ends the batch that runs there. */
const enders = new Map<string, AbortController>()

export const cancelBatch = (tabId: string): void => enders.get(tabId)?.abort()

/** One statement after the other, each with a run of its own, until one does not finish. What ran in the tab before is forgotten. Never rejects. */
export async function runBatch({ tabId, statements, queue, database, isPlan }: BatchOrder): Promise<void> {
  cancelBatch(tabId)
  const ender = new AbortController()
  enders.set(tabId, ender)
  const batch = statements.map(({ sql, conf }) => {
    const run: Run = {
      id: crypto.randomUUID(),
      sql,
      isPlan,
      queue,
      jobId: undefined,
      startedAt: performance.now(),
      endedAt: undefined,
      state: { kind: 'next' },
      detail: undefined,
    }
    return { run, conf }
  })
  keepRuns(
    tabId,
    batch.map(({ run }) => run),
  )
  let isGoingOn = true
  for (const { run, conf } of batch) {
    const tell = (state: RunState, more: { readonly jobId?: string } = {}): void => changeRun(tabId, run.id, { state, ...more })
    if (!isGoingOn) {
      tell({ kind: 'left-out' })
      continue
    }
    changeRun(tabId, run.id, { startedAt: performance.now() })
    const sql = isPlan ? explainOf(run.sql) : run.sql
    const end = await runOne({ sql, queue, database, conf }, tell, ender.signal)
    changeRun(tabId, run.id, { state: end, endedAt: performance.now() })
    isGoingOn = end.kind === 'finished'
    void tellDetail(tabId, run.id)
  }
  if (enders.get(tabId) === ender) enders.delete(tabId)
  // What it has made or dropped is told by no event.
  void queryClient.invalidateQueries({ queryKey: [CATALOG_KEY] })
}

const FIRST_PAUSE_MS = 30
const LONGEST_PAUSE_MS = 700

async function runOne(
  order: { readonly sql: string; readonly queue: string; readonly database: string; readonly conf: readonly string[] },
  tell: (state: RunState, more?: { readonly jobId?: string }) => void,
  signal: AbortSignal,
): Promise<RunState> {
  if (signal.aborted) return { kind: 'cancelled' }
  try {
    tell({ kind: 'submitting' })
    // Not given up half-way: whoever does not learn the id cannot cancel the job.
    const { jobId, ended } = await submitStatement(order)
    tell({ kind: 'going', now: undefined }, { jobId })
    const now = ended === undefined ? await endOf(jobId, (seen) => tell({ kind: 'going', now: seen }), signal) : undefined
    if (now?.status === 'CANCELLED') return { kind: 'cancelled' }
    const why = ended?.isSuccess === false ? ended.message : now?.status === 'FAILED' ? now.message : undefined
    if (why !== undefined) return { kind: 'failed', failure: jobFailure(why) }
    const rows = await firstRows(jobId)
    return { kind: 'finished', rows: rows.columns.length === 0 ? undefined : rows }
  } catch (failure) {
    return { kind: 'failed', failure }
  }
}

const HELP = '\nWhat would help: '

/** A job's message is a refusal's, with its code before it where there is one, and the hint behind it. */
function jobFailure(message: string): ApiError {
  const [, code = 'The job has failed', text = message] = /^(DLI\.\d{4}):? ([\s\S]*)$/.exec(message) ?? []
  const at = text.indexOf(HELP)
  const [cause, hint] = at < 0 ? [text] : [text.slice(0, at), text.slice(at + HELP.length)]
  return new ApiError(400, { error_code: code, error_msg: cause || code, ...(hint === undefined ? {} : { hint }) })
}

/** Waits until the job has ended; where the signal is aborted it is cancelled, and waited for all the same. */
async function endOf(jobId: string, seen: (now: JobNow) => void, signal: AbortSignal): Promise<JobNow> {
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

/** What each source gave; a run is whole without it. */
async function tellDetail(tabId: string, runId: string): Promise<void> {
  const jobId = runsOf(tabId).find(({ id }) => id === runId)?.jobId
  if (jobId === undefined) return
  try {
    changeRun(tabId, runId, { detail: await jobDetail(jobId) })
  } catch {
    // The rows are there; where they came from is not told then.
  }
}
