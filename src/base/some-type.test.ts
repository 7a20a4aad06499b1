import { expect, test } from 'vitest'
import { someType } from './some-type.ts'
import { parseSparkType } from './spark-type.ts'

test.each([
  ['date', true],
  ['int', false],
  ['array<array<date>>', true],
  ['array<int>', false],
  ['map<date,int>', true],
  ['map<int,struct<a:int,b:date>>', true],
  ['struct<a:int,b:map<string,array<int>>>', false],
])('a date in %s: %s', (type, expected) => {
  expect(someType(parseSparkType(type), ({ kind }) => kind === 'date')).toBe(expected)
})
