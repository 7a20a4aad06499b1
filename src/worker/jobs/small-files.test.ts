import { expect, test } from 'vitest'
import type { TableFile } from '../../protocol/table-files.ts'
import { smallFiles } from './small-files.ts'

const MIB = 1 << 20
const file = (name: string, mib: number, day?: string, rowCount = 1): TableFile => ({
  name,
  bytes: mib * MIB,
  rowCount,
  ...(day === undefined ? {} : { partition: { day } }),
})
const names = (files: readonly TableFile[]) => smallFiles(files).map((bin) => bin.map(({ name }) => name))

test('small files go together, and large ones stay', () => {
  expect(names([file('a', 1), file('b', 100), file('c', 2)])).toEqual([['a', 'c']])
  expect(names([file('a', 1), file('b', 100)])).toEqual([])
})

test('files of a partition go together where there are several', () => {
  expect(names([file('a', 1, 'x'), file('b', 1, 'y'), file('c', 1, 'x'), file('d', 1, 'z'), file('e', 1, 'z')])).toEqual([
    ['a', 'c', 'd', 'e'],
  ])
})

test('a partition without rows keeps its files', () => {
  expect(names([file('a', 0, 'x', 0), file('b', 0, 'x', 0)])).toEqual([])
  expect(names([file('a', 0, 'x', 0), file('b', 1, 'x')])).toEqual([['a', 'b']])
})

test('a bin takes only so much', () => {
  const bins = names(Array.from({ length: 20 }, (_, index) => file(String(index), 30)))
  expect(bins.map((bin) => bin.length)).toEqual([8, 8, 4])
  expect(names(Array.from({ length: 9 }, (_, index) => file(String(index), 30))).map((bin) => bin.length)).toEqual([8])
})
