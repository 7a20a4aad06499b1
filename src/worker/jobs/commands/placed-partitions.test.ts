import { readdir, symlink } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
let count = 0
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const FORMATS = ['parquet', 'csv', 'json', 'avro', 'orc'] as const
const WRITTEN = ['parquet', 'csv', 'json'] as const
const far = (name: string): string => `obs://b1/far${count}/${name}`
const rows = () => worker.rows('SELECT * FROM t ORDER BY id, day')
const partitions = async () => (await worker.rows('SHOW PARTITIONS t')).flat()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message
const filesOf = async (...path: readonly string[]): Promise<number> => (await readdir(worker.inBucket(...path)).catch(() => [])).length
const root = (day: string) => filesOf(`root${count}`, `day=${day}`)
const farFiles = (name: string) => filesOf(`far${count}`, name)

async function make(format: string): Promise<void> {
  count += 1
  await worker.run('DROP TABLE IF EXISTS t')
  await worker.run(`CREATE TABLE t (id INT, day STRING) USING ${format} PARTITIONED BY (day) LOCATION 'obs://b1/root${count}'`)
  await worker.run("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')")
}

// All answers are those of Spark 3.3.1, with Hive's catalog, of a table with a location.
test.each(WRITTEN)('a partition of %s with a place of its own is read and written there', async (format) => {
  await make(format)
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'z') LOCATION '${far('z')}'`)
  expect(await partitions()).toEqual(['day=a', 'day=b', 'day=c', 'day=z'])
  expect(await rows()).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  await worker.run("INSERT INTO t PARTITION (day = 'z') SELECT 10")
  await worker.run("INSERT INTO t VALUES (11, 'z'), (4, 'a')")
  expect(await rows()).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'a'],
    [10, 'z'],
    [11, 'z'],
  ])
  expect([await farFiles('z'), await root('a'), await root('z')]).toEqual([2, 2, 0])
  await worker.run("INSERT OVERWRITE t PARTITION (day = 'z') SELECT 12")
  expect(await worker.rows("SELECT id FROM t WHERE day = 'z'")).toEqual([[12]])
  expect(await worker.rows("SELECT id, day FROM t WHERE day > 'b' ORDER BY id")).toEqual([
    [3, 'c'],
    [12, 'z'],
  ])
  expect([await farFiles('z'), await root('b')]).toEqual([1, 1])
})

test.each(FORMATS.filter((format) => format === 'avro' || format === 'orc'))('one of %s is read there', async (format) => {
  await make('parquet')
  await worker.run('DROP TABLE t')
  await worker.run(`CREATE TABLE t (id INT, day STRING) USING ${format} PARTITIONED BY (day) LOCATION 'obs://b1/none${count}'`)
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'z') LOCATION '${far('z')}'`)
  expect([await partitions(), await rows()]).toEqual([['day=z'], []])
})

test('a row that cannot be read is told by its file, which stands at the place of its partition', async () => {
  await make('csv')
  await worker.put(`far${count}/z/bad.csv`, '7\nnone\n')
  for (const [format, told] of [
    ['csv', 'bad.csv, line 2'],
    ['json', 'bad.csv, line 1'],
  ]) {
    await worker.run('DROP TABLE t')
    await worker.run(
      `CREATE TABLE t (id INT, day STRING) USING ${format} OPTIONS (mode 'FAILFAST') PARTITIONED BY (day) LOCATION 'obs://b1/none${count}'`,
    )
    await worker.run(`ALTER TABLE t ADD PARTITION (day = 'z') LOCATION '${far('z')}'`)
    expect(await message('SELECT * FROM t')).toContain(`${far('z')}/${told}`)
  }
})

test('the place of a partition is changed, and what is at the one before stays', async () => {
  await make('parquet')
  expect(await message(`ALTER TABLE t PARTITION (day = 'nope') SET LOCATION '${far('y')}'`)).toContain('has no partition day=nope')
  await worker.run(`ALTER TABLE t PARTITION (day = 'b') SET LOCATION '${far('b')}'`)
  expect(await rows()).toEqual([
    [1, 'a'],
    [3, 'c'],
  ])
  expect(await partitions()).toEqual(['day=a', 'day=b', 'day=c'])
  await worker.run("INSERT INTO t VALUES (22, 'b')")
  expect(await worker.rows("SELECT * FROM t WHERE day = 'b'")).toEqual([[22, 'b']])
  expect([await farFiles('b'), await root('b')]).toEqual([1, 1])
  await worker.run('MSCK REPAIR TABLE t')
  expect(await worker.rows("SELECT * FROM t WHERE day = 'b'")).toEqual([[22, 'b']])
  await worker.run(`ALTER TABLE t PARTITION (day = 'b') SET LOCATION 'obs://b1/root${count}/day=b'`)
  expect(await worker.rows("SELECT * FROM t WHERE day = 'b'")).toEqual([[2, 'b']])
  expect(await message("ALTER TABLE t PARTITION (day = 'b') SET LOCATION '/elsewhere'")).toContain('is not an obs:// path')
})

test('one that gets another name keeps its files where they are', async () => {
  await make('parquet')
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'z') LOCATION '${far('z')}'`)
  await worker.run("INSERT INTO t VALUES (12, 'z')")
  await worker.run("ALTER TABLE t PARTITION (day = 'a') RENAME TO PARTITION (day = 'a2')")
  expect(await partitions()).toEqual(['day=a2', 'day=b', 'day=c', 'day=z'])
  expect(await message("ALTER TABLE t PARTITION (day = 'c') RENAME TO PARTITION (day = 'b')")).toContain('has the partition day=b already')
  expect(await message("ALTER TABLE t PARTITION (day = 'q') RENAME TO PARTITION (day = 'r')")).toContain('has no partition day=q')
  await worker.run("ALTER TABLE t PARTITION (day = 'z') RENAME TO PARTITION (day = 'z2')")
  expect(await rows()).toEqual([
    [1, 'a2'],
    [2, 'b'],
    [3, 'c'],
    [12, 'z2'],
  ])
  expect([await root('a'), await root('a2'), await farFiles('z')]).toEqual([1, 0, 1])
  const told = await worker.rows("DESCRIBE EXTENDED t PARTITION (day = 'a2')")
  expect(told).toContainEqual(['Location', `obs://b1/root${count}/day=a`, ''])
  const [extended] = await worker.rows("SHOW TABLE EXTENDED LIKE 't' PARTITION (day = 'z2')")
  expect(extended).toHaveProperty('3', expect.stringContaining(`Partition Values: [day=z2]\nLocation: ${far('z')}\n`))
  await worker.run("INSERT INTO t VALUES (5, 'a2')")
  expect([await root('a'), await root('a2')]).toEqual([2, 0])
  // Spark reads these files as those of both then.
  expect(await message("INSERT INTO t VALUES (30, 'a')")).toContain('is the place of the partition day=a2')
  await worker.run("ALTER TABLE t PARTITION (day = 'a2') RENAME TO PARTITION (day = 'a')")
  await worker.run("INSERT INTO t VALUES (30, 'a')")
  expect(await worker.rows("SELECT id FROM t WHERE day = 'a' ORDER BY id")).toEqual([[1], [5], [30]])
})

test('one that is dropped leaves its files, and what stands in its folder below the table does not come back by that', async () => {
  await make('parquet')
  await worker.run(`ALTER TABLE t PARTITION (day = 'b') SET LOCATION '${far('b')}'`)
  await worker.run("INSERT INTO t VALUES (22, 'b')")
  await worker.run("ALTER TABLE t DROP PARTITION (day = 'b')")
  expect(await rows()).toEqual([
    [1, 'a'],
    [3, 'c'],
  ])
  expect([await farFiles('b'), await root('b'), await partitions()]).toEqual([1, 1, ['day=a', 'day=c']])
  await worker.run('MSCK REPAIR TABLE t')
  expect(await worker.rows("SELECT * FROM t WHERE day = 'b'")).toEqual([[2, 'b']])
})

test('a partition that is there is not given another place, and no two have one', async () => {
  await make('parquet')
  expect(await message(`ALTER TABLE t ADD PARTITION (day = 'a') LOCATION '${far('a')}'`)).toContain('has the partition day=a already')
  await worker.run(`ALTER TABLE t ADD IF NOT EXISTS PARTITION (day = 'a') LOCATION '${far('a')}'`)
  expect(await worker.rows("SELECT id FROM t WHERE day = 'a'")).toEqual([[1]])
  expect(await message(`ALTER TABLE t ADD PARTITION (day = 'x') LOCATION 'obs://b1/root${count}/day=a'`)).toContain('of two partitions')
  // Nothing stands there yet: rows that are written into one would be those of the other.
  for (const place of [
    `obs://b1/root${count}`,
    `obs://b1/root${count}/day=q`,
    `obs://b1/root${count}/day=a/own/`,
    `obs://b1/root${count}/own`,
  ])
    for (const change of [`ADD PARTITION (day = 'x') LOCATION '${place}'`, `PARTITION (day = 'a') SET LOCATION '${place}'`])
      expect(await message(`ALTER TABLE t ${change}`)).toContain('of two partitions')
  expect(
    await message(`ALTER TABLE t ADD PARTITION (day = 'x') LOCATION '${far('x')}' PARTITION (day = 'w') LOCATION '${far('x')}/'`),
  ).toContain('of two partitions')
  expect(await partitions()).toEqual(['day=a', 'day=b', 'day=c'])
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'y') LOCATION '${far('y')}' PARTITION (day = NULL) LOCATION '${far('n')}/'`)
  expect(await message(`ALTER TABLE t ADD PARTITION (day = 'x') LOCATION '${far('y')}'`)).toContain('of two partitions')
  expect(await message(`ALTER TABLE t PARTITION (day = 'a') SET LOCATION '${far('y')}'`)).toContain('of two partitions')
  await worker.run("INSERT INTO t VALUES (7, NULL), (8, 'y')")
  expect(await worker.rows('SELECT id, day FROM t WHERE id > 6 ORDER BY id')).toEqual([
    [7, null],
    [8, 'y'],
  ])
  expect([await farFiles('y'), await farFiles('n')]).toEqual([1, 1])
  await worker.run('CREATE TABLE plain (id INT, day STRING) PARTITIONED BY (day)')
  await worker.run("INSERT INTO plain VALUES (1, 'a')")
  for (const sql of [`ADD PARTITION (day = 'q') LOCATION '${far('q')}'`, `PARTITION (day = 'a') SET LOCATION '${far('q')}'`])
    expect(await message(`ALTER TABLE plain ${sql}`)).toContain('none of its partitions has a location')
})

test('partitions with places of their own are overwritten with the others, or as far as they get rows', async () => {
  await make('parquet')
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'y') LOCATION '${far('y')}' PARTITION (day = 'z') LOCATION '${far('z')}'`)
  await worker.run("INSERT INTO t VALUES (8, 'y'), (9, 'z')")
  await worker.run('SET spark.sql.sources.partitionOverwriteMode = dynamic')
  await worker.run("INSERT OVERWRITE t VALUES (40, 'z'), (41, 'c')")
  expect(await rows()).toEqual([
    [1, 'a'],
    [2, 'b'],
    [8, 'y'],
    [40, 'z'],
    [41, 'c'],
  ])
  await worker.run('SET spark.sql.sources.partitionOverwriteMode = static')
  await worker.run("INSERT OVERWRITE t VALUES (50, 'c'), (51, 'z')")
  expect(await rows()).toEqual([
    [50, 'c'],
    [51, 'z'],
  ])
  expect([await partitions(), await farFiles('y'), await farFiles('z')]).toEqual([['day=c', 'day=z'], 0, 1])
})

test('where files are is told of each', async () => {
  await make('parquet')
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'z') LOCATION '${far('z')}'`)
  await worker.run("INSERT INTO t VALUES (12, 'z')")
  const [named] = await worker.rows("SELECT input_file_name() FROM t WHERE day = 'z'")
  expect(named).toEqual([expect.stringMatching(new RegExp(`^${far('z')}/part-0-[0-9a-f-]+\\.parquet$`))])
})

test('what is overwritten takes no files of a partition that stands where another one would', async () => {
  await make('parquet')
  await worker.run("ALTER TABLE t PARTITION (day = 'a') RENAME TO PARTITION (day = 'z')")
  await worker.run("INSERT OVERWRITE t PARTITION (day = 'a') SELECT 1 WHERE false")
  await worker.run("INSERT OVERWRITE t PARTITION (day = 'b') SELECT 5")
  expect(await rows()).toEqual([
    [1, 'z'],
    [3, 'c'],
    [5, 'b'],
  ])
  await worker.run("INSERT OVERWRITE t VALUES (6, 'z'), (7, 'c')")
  expect(await rows()).toEqual([
    [6, 'z'],
    [7, 'c'],
  ])
  expect(await root('a')).toBe(1)
})

test('partitions that have files in common, by a link, are dropped and moved all the same', async () => {
  await make('parquet')
  await worker.run(`ALTER TABLE t ADD PARTITION (day = 'x') LOCATION '${far('x')}' PARTITION (day = 'y') LOCATION '${far('y')}'`)
  await worker.run("INSERT INTO t VALUES (5, 'x')")
  await symlink('x', worker.inBucket(`far${count}`, 'y'))
  expect(await message('SELECT * FROM t')).toContain('of two partitions')
  expect(await partitions()).toEqual(['day=a', 'day=b', 'day=c', 'day=x', 'day=y'])
  await worker.run(`ALTER TABLE t PARTITION (day = 'y') SET LOCATION '${far('z')}'`)
  expect(await worker.rows('SELECT * FROM t WHERE id > 4')).toEqual([[5, 'x']])
  await worker.run(`ALTER TABLE t PARTITION (day = 'x') SET LOCATION '${far('w')}'`)
  await worker.run("ALTER TABLE t DROP PARTITION (day = 'x')")
  expect(await partitions()).toEqual(['day=a', 'day=b', 'day=c', 'day=y'])
})
