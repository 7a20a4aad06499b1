import { Alert, Button, Group, Menu, SegmentedControl, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { cellText } from '../../../../../src/base/json-cells.ts'
import { moreRows, RESULT_FORMATS, type ResultFormat } from '../../../api/statements.ts'
import { bytesText } from '../../../components/bytes-text.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { ResultGrid } from '../../../components/result-grid/result-grid.tsx'
import { cellsOf, type ResultRows } from '../../../components/result-grid/result-rows.ts'
import { ResultChart } from '../chart/result-chart.tsx'
import { PlanView } from '../plan/plan-view.tsx'
import type { Run } from '../run/run.ts'
import { changeRun } from '../run/runs-store.ts'
import { downloadResult } from './download-result.ts'
import classes from './results.module.css'

const MORE_ROWS = 99_000
const FORMAT_NAMES: Readonly<Record<ResultFormat, string>> = { csv: 'CSV', json: 'JSON', jsonl: 'JSON lines', parquet: 'Parquet' }

type Shown = 'rows' | 'chart' | 'sources'

/** What one statement gave. */
export function RunResult({ tabId, run }: { readonly tabId: string; readonly run: Run }) {
  const { state } = run
  switch (state.kind) {
    case 'failed':
      return <ErrorPanel failure={state.failure} />
    case 'finished':
      if (state.rows === undefined) return <Alert color="green" title="✓ Done" />
      return run.isPlan ? <PlanView lines={linesOf(state.rows)} /> : <Rows tabId={tabId} run={run} rows={state.rows} />
    default:
      return null
  }
}

const linesOf = ({ texts }: ResultRows): readonly string[] => texts.map((text) => cellText(cellsOf(text)[0] ?? '""'))

function Rows({ tabId, run, rows }: { readonly tabId: string; readonly run: Run; readonly rows: ResultRows }) {
  const [shown, setShown] = useState<Shown>('rows')
  const [work, setWork] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const ender = useRef<AbortController>(null)
  const { jobId, detail } = run

  async function during(text: string, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    // One at a time: what is asked for last takes the place of what is under way.
    ender.current?.abort()
    const own = new AbortController()
    ender.current = own
    setWork(text)
    setFailure(undefined)
    try {
      await act(own.signal)
    } catch (thrown) {
      if (!own.signal.aborted) setFailure(thrown)
    } finally {
      if (ender.current === own) setWork('')
    }
  }

  async function getMore(id: string): Promise<void> {
    await during('Rows are being fetched…', async (signal) => {
      const more = await moreRows(id, rows.texts.length, MORE_ROWS, signal)
      changeRun(tabId, run.id, { state: { kind: 'finished', rows: { ...rows, texts: [...rows.texts, ...more] } } })
    })
  }

  return (
    <div className={classes['rows']}>
      <Group gap="xs" align="center">
        <SegmentedControl
          size="xs"
          aria-label="What is shown"
          value={shown}
          onChange={(value) => setShown(value === 'chart' || value === 'sources' ? value : 'rows')}
          data={[
            { value: 'rows', label: 'Rows' },
            { value: 'chart', label: 'Chart' },
            { value: 'sources', label: `Sources${detail === undefined ? '' : ` (${detail.sources.length})`}` },
          ]}
        />
        {jobId === undefined ? null : (
          <Menu>
            <Menu.Target>
              <Button size="xs" variant="default">
                Download all rows…
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {RESULT_FORMATS.map((format) => (
                <Menu.Item
                  key={format}
                  onClick={() =>
                    void during(`${FORMAT_NAMES[format]} is being fetched…`, (signal) => downloadResult(jobId, format, signal))
                  }
                >
                  {FORMAT_NAMES[format]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {jobId !== undefined && rows.rowCount > rows.texts.length && (
          <Button size="xs" variant="default" disabled={work !== ''} onClick={() => void getMore(jobId)}>
            Get {Math.min(MORE_ROWS, rows.rowCount - rows.texts.length).toLocaleString('en-US')} more rows
          </Button>
        )}
        {work === '' ? null : (
          <>
            <span role="status">{work}</span>
            <Button size="xs" variant="default" onClick={() => ender.current?.abort()}>
              Stop
            </Button>
          </>
        )}
      </Group>
      {failure === undefined ? null : <ErrorPanel failure={failure} />}
      <div className={classes['view']}>
        {shown === 'rows' ? <ResultGrid rows={rows} label="The rows of the result" /> : null}
        {shown === 'chart' ? <ResultChart rows={rows} /> : null}
        {shown === 'sources' ? <Sources run={run} /> : null}
      </div>
    </div>
  )
}

/** Where the rows came from: what each database was asked, and what it gave. */
function Sources({ run: { detail } }: { readonly run: Run }) {
  if (detail === undefined) return <p role="status">It is being asked where the rows came from…</p>
  return (
    <div className={classes['scroll']}>
      {detail.sources.length === 0 ? (
        <p>No table was read.</p>
      ) : (
        <DataTable
          label="Sources"
          rows={detail.sources}
          keyOf={({ source, statement }) => `${source} ${statement}`}
          columns={[
            { name: 'Source', cell: ({ source }) => source },
            { name: 'Asked', cell: ({ statement }) => <code>{statement}</code> },
            { name: 'Rows', cell: ({ rows }) => rows?.toLocaleString('en-US') ?? 'not told', isNumber: true },
            { name: 'Bytes', cell: ({ bytes }) => (bytes === undefined ? 'not told' : bytesText(bytes)), isNumber: true },
            { name: 'Time', cell: ({ ms }) => (ms === undefined ? 'not told' : `${ms.toLocaleString('en-US')} ms`), isNumber: true },
          ]}
        />
      )}
      {detail.madeHere.map(({ what, reason }) => (
        <Text key={`${what} ${reason}`} size="sm">
          Made here: {what}, because {reason}
        </Text>
      ))}
    </div>
  )
}
