import { expect, test } from 'vitest'
import { parseSparkType } from '../src/base/spark-type.ts'
import { hiveRow } from './hive-text.ts'

test.each([
  ['1', '1.0'],
  ['-0.0', '-0.0'],
  ['100', '100.0'],
  ['0.001', '0.001'],
  ['0.0001', '1.0E-4'],
  ['9999999.5', '9999999.5'],
  ['12345678', '1.2345678E7'],
  ['-1.5e300', '-1.5E300'],
])('the double %s is %s in Java', (json, text) => {
  expect(hiveRow(`[${json}]`, [{ kind: 'double' }])).toBe(text)
})

test.each([
  ['+10000-01-05', '10000-01-05'],
  ['2024-01-05', '2024-01-05'],
  ['0000-12-27', '0001-12-27'],
  ['-0001-12-27', '0002-12-27'],
])('the date %s is %s there', (ours, text) => {
  expect(hiveRow(JSON.stringify([ours, { a: `${ours} 01:02:03` }]), ['date', 'struct<a:timestamp>'].map(parseSparkType), 'of-era')).toBe(
    `${text}\t{"a":${text} 01:02:03}`,
  )
})

test('a row is written as Spark writes it: nothing loses a digit, texts have quotes within others only', () => {
  const types = ['decimal(38,0)', 'string', 'binary', 'array<string>', 'map<string,double>', 'struct<a:int,a:boolean>', 'void'].map(
    parseSparkType,
  )
  const row = '[12345678901234567890123456789012345678,"x","YWI=",["y",null],{"k":1,"b":2},{"a":1,"a":true},null]'
  expect(hiveRow(row, types)).toBe('12345678901234567890123456789012345678\tx\tab\t["y",null]\t{"b":2.0,"k":1.0}\t{"a":1,"a":true}\tNULL')
})
