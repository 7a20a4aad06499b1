import { expect, it } from 'vitest'
import { parseTableName } from './table-name.ts'

it.each([
  ['shop.visits', 'shop', 'visits'],
  ['`a"b`', undefined, 'a"b'],
  ['"a`b".c', 'a`b', 'c'],
  ['`a``b`."c""d"', 'a`b', 'c"d'],
  ['`a""b`', undefined, 'a""b'],
  ['`a\\`b`', undefined, 'a`b'],
])('%s', (written, database, table) => expect(parseTableName(written)).toEqual({ database, table }))

it.each(['`a"', '"a`', '`a', 'a.b.c', '``', '`a"b"'])('%s is no name', (written) =>
  expect(() => parseTableName(written)).toThrow(/dbtable/),
)
