import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartData } from './chart-data.ts'

/** In a light and in a dark scheme, and dashed otherwise each, so that they are told apart without colours. */
const STROKES = [
  ['#155e70', '#49a4be', []],
  ['#8a3b00', '#f2b27a', [8, 4]],
  ['#5b3a8c', '#c9aef5', [2, 3]],
  ['#1d5c2c', '#8fd69c', [12, 3, 2, 3]],
  ['#8c1d50', '#f49ac0', [4, 4]],
  ['#44474a', '#c1c7cd', [1, 4]],
] as const

const HEIGHT_PX = 300

interface LineChartProps {
  readonly data: ChartData
  readonly isTime: boolean
  readonly label: string
}

export default function LineChart({ data, isTime, label }: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const isDark = useComputedColorScheme('light') === 'dark'
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const ink = isDark ? '#c9c9c9' : '#333'
    const axis = { stroke: ink, grid: { stroke: isDark ? '#444' : '#ddd', width: 1 } }
    const made = new UPlot(
      {
        width: element.clientWidth,
        height: HEIGHT_PX,
        scales: { x: { time: isTime } },
        // As everywhere here.
        tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'UTC'),
        axes: [axis, axis],
        series: [
          {},
          ...data.series.map(({ name }, at) => {
            const [light, dark, dash] = STROKES[at % STROKES.length] ?? STROKES[0]
            return { label: name, stroke: isDark ? dark : light, width: 2, dash: [...dash] }
          }),
        ],
      },
      [data.xs.map(Number), ...data.series.map(({ values }) => [...values])],
      element,
    )
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT_PX }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
    }
  }, [data, isTime, isDark])
  return <div ref={frame} role="img" aria-label={label} />
}
