/** What an INSERT makes of a floating number in a decimal column, as Apache Spark 3.3.1 does. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from '../../fixtures/test-engine.ts'
import type { TranslationContext } from '../../plan/plan.ts'
import { translate } from '../../translate.ts'

const context: TranslationContext = {
  ...WITHOUT_TABLES,
  catalog: {
    databaseExists: async () => true,
    table: async (database, name) => ({
      database,
      name,
      columns: [{ name: 'a', type: name === 't' ? 'decimal(10,2)' : 'float' }],
      source: { kind: 'managed', format: 'parquet' },
    }),
  },
}

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

async function stored(sql: string): Promise<unknown> {
  const plan = await translate(sql, context)
  if (plan.kind !== 'insert') throw new Error(`${sql} writes nothing`)
  return (await engine.connection.runAndReadAll(plan.query.sql)).getRowsJson()
}

test('NaN and infinity are NULL', async () => {
  expect(await stored("INSERT INTO t VALUES (double('NaN')), (double('Infinity')), (1.5D), (NULL)")).toEqual([
    [null],
    [null],
    ['1.50'],
    [null],
  ])
  expect(await stored("INSERT INTO t SELECT float('-Infinity') UNION ALL SELECT 2.675D")).toEqual([[null], ['2.68']])
})

test('a number without room stops the job', async () => {
  await expect(stored('INSERT INTO t VALUES (1e20D)')).rejects.toThrow()
})

test('a double that is too great for a float is infinite', async () => {
  expect(await stored('INSERT INTO f VALUES (1e300D), (-1e39D), (3.4028236e38D), (1.5D), (1e-50D), (NULL)')).toEqual([
    ['Infinity'],
    ['-Infinity'],
    ['Infinity'],
    [1.5],
    [0],
    [null],
  ])
})
