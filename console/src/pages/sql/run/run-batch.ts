import { CATALOG_KEY } from '../../../api/catalog.ts'
import { projectId } from '../../../api/credentials.ts'
import { endOfJob } from '../../../api/job-end.ts'
import { queryClient } from '../../../api/query-client.ts'
import { firstRows, jobDetail, type StatementOrder } from '../../../api/statements.ts'
import { knownUser, userNow } from '../../../session/session-store.ts'
import { explainOf } from '../plan/plan-tree.ts'
import { inText } from './in-text.ts'
import type { PlacedStatement } from './placed-statement.ts'
import type { Run, RunState } from './run.ts'
import { changeRun, keepRuns, runsOf } from './runs-store.ts'

export interface BatchOrder {
  readonly tabId: string
  readonly statements: readonly (PlacedStatement & { readonly conf: readonly string[] })[]
  readonly queue: string
  readonly database: string
  readonly isPlan: boolean
}

/** By the tab: what ends the batch that runs there. */
const enders = new Map<string, AbortController>()

export const cancelBatch = (tabId: string): void => enders.get(tabId)?.abort()

/**
 * One statement after the other, each with a run of its own, until one does not finish, or somebody else or another project has the page: what is left is not theirs.
 * What ran in the tab before is forgotten. Never rejects.
 */
export async function runBatch({ tabId, statements, queue, database, isPlan }: BatchOrder): Promise<void> {
  cancelBatch(tabId)
  const ender = new AbortController()
  enders.set(tabId, ender)
  const batch = statements.map(({ sql, line, column, conf }) => {
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
    return { run, line, column, conf }
  })
  keepRuns(
    tabId,
    batch.map(({ run }) => run),
  )
  const project = projectId()
  const user = knownUser()
  // Whoever logs in anew is the same one, with another key.
  const isOurs = async (): Promise<boolean> => user !== undefined && (await userNow()) === user && projectId() === project
  let isGoingOn = true
  for (const { run, conf, ...place } of batch) {
    const tell = (state: RunState, more: { readonly jobId?: string } = {}): void => changeRun(tabId, run.id, { state, ...more })
    if (!isGoingOn || !(await isOurs())) {
      tell({ kind: 'left-out' })
      continue
    }
    changeRun(tabId, run.id, { startedAt: performance.now() })
    const sql = isPlan ? explainOf(run.sql) : run.sql
    const end = await runOne({ sql, queue, database, conf }, tell, ender.signal)
    // What asks for the plan stands before the statement, and in no text of anybody's.
    const sent = { sql, line: place.line, column: place.column - (sql.length - run.sql.length) }
    const isStillOurs = await isOurs()
    changeRun(tabId, run.id, { state: placed(end, sent, isStillOurs), endedAt: performance.now() })
    isGoingOn = end.kind === 'finished'
    if (isStillOurs) void tellDetail(tabId, run.id)
  }
  if (enders.get(tabId) === ender) enders.delete(tabId)
  // What it has made or dropped is told by no event.
  void queryClient.invalidateQueries({ queryKey: [CATALOG_KEY] })
}

async function runOne(
  order: StatementOrder,
  tell: (state: RunState, more?: { readonly jobId?: string }) => void,
  signal: AbortSignal,
): Promise<RunState> {
  if (signal.aborted) return { kind: 'cancelled' }
  try {
    tell({ kind: 'submitting' })
    const { jobId, status, failure } = await endOfJob(order, signal, (id, now) => tell({ kind: 'going', now }, { jobId: id }))
    if (status === 'CANCELLED') return { kind: 'cancelled' }
    if (failure !== undefined) return { kind: 'failed', failure }
    const rows = await firstRows(jobId)
    return { kind: 'finished', rows: rows.columns.length === 0 ? undefined : rows }
  } catch (failure) {
    return { kind: 'failed', failure }
  }
}

/** Where in the whole text it failed; of a job that was left behind nothing is known here. */
function placed(end: RunState, sent: PlacedStatement, isOurs: boolean): RunState {
  if (end.kind !== 'failed') return end
  return { kind: 'failed', failure: isOurs ? inText(end.failure, sent) : new Error(LEFT_BEHIND) }
}

const LEFT_BEHIND = 'Another project, or another user, was chosen while it ran. The job goes on: the page Jobs of its project has it'

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
