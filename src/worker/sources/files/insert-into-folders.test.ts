import { mkdirSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const folders = (name: string) => readdirSync(worker.inBucket(name)).toSorted()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

test('rows go to the folders of their partitions, as Spark names them', async () => {
  await worker.run("CREATE TABLE e (a INT, b STRING, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://b1/e'")
  const rows = () => worker.rows('SELECT * FROM e ORDER BY a')
  expect((await worker.run("INSERT INTO e VALUES (1, 'x', '2024'), (2, 'y', NULL), (3, 'z', 'a/b')")).rowCount).toBe(3)
  await worker.run("INSERT INTO e PARTITION (day = '2024') VALUES (4, 'w')")
  expect(folders('e')).toEqual(['day=2024', 'day=__HIVE_DEFAULT_PARTITION__', 'day=a%2Fb'])
  expect(await rows()).toEqual([
    [1, 'x', '2024'],
    [2, 'y', null],
    [3, 'z', 'a/b'],
    [4, 'w', '2024'],
  ])
  await worker.run("INSERT OVERWRITE e PARTITION (day = '2024') VALUES (5, 'v')")
  expect(await rows()).toEqual([
    [2, 'y', null],
    [3, 'z', 'a/b'],
    [5, 'v', '2024'],
  ])
  await worker.run('SET spark.sql.sources.partitionOverwriteMode = dynamic')
  await worker.run("INSERT OVERWRITE e VALUES (7, 't', 'a/b')")
  await worker.run('RESET spark.sql.sources.partitionOverwriteMode')
  expect((await rows()).map((row) => (row as unknown[])[0])).toEqual([2, 5, 7])
  await worker.run("INSERT OVERWRITE e VALUES (6, 'u', 'new')")
  expect(await rows()).toEqual([[6, 'u', 'new']])
})

test('an INSERT that fails leaves nothing', async () => {
  await worker.run("CREATE TABLE f (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://b1/f'")
  await worker.run("INSERT INTO f VALUES (1, 'x')")
  expect(await message("INSERT OVERWRITE f SELECT 9, 'y' UNION ALL SELECT CAST(assert_true(id < 0) AS INT), 'z' FROM range(3)")).not.toBe(
    '',
  )
  expect(folders('f')).toEqual(['day=x'])
  expect(await worker.rows('SELECT * FROM f')).toEqual([[1, 'x']])
})

test('what cannot be done is refused by name', async () => {
  mkdirSync(worker.inBucket('g'))
  await worker.run("CREATE TABLE g (a INT, day STRING) USING orc OPTIONS (path 'obs://b1/g') PARTITIONED BY (day)")
  expect(await message("INSERT INTO g VALUES (1, 'x')")).toContain('Writing ORC files')
})

test('IF NOT EXISTS leaves a partition that is there as it is', async () => {
  await worker.run("CREATE TABLE kept (a INT, day STRING) USING parquet OPTIONS (path 'obs://b1/kept') PARTITIONED BY (day)")
  const insert = (value: number) => worker.run(`INSERT OVERWRITE kept PARTITION (day = 'x') IF NOT EXISTS SELECT ${value}`)
  expect((await insert(1)).rowCount).toBe(1)
  expect((await insert(2)).rowCount).toBe(0)
  expect(await worker.rows('SELECT * FROM kept')).toEqual([[1, 'x']])
})
