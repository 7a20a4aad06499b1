import type { ResultColumn } from '../../../components/result-grid/result-column.ts'

export type ChartKind = 'bars' | 'lines'

/** What is drawn: columns by their places. */
export interface Chart {
  readonly kind: ChartKind
  readonly x: number
  readonly ys: readonly number[]
}

const SERIES_MAX = 6

/**
 * What a chart of the columns would be, by their types alone: numbers over a time are lines, numbers over a text or a truth bars; numbers alone lines over the first of them. undefined: there is nothing to draw,
 * for there is no number beside something to draw it over.
 */
export function guessChart(columns: readonly ResultColumn[]): Chart | undefined {
  const places = (test: (column: ResultColumn) => boolean): readonly number[] => columns.flatMap((column, at) => (test(column) ? [at] : []))
  const numbers = places(({ kind }) => kind === 'number')
  const [time] = places(({ kind }) => kind === 'time')
  const [label] = places(({ kind }) => kind === 'text' || kind === 'boolean')
  if (numbers.length === 0) return undefined
  if (time !== undefined) return { kind: 'lines', x: time, ys: numbers.slice(0, SERIES_MAX) }
  if (label !== undefined) return { kind: 'bars', x: label, ys: numbers.slice(0, 1) }
  const [first, ...others] = numbers
  return first === undefined || others.length === 0 ? undefined : { kind: 'lines', x: first, ys: others.slice(0, SERIES_MAX) }
}
