import { Group, NativeSelect, Text } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { ResultGrid } from '../../../components/result-grid/result-grid.tsx'
import type { ResultRows } from '../../../components/result-grid/result-rows.ts'
import { BarChart } from './bar-chart.tsx'
import classes from './chart.module.css'
import { chartData } from './chart-data.ts'
import { type Chart, type ChartKind, guessChart } from './guess-chart.ts'

const LineChart = lazy(() => import('./line-chart.tsx'))

/** The rows that are here as a picture, as their types suggest or as is chosen, with the table beside it. */
export function ResultChart({ rows }: { readonly rows: ResultRows }) {
  const { columns, texts } = rows
  const [chosen, setChosen] = useState<Chart>()
  const chart = chosen ?? guessChart(columns)
  const data = useMemo(() => (chart === undefined ? undefined : chartData(chart, columns, texts)), [chart, columns, texts])
  if (chart === undefined || data === undefined)
    return <p>There is nothing to draw: a chart needs a column of numbers, and one to draw it over.</p>
  const places = columns.map(({ name }, at) => ({ value: String(at), label: name }))
  const numbers = places.filter((_, at) => columns[at]?.kind === 'number')
  const label = `${data.series.map(({ name }) => name).join(', ')} by ${columns[chart.x]?.name ?? ''}`
  return (
    <div className={classes['side']}>
      <div className={classes['picture']}>
        <Group align="end" gap="xs" mb="xs">
          <NativeSelect
            size="xs"
            label="As"
            data={['bars', 'lines']}
            value={chart.kind}
            onChange={(event) => setChosen({ ...chart, kind: kindOf(event.currentTarget.value) })}
          />
          <NativeSelect
            size="xs"
            label="Over"
            data={places}
            value={String(chart.x)}
            onChange={(event) => setChosen({ ...chart, x: Number(event.currentTarget.value) })}
          />
          <NativeSelect
            size="xs"
            label="Values"
            data={[...(chart.ys.length > 1 ? [{ value: 'several', label: `${chart.ys.length} columns` }] : []), ...numbers]}
            value={chart.ys.length > 1 ? 'several' : String(chart.ys[0])}
            onChange={(event) => setChosen({ ...chart, ys: [Number(event.currentTarget.value)] })}
          />
        </Group>
        {chart.kind === 'bars' ? (
          <BarChart data={data} label={label} />
        ) : (
          <Suspense fallback={<p role="status">The chart is being loaded…</p>}>
            <LineChart data={data} isTime={columns[chart.x]?.kind === 'time'} label={label} />
          </Suspense>
        )}
        <Text size="xs" c="dimmed">
          {data.left > 0 ? `${data.left.toLocaleString('en-US')} rows are not drawn. ` : ''}
          {rows.rowCount > texts.length
            ? `Of ${rows.rowCount.toLocaleString('en-US')} rows the first ${texts.length.toLocaleString('en-US')} are here.`
            : ''}
        </Text>
      </div>
      <ResultGrid rows={rows} label="The rows of the chart" />
    </div>
  )
}

const kindOf = (text: string): ChartKind => (text === 'lines' ? 'lines' : 'bars')
