import { Button, Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useStore } from '../../../api/store.ts'
import { bytesText } from '../../../components/bytes-text.ts'
import { countText } from '../../../components/times.ts'
import { isOver, type Run, runName, runText } from '../run/run.ts'
import { cancelBatch } from '../run/run-batch.ts'
import { runsStore } from '../run/runs-store.ts'
import classes from './results.module.css'
import { RunResult } from './run-result.tsx'

const NONE: readonly Run[] = []

/** What was run in a tab: a result for each statement, never under the text of another tab. */
export function ResultsPane({ tabId }: { readonly tabId: string }) {
  const runs = useStore(runsStore).get(tabId) ?? NONE
  const [chosen, setChosen] = useState<string>()
  const current =
    runs.find(({ id }) => id === chosen) ?? runs.find((run) => !isOver(run)) ?? runs.findLast(({ state }) => state.kind !== 'left-out')
  const list = useRef<HTMLDivElement>(null)
  const shownId = current?.id
  // Of many there is room for some: the one that is shown is in sight.
  useEffect(() => {
    if (shownId !== undefined) list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [shownId])
  if (current === undefined)
    return <p>Ctrl+Enter runs the statement at the cursor, or what is selected. Nothing has been run in this tab.</p>
  return (
    <section className={classes['pane']} aria-label="Results">
      {runs.length > 1 && (
        <Tabs value={current.id} onChange={(id) => setChosen(id ?? undefined)}>
          <Tabs.List ref={list} className={classes['runs']}>
            {runs.map((run, at) => (
              <Tabs.Tab key={run.id} value={run.id}>
                {signOf(run)} {runName(run, at + 1)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <StateLine tabId={tabId} run={current} />
      {current.detail?.hints.map((hint) => (
        <p key={hint} role="note" className={classes['hint']}>
          ! {hint}
        </p>
      ))}
      <SourcesNow run={current} />
      <RunResult key={current.id} tabId={tabId} run={current} />
    </section>
  )
}

function signOf({ state }: Run): string {
  switch (state.kind) {
    case 'finished':
      return '✓'
    case 'failed':
      return '✕'
    case 'cancelled':
    case 'left-out':
      return '–'
    default:
      return '…'
  }
}

/** Of which tables a run has read how much by now; what they were asked is told when it has ended. */
function SourcesNow({ run: { state } }: { readonly run: Run }) {
  const sources = state.kind === 'going' ? (state.now?.sources ?? []) : []
  if (sources.length === 0) return null
  return (
    <ul aria-label="Read of each source">
      {sources.map(({ source, bytes, rows }) => (
        <li key={source}>
          <code>{source}</code>: {bytesText(bytes)}
          {rows === undefined ? '' : `, ${countText(rows)} rows`}
        </li>
      ))}
    </ul>
  )
}

const TICK_MS = 200

function StateLine({ tabId, run }: { readonly tabId: string; readonly run: Run }) {
  const isGoing = !isOver(run)
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (!isGoing) return
    const timer = setInterval(() => setNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [isGoing])
  const text = runText(run, Math.max(0, ((run.endedAt ?? now) - run.startedAt) / 1000))
  return (
    <div className={classes['state']}>
      <span aria-hidden="true">{signOf(run)}</span>
      {/* Told when it has ended: a line that counts the seconds would be read out all the time. */}
      <span role="status">{isGoing ? '' : text}</span>
      {isGoing && <span>{text}</span>}
      {isGoing && (
        <Button size="xs" color="red" variant="light" onClick={() => cancelBatch(tabId)}>
          Cancel
        </Button>
      )}
      {run.jobId === undefined ? null : (
        <Link to="/jobs" search={{ job: run.jobId }} aria-label={`Job ${run.jobId}`}>
          <code>{run.jobId}</code>
        </Link>
      )}
    </div>
  )
}
