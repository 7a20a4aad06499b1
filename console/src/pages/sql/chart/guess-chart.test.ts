import { expect, it } from 'vitest'
import { resultColumn } from '../../../components/result-grid/result-column.ts'
import { chartData } from './chart-data.ts'
import { guessChart } from './guess-chart.ts'

const columnsOf = (...types: readonly string[]) => types.map((type, at) => resultColumn(`c${at}`, type))

it.each([
  [['string', 'bigint', 'int'], { kind: 'bars', x: 0, ys: [1] }],
  [['int', 'date', 'double', 'string'], { kind: 'lines', x: 1, ys: [0, 2] }],
  [['int', 'decimal(10,2)'], { kind: 'lines', x: 0, ys: [1] }],
  [['boolean', 'float'], { kind: 'bars', x: 0, ys: [1] }],
  [['int'], undefined],
  [['string', 'array<int>'], undefined],
  [[], undefined],
])('%j', (types, chart) => expect(guessChart(columnsOf(...types))).toEqual(chart))

it('draws bars in the order of the rows, and no more than can be read', () => {
  const texts = ['["b",1.5]', '[null,null]', '["a","NaN"]', ...Array.from({ length: 100 }, (_, at) => `["x",${at}]`)]
  const data = chartData({ kind: 'bars', x: 0, ys: [1] }, columnsOf('string', 'double'), texts)
  expect(data.xs.slice(0, 3)).toEqual(['b', 'NULL', 'a'])
  expect(data.series[0]?.values.slice(0, 4)).toEqual([1.5, null, null, 0])
  expect(data.xs).toHaveLength(60)
  expect(data.left).toBe(43)
})

it('draws lines along the axis, and leaves out what has no place there', () => {
  const texts = ['["2024-01-02 00:00:00.123456",2]', '["2024-01-01 00:00:00",1]', '[null,3]', '["+12024-01-01 00:00:00",4]']
  const data = chartData({ kind: 'lines', x: 0, ys: [1] }, columnsOf('timestamp', 'int'), texts)
  expect(data.xs).toEqual([Date.UTC(2024, 0, 1) / 1000, Date.UTC(2024, 0, 2) / 1000 + 0.123])
  expect(data.series[0]?.values).toEqual([1, 2])
  expect(data.left).toBe(2)
})
