// biome-ignore-all lint/suspicious/noArrayIndexKey: rows of a result never change their places, and two may be the same
import { barValueText } from './bar-value-text.ts'
import classes from './chart.module.css'
import type { ChartData } from './chart-data.ts'

const [ROW_PX, LABEL_PX, WIDTH_PX, VALUE_PX] = [24, 180, 720, 110]

/** One series, from left to right of zero. */
export function BarChart({ data, label }: { readonly data: ChartData; readonly label: string }) {
  const values = data.series[0]?.values ?? []
  const numbers = values.filter((value) => value !== null)
  const [least, most] = [Math.min(0, ...numbers), Math.max(0, ...numbers)]
  const room = WIDTH_PX - LABEL_PX - VALUE_PX
  const at = (value: number): number => LABEL_PX + (most === least ? 0 : ((value - least) / (most - least)) * room)
  return (
    <svg
      className={classes['bars']}
      viewBox={`0 0 ${WIDTH_PX} ${data.xs.length * ROW_PX}`}
      width={WIDTH_PX}
      height={data.xs.length * ROW_PX}
      role="img"
      aria-label={label}
    >
      {data.xs.map((x, row) => {
        const value = values[row] ?? null
        const y = row * ROW_PX
        const [from, to] = value === null ? [at(0), at(0)] : [Math.min(at(0), at(value)), Math.max(at(0), at(value))]
        return (
          <g key={`${row} ${x}`}>
            <text x={LABEL_PX - 6} y={y + 16} textAnchor="end">
              {shortened(String(x))}
            </text>
            <rect x={from} y={y + 4} width={Math.max(1, to - from)} height={ROW_PX - 8} />
            <text x={to + 4} y={y + 16}>
              {value === null ? 'NULL' : barValueText(value)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

const shortened = (text: string): string => (text.length > 26 ? `${text.slice(0, 25)}…` : text)
