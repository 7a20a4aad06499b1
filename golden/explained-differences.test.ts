import { expect, test } from 'vitest'
import { explanationOf } from './explained-differences.ts'
import type { GoldenRecord } from './records.ts'

const record = (sql: string, sparkText: string, ours: string): GoldenRecord => ({
  file: 'other.sql',
  number: 1,
  sql,
  spark: 'rows',
  sparkText,
  class: 'different',
  difference: 'values',
  ours,
})

const SPARK =
  'struct<col_name:string>\na   \tint\nCreated Time [not included in comparison]\nLocation [not included in comparison]/{warehouse_dir}/t'

test('a description that differs in the owner, the times and the place alone is explained', () => {
  const ours = 'struct<col_name:string>\na   \tint\nOwner   \tadmin\nCreated Time\tMon Nov 23\nStatistics\t0 bytes\nLocation\twarehouse:/t'
  expect(explanationOf(record('-- first\nDESC FORMATTED t', SPARK, ours))).toMatch(/owner/)
  expect(explanationOf(record('DESC FORMATTED t', SPARK, ours.replace('int', 'bigint')))).toBeUndefined()
  expect(explanationOf(record('SELECT * FROM t', SPARK, ours))).toBeUndefined()
})

test('a statement is explained by its file and its number, and no other one', () => {
  const tie = { ...record('select 1', 'a', 'b'), file: 'postgreSQL/window_part2.sql', number: 6 }
  expect(explanationOf(tie)).toMatch(/sorted equally/)
  expect(explanationOf({ ...tie, number: 60 })).toBeUndefined()
})
