import { createStore } from '../../../api/store.ts'
import type { Run, RunChange } from './run.ts'

/** What was run in each tab, the last batch of it: kept while the page lives, whichever page is shown. */
const runs = createStore<ReadonlyMap<string, readonly Run[]>>(new Map())

export const runsStore = runs

export const runsOf = (tabId: string): readonly Run[] => runs.get().get(tabId) ?? []

export function keepRuns(tabId: string, batch: readonly Run[]): void {
  runs.set(new Map(runs.get()).set(tabId, batch))
}

export function forgetRuns(tabId: string): void {
  const rest = new Map(runs.get())
  rest.delete(tabId)
  runs.set(rest)
}

/** Of a run that another batch has taken the place of nothing is kept. */
export function changeRun(tabId: string, runId: string, change: RunChange): void {
  const batch = runsOf(tabId)
  if (!batch.some(({ id }) => id === runId)) return
  keepRuns(
    tabId,
    batch.map((run) => (run.id === runId ? { ...run, ...change } : run)),
  )
}
