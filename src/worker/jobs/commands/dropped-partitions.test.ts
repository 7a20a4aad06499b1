import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
let count = 0
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())
beforeEach(async () => {
  count += 1
  await worker.run('DROP TABLE IF EXISTS e')
  await worker.run(`CREATE TABLE e (id INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://b1/e${count}'`)
  await worker.run("INSERT INTO e VALUES (1, 'a'), (2, 'b'), (3, 'c')")
})

const rows = () => worker.rows('SELECT * FROM e ORDER BY id')
const partitions = async () => (await worker.rows('SHOW PARTITIONS e')).flat()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message
const filesOf = async (day: string) => await readdir(join(worker.buckets, 'b1', `e${count}`, `day=${day}`)).catch(() => [])

// All answers are those of Spark 3.3.1, of a table with a location.
test('a partition that is dropped is none of the table’s, and its files stay', async () => {
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'a')")
  expect(await rows()).toEqual([
    [2, 'b'],
    [3, 'c'],
  ])
  expect(await partitions()).toEqual(['day=b', 'day=c'])
  expect(await filesOf('a')).toHaveLength(1)
  expect(await message("ALTER TABLE e DROP PARTITION (day = 'a')")).toContain('has no partition day=a')
  expect((await worker.run("ALTER TABLE e DROP IF EXISTS PARTITION (day = 'a')")).rowCount).toBe(0)
  expect(await message("ALTER TABLE e DROP PARTITION (day = 'b'), PARTITION (day = 'zz')")).toContain('has no partition day=zz')
  expect(await partitions()).toEqual(['day=b', 'day=c'])
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'b'), PARTITION (day = 'c')")
  expect(await rows()).toEqual([])
})

test('it is back, with the files that it has by then, where rows are written into it', async () => {
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'a'), PARTITION (day = 'b')")
  await worker.run("INSERT INTO e VALUES (11, 'a')")
  expect(await rows()).toEqual([
    [1, 'a'],
    [3, 'c'],
    [11, 'a'],
  ])
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'a')")
  await worker.run("INSERT OVERWRITE e PARTITION (day = 'a') SELECT 12")
  expect(await rows()).toEqual([
    [3, 'c'],
    [12, 'a'],
  ])
})

test.each([
  'MSCK REPAIR TABLE e',
  'MSCK REPAIR TABLE e SYNC PARTITIONS',
  'ALTER TABLE e RECOVER PARTITIONS',
  "ALTER TABLE e ADD PARTITION (day = 'b')",
])('%s brings it back', async (sql) => {
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'b')")
  await worker.run('MSCK REPAIR TABLE e DROP PARTITIONS')
  expect(await partitions()).toEqual(['day=a', 'day=c'])
  await worker.run(sql)
  expect(await rows()).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
})

test('all rows of the location are overwritten, those of dropped partitions too', async () => {
  await worker.run("ALTER TABLE e DROP PARTITION (day = 'b')")
  await worker.run("INSERT OVERWRITE e SELECT 5, 'q'")
  expect(await rows()).toEqual([[5, 'q']])
  expect(await filesOf('b')).toEqual([])
})

test('of several columns those that are named are looked at, by values and not by how folders are spelled', async () => {
  const write = async (path: string, text: string) => {
    await mkdir(join(worker.buckets, 'b1', path), { recursive: true })
    await writeFile(join(worker.buckets, 'b1', path, 'a.csv'), text)
  }
  await write('several/y=01/d=x', '1\n')
  await write('several/y=1/d=y', '2\n')
  await write('several/y=2/d=x', '3\n')
  await worker.run("CREATE TABLE several (id INT, y INT, d STRING) USING csv PARTITIONED BY (y, d) LOCATION 'obs://b1/several'")
  const ids = async () => (await worker.rows('SELECT id FROM several ORDER BY id')).flat()
  await worker.run('ALTER TABLE several DROP PARTITION (y = 1)')
  expect(await ids()).toEqual([3])
  await worker.run("ALTER TABLE several ADD PARTITION (y = 1, d = 'x')")
  expect(await ids()).toEqual([1, 3])
  await worker.run("CREATE TABLE others LIKE several LOCATION 'obs://b1/several'")
  expect(await worker.rows('SELECT count(*) FROM others')).toEqual([[3]])
  await worker.run("ALTER TABLE several SET LOCATION 'obs://b1/several/'")
  expect(await ids()).toEqual([1, 2, 3])
  await worker.run("CREATE TABLE by_pattern USING csv OPTIONS (path 'obs://b1/several/y=*', basePath 'obs://b1/several')")
  expect(await message('ALTER TABLE by_pattern DROP PARTITION (y = 2)')).toContain('is not the folder that the partitions')
})

test('the files that stay of dropped partitions do not count among those that a table may have', async () => {
  await worker.run("CREATE TABLE long (id INT, day STRING) USING csv PARTITIONED BY (day) LOCATION 'obs://b1/long'")
  await worker.run("INSERT INTO long VALUES (1, 'a'), (2, 'b')")
  await worker.run("ALTER TABLE long DROP PARTITION (day = 'a')")
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => writeFile(worker.inBucket('long', 'day=a', `${index}.csv`), '')))
  await worker.run("INSERT INTO long VALUES (3, 'c')")
  expect(await worker.rows('SELECT * FROM long ORDER BY id')).toEqual([
    [2, 'b'],
    [3, 'c'],
  ])
})

// As Spark 3.3.1, which refuses it in an INSERT.
test('the name of the folder of NULL chooses the partition of NULL, of any type', async () => {
  for (const [name, place] of [
    ['managed', ''],
    ['far', "LOCATION 'obs://b1/null_days'"],
  ]) {
    await worker.run(`CREATE TABLE ${name} (a INT, day DATE, n INT) USING parquet PARTITIONED BY (day, n) ${place}`)
    await worker.run(`INSERT INTO ${name} VALUES (3, NULL, NULL), (4, DATE '2024-01-01', 1)`)
    expect(await message(`INSERT INTO ${name} PARTITION (day = '__HIVE_DEFAULT_PARTITION__', n = 1) SELECT 1`)).toContain('is no date')
    expect(await worker.rows(`SHOW PARTITIONS ${name} PARTITION (day = '__HIVE_DEFAULT_PARTITION__')`)).toEqual([
      ['day=__HIVE_DEFAULT_PARTITION__/n=__HIVE_DEFAULT_PARTITION__'],
    ])
    await worker.run(`ALTER TABLE ${name} DROP PARTITION (day = '__HIVE_DEFAULT_PARTITION__', n = '__HIVE_DEFAULT_PARTITION__')`)
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([[4, '2024-01-01', 1]])
    expect(await message(`ALTER TABLE ${name} DROP PARTITION (day = '__HIVE_DEFAULT_PARTITION__')`)).toContain('has no partition')
  }
})
