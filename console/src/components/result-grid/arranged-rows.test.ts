import { expect, it } from 'vitest'
import { AS_IT_CAME, arrangedRows, sortedNext } from './arranged-rows.ts'
import { resultColumn } from './result-column.ts'

const columns = [
  resultColumn('id', 'int'),
  resultColumn('amount', 'decimal(38,2)'),
  resultColumn('name', 'string'),
  resultColumn('day', 'date'),
]
const texts = [
  '[1,12345678901234567890.02,"b","2024-01-02"]',
  '[2,12345678901234567890.01,"a","0999-12-31"]',
  '[3,null,"B",null]',
  '{"id":4,"amount":-1.00,"name":null,"day":"12024-01-01"}',
]
const ids = (rows: readonly number[]): readonly number[] => rows.map((row) => row + 1)
const sorted = (column: number, direction: 'ascending' | 'descending') =>
  ids(arrangedRows(columns, texts, { ...AS_IT_CAME, sort: { column, direction } }))
const filtered = (column: number, typed: string) =>
  ids(arrangedRows(columns, texts, { ...AS_IT_CAME, filters: new Map([[column, typed]]) }))

it('sorts as Spark does, by values and not by their texts', () => {
  expect(sorted(1, 'ascending')).toEqual([3, 4, 2, 1])
  expect(sorted(1, 'descending')).toEqual([1, 2, 4, 3])
  expect(sorted(2, 'ascending')).toEqual([4, 3, 2, 1])
  expect(sorted(3, 'ascending')).toEqual([3, 2, 1, 4])
})

it('leaves rows that are equal as they came', () => {
  const same = ['[1,0,"x",null]', '[2,0,"x",null]', '[3,0,"x",null]']
  expect(ids(arrangedRows(columns, same, { ...AS_IT_CAME, sort: { column: 2, direction: 'descending' } }))).toEqual([1, 2, 3])
})

it.each<[number, string, readonly number[]]>([
  [1, '> 12345678901234567890.01', [1]],
  [1, '>=12345678901234567890.01', [1, 2]],
  [1, '= -1', [4]],
  [1, '> x', []],
  [1, 'null', [3]],
  [1, 'not null', [1, 2, 4]],
  [2, 'b', [1, 3]],
  [2, '= B', [3]],
  [2, '!= B', [1, 2]],
  [3, '< 2024-01-01', [2]],
  [3, '  ', [1, 2, 3, 4]],
  [0, '<', []],
])('of column %i it leaves what %j says', (column, typed, left) => expect(filtered(column, typed)).toEqual(left))

it('goes round: ascending, descending, as it came', () => {
  const first = sortedNext(AS_IT_CAME, 1)
  expect(first).toEqual({ column: 1, direction: 'ascending' })
  const second = sortedNext({ ...AS_IT_CAME, sort: first }, 1)
  expect(second).toEqual({ column: 1, direction: 'descending' })
  expect(sortedNext({ ...AS_IT_CAME, sort: second }, 1)).toBeUndefined()
  expect(sortedNext({ ...AS_IT_CAME, sort: second }, 2)).toEqual({ column: 2, direction: 'ascending' })
})
