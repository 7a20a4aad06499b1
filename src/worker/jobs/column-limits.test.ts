import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'
import { checkColumnLimits } from './column-limits.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const struct = (fields: number): string =>
  `named_struct(${Array.from({ length: fields }, (_, i) => `'field_number_${i}', ${i}`).join(', ')})`

test('a column that Spark names by a long expression, with a long type, comes through: in a query, a new table, a table of a query', async () => {
  const result = await worker.run(`SELECT ${struct(300)}`)
  expect(result.columns[0]?.type.length).toBeGreaterThan(4096)
  await worker.run(`CREATE TABLE wide AS SELECT ${struct(300)} AS s`)
  expect(await worker.rows('SELECT s.field_number_299 FROM wide')).toEqual([[299]])
  const fields = Array.from({ length: 300 }, (_, i) => `field_number_${i}: INT`).join(', ')
  await worker.run(`CREATE TABLE written (s STRUCT<${fields}>)`)
})

test('one that is longer than the channel takes is refused by its name', async () => {
  expect(() =>
    checkColumnLimits([
      { name: 'a', type: 'int' },
      { name: 'x'.repeat(40_000), type: 'int' },
    ]),
  ).toThrow(
    expect.objectContaining({
      kind: 'limit-exceeded',
      message: expect.stringMatching(/^The name of column 2, "x+…", has 40000 characters/),
    }),
  )
  const type = await worker.fail(
    `CREATE TABLE t (s STRUCT<${Array.from({ length: 7000 }, (_, i) => `field_number_${i}: INT`).join(', ')}>)`,
  )
  expect(type.error).toMatchObject({ kind: 'limit-exceeded', message: expect.stringContaining('type of column "s"') })
  expect(worker.tables.has('default.t')).toBe(false)
  expect(await worker.rows('SELECT 1')).toEqual([[1]])
})

test('one of a type that is none is refused by its name: it would be kept, and spoil every list', () => {
  expect(() => checkColumnLimits([{ name: 'a', type: 'decimal(5,99)' }])).toThrow(
    expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringMatching(/"a".*decimal\(5,99\)/) }),
  )
})
