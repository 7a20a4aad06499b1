import { expect, test } from 'vitest'
import type { SparkAnswer } from './golden-files.ts'
import { isOrdered, verdictOf } from './verdict.ts'

const judge = (sql: string, spark: SparkAnswer, type: string, rowsJson: readonly string[], name = 'x') =>
  verdictOf({ sql, spark }, { kind: 'rows', columns: [{ name, type }], rowsJson, rowCount: rowsJson.length })
const rows = (schema: string, output: string): SparkAnswer => ({ kind: 'rows', schema, output })

test('rows without an order are compared sorted, rows with one as they are', () => {
  const spark = rows('struct<x:int>', '1\n2')
  expect(judge('select x from t', spark, 'int', ['[2]', '[1]'])).toEqual({ class: 'same' })
  expect(judge('select 1 union all (select x from t order by x)', rows('struct<x:int>', '2\n1'), 'int', ['[1]', '[2]'])).toEqual({
    class: 'same',
  })
  expect(judge('select x from t order by x', spark, 'int', ['[2]', '[1]'])).toMatchObject({ class: 'different', difference: 'order' })
})

test('what is different is named: types, names, values, or the last digits', () => {
  expect(judge('select x', rows('struct<x:int>', '1'), 'bigint', ['[1]'])).toMatchObject({ difference: 'types' })
  expect(judge('select x', rows('struct<y:int>', '1'), 'int', ['[1]'])).toMatchObject({ difference: 'names' })
  expect(judge('select x', rows('struct<x:int>', '1'), 'int', ['[2]'])).toMatchObject({ difference: 'values' })
  expect(judge('select x', rows('struct<x:double>', '0.1'), 'double', ['[0.10000000000000002]'])).toMatchObject({ difference: 'digits' })
  expect(judge('select x', rows('struct<x:double>', '0.1'), 'double', ['[0.11]'])).toMatchObject({ difference: 'values' })
})

test('what describes a table is compared padded, as Spark shows it; a column is not', () => {
  const columns = (names: readonly string[]) => names.map((name) => ({ name, type: 'string' }))
  const described = (sql: string, names: readonly string[], spark: SparkAnswer, row: string) =>
    verdictOf({ sql, spark }, { kind: 'rows', columns: columns(names), rowsJson: [row], rowCount: 1 })
  const table = rows('struct<col_name:string,data_type:string>', `${'a'.padEnd(20)}\tint`)
  expect(described('DESC t', ['col_name', 'data_type'], table, '["a","int"]')).toEqual({ class: 'same' })
  const column = rows('struct<info_name:string,info_value:string>', 'comment\tNULL')
  expect(described('DESC t a', ['info_name', 'info_value'], column, '["comment","NULL"]')).toEqual({ class: 'same' })
  expect(described('DESC t a', ['info_name', 'info_value'], column, '["comment","x"]')).toMatchObject({ class: 'different' })
})

test('years before 1 and beyond 9999 are compared as java.time has them, and as java.sql has them', () => {
  for (const shown of ['-0001-01-28', '0002-01-28'])
    expect(judge('select x', rows('struct<x:date>', shown), 'date', ['["-0001-01-28"]'])).toEqual({ class: 'same' })
  expect(judge('select x', rows('struct<x:date>', '0001-01-28'), 'date', ['["-0001-01-28"]'])).toMatchObject({ difference: 'values' })
})

test('a double that Java writes with more digits than it needs is the same', () => {
  expect(judge('select x', rows('struct<x:double>', '2.0000000000000003E-300'), 'double', ['[2.0000000000000003e-300]'])).toEqual({
    class: 'same',
  })
  expect(judge('select x', rows('struct<x:double>', '9.999999999999999E22'), 'double', ['[1e23]'])).toMatchObject({ class: 'same' })
})

test('a float is the same however many digits Java writes of it; a double is not', () => {
  expect(judge('select x', rows('struct<x:float>', '1.35107989E16'), 'float', ['[13510799000000000]'])).toEqual({ class: 'same' })
  expect(judge('select x', rows('struct<x:float>', '1.3510801E16'), 'float', ['[13510799000000000]'])).toMatchObject({ class: 'different' })
  expect(judge('select x', rows('struct<x:double>', '1.35107989E16'), 'double', ['[13510799000000000]'])).toMatchObject({
    class: 'different',
  })
})

test('types of very many columns are compared in the time of one look', () => {
  const columns = Array.from({ length: 200 }, (_, index) => ({ name: `c${index}`, type: index === 0 ? 'bigint' : 'int' }))
  const schema = `struct<${columns.map(({ name }) => `${name}:int`).join(',')}>`
  const rowsJson = [JSON.stringify(columns.map(() => 1))]
  const answer = { kind: 'rows', columns, rowsJson, rowCount: 1 } as const
  expect(verdictOf({ sql: 'select 1', spark: rows(schema, '1') }, answer)).toMatchObject({ difference: 'types' })
  const named = rows('struct<a:int,:int,b:int,c:int>', '1')
  const two = [
    { name: 'a:int,', type: 'int' },
    { name: 'b:int,c', type: 'int' },
  ]
  expect(verdictOf({ sql: 'select 1', spark: named }, { ...answer, columns: two, rowsJson: ['[1,2]'] })).toMatchObject({
    difference: 'values',
  })
})

test('what Spark refuses must be refused, and not in the words of the engine', () => {
  const refused: SparkAnswer = { kind: 'refused', error: 'org.apache.spark.sql.AnalysisException' }
  expect(judge('select x', refused, 'int', ['[1]'])).toMatchObject({ class: 'accepted' })
  const failed = (isFromEngine: boolean) =>
    verdictOf({ sql: 'x', spark: refused }, { kind: 'failed', code: 'sql-semantics', message: 'm', isFromEngine })
  expect(failed(false)).toMatchObject({ class: 'refused', code: 'sql-semantics' })
  expect(failed(true)).toMatchObject({ class: 'words' })
})

test.each([
  ['select a from t order by a', true],
  ['select a from (select a from t order by a)', false],
  ["select 'order by' from t", false],
  ['select row_number() over (order by a) from t -- order by', false],
  ['select a from t ORDER\nBY (a) limit 3', true],
])('%s has an order: %s', (sql, is) => {
  expect(isOrdered(sql)).toBe(is)
})
