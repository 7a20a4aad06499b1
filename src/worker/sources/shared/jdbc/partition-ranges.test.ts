import { expect, it } from 'vitest'
import { partitionEdges, rangeConditions, type SplitBy } from './partition-ranges.ts'

it.each<[SplitBy, string, string, number, readonly string[]]>([
  ['number', '0', '100', 4, ['25', '50', '75']],
  ['number', '-10', '+10', 2, ['0']],
  ['number', '1', '3', 8, ['2']],
  ['number', '1', '2', 8, []],
  ['number', '5', '5', 2, []],
  ['number', '9', '1', 2, []],
  ['number', '0', '18446744073709551616', 2, ['9223372036854775808']],
  ['number', '1.9', '11.9', 2, ['6']],
  ['number', '2024-01-01', '2024-01-03', 2, []],
  ['date', '2024-01-01', '2024-01-03', 2, ['2024-01-02']],
  ['date', '2024-01-01 23:00:00', '2024-01-03 01:00:00', 4, ['2024-01-02']],
  ['date', '1', '3', 2, []],
  ['timestamp', '2024-01-01', '2024-01-02', 2, ['2024-01-01 12:00:00']],
  ['timestamp', '2024-01-01T00:00:00.5', '2024-01-01 00:00:02', 2, ['2024-01-01 00:00:01']],
])('%s from %s to %s in %i', (by, lower, upper, count, edges) => {
  expect(partitionEdges(by, { lower, upper, count })).toEqual(edges)
})

it('each row is in one range, NULL in the first', () => {
  expect(rangeConditions('c', ['2', '4'], (edge) => edge)).toEqual(['(c < 2 OR c IS NULL)', '(c >= 2 AND c < 4)', 'c >= 4'])
})
