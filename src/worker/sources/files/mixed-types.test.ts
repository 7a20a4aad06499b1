/** Files of one folder, or of one table, that hold a column in different types: a condition is asked of each row's value, not of what the file's type makes of its constant. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { writeParquet } from './fixtures/write-parquet.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function writeFiles(folder: string, ...queries: readonly string[]): Promise<void> {
  for (const [index, query] of queries.entries()) await writeParquet(worker.inBucket(folder, `${index}.parquet`), query)
}

const keys = async (table: string, condition: string): Promise<readonly unknown[]> =>
  (await worker.rows(`SELECT k FROM ${table} WHERE ${condition} ORDER BY k`)).flat()

test('files at a location', async () => {
  await writeFiles(
    'mixed',
    'SELECT 1 AS k, 2::INTEGER AS i, 0.1::FLOAT AS f, 1.5::DECIMAL(3,1) AS d',
    'SELECT 2 AS k, 2.5::DOUBLE AS i, 0.1::DOUBLE AS f, 1.55::DECIMAL(4,2) AS d',
  )
  await worker.run("CREATE TABLE mixed (k INT, i DOUBLE, f DOUBLE, d DECIMAL(4,2)) USING parquet OPTIONS (path 'obs://b1/mixed')")
  expect(await keys('mixed', 'i = 2.5D')).toEqual([2])
  expect(await keys('mixed', 'i < 2.4D')).toEqual([1])
  expect(await keys('mixed', 'i > 2.4D')).toEqual([2])
  expect(await keys('mixed', 'f = 0.1D')).toEqual([2])
  expect(await keys('mixed', 'f > 0.1D')).toEqual([1])
  expect(await keys('mixed', 'd = 1.55')).toEqual([2])
  expect(await keys('mixed', 'd < 1.53')).toEqual([1])
  expect(await worker.rows('SELECT k, i FROM mixed ORDER BY k')).toEqual([
    [1, 2],
    [2, 2.5],
  ])
})

test('a managed table whose column got another type', async () => {
  await worker.run('CREATE TABLE widened (k INT, f FLOAT, d DECIMAL(3,1))')
  await worker.run('INSERT INTO widened VALUES (1, 0.1D, 1.5)')
  await worker.run('ALTER TABLE widened ALTER COLUMN f TYPE DOUBLE')
  await worker.run('ALTER TABLE widened ALTER COLUMN d TYPE DECIMAL(5,2)')
  await worker.run('INSERT INTO widened VALUES (2, 0.1D, 1.55)')
  expect(await keys('widened', 'f = 0.1D')).toEqual([2])
  expect(await keys('widened', 'f > 0.1D')).toEqual([1])
  expect(await keys('widened', 'd = 1.55')).toEqual([2])
  expect(await keys('widened', 'd < 1.53')).toEqual([1])
})

test('structs of which one file has the fields that another has in another struct', async () => {
  await writeFiles('parted', 'SELECT 1 AS k, {x: 1} AS a, {y: 1} AS b', 'SELECT 2 AS k, {y: 1} AS a, {x: 1} AS b')
  await worker.run("CREATE TABLE parted (k INT, a STRUCT<x: INT>, b STRUCT<y: INT>) USING parquet OPTIONS (path 'obs://b1/parted')")
  expect(await keys('parted', 'a IS NULL')).toEqual([2])
  expect(await keys('parted', 'b IS NOT NULL')).toEqual([1])
})
