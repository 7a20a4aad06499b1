import { expect, test } from 'vitest'
import { blockRanges, rangesWorth } from './block-ranges.ts'

test('a table is split at blocks, and every row is in one range', () => {
  expect(blockRanges(10, 3)).toEqual([
    "ctid < '(3,0)'::pg_catalog.tid",
    "ctid >= '(3,0)'::pg_catalog.tid AND ctid < '(6,0)'::pg_catalog.tid",
    "ctid >= '(6,0)'::pg_catalog.tid",
  ])
})

test('what is small is read by one', () => {
  expect([0, 100, 2047, 4096, 1_000_000].map((blocks) => rangesWorth(blocks, 4))).toEqual([1, 1, 1, 2, 4])
})
