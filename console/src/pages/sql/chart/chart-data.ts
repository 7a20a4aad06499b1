import { cellText } from '../../../../../src/base/json-cells.ts'
import { wholeText } from '../../../components/result-grid/cell-text.ts'
import type { ResultColumn } from '../../../components/result-grid/result-column.ts'
import { cellsOf } from '../../../components/result-grid/result-rows.ts'
import type { Chart } from './guess-chart.ts'

export interface ChartData {
  /** Of bars: what each is called. Of lines: where on the axis, seconds since 1970 of a time. */
  readonly xs: readonly (number | string)[]
  /** Of each series its values; null where there is none. They are rounded to doubles: to be drawn, not to be read. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
  /** So many rows were not drawn, since there are too many, or their place is none. */
  readonly left: number
}

const [BARS_MAX, POINTS_MAX] = [60, 20_000]

/** Of bars the first rows, in their order; of lines all rows that have a place, along the axis. */
export function chartData({ kind, x, ys }: Chart, columns: readonly ResultColumn[], texts: readonly string[]): ChartData {
  const isTime = columns[x]?.kind === 'time'
  const points: { readonly at: number | string; readonly values: readonly (number | null)[] }[] = []
  for (const text of texts.slice(0, kind === 'bars' ? BARS_MAX : POINTS_MAX)) {
    const cells = cellsOf(text)
    const cell = cells[x] ?? 'null'
    const at = kind === 'bars' ? (cell === 'null' ? 'NULL' : wholeText(cell)) : isTime ? secondsOf(cell) : numberOf(cell)
    if (at !== null) points.push({ at, values: ys.map((y) => numberOf(cells[y] ?? 'null')) })
  }
  if (kind === 'lines') points.sort((a, b) => Number(a.at) - Number(b.at))
  return {
    xs: points.map(({ at }) => at),
    series: ys.map((y, series) => ({ name: columns[y]?.name ?? '', values: points.map(({ values }) => values[series] ?? null) })),
    left: texts.length - points.length,
  }
}

function numberOf(cell: string): number | null {
  const value = cell === 'null' ? Number.NaN : Number(cellText(cell))
  return Number.isFinite(value) ? value : null
}

/** Of a date or a timestamp, in UTC. */
function secondsOf(cell: string): number | null {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?))?$/.exec(cell === 'null' ? '' : cellText(cell)) ?? []
  const value = day === undefined ? Number.NaN : Date.parse(`${day}T${(time ?? '00:00:00').slice(0, 12)}Z`)
  return Number.isNaN(value) ? null : value / 1000
}
