import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { writeParquet } from '../fixtures/write-parquet.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function write(path: string, query: string, said: Readonly<Record<string, string>>): Promise<void> {
  const values = Object.entries(said).map(([key, value]) => `'org.apache.spark.${key}': '${value}'`)
  await writeParquet(worker.inBucket(path), query, values.length === 0 ? [] : [`KV_METADATA {${values.join(', ')}}`])
}

const DAYS = `SELECT d, CAST(d AS TIMESTAMP) + INTERVAL 1 HOUR AS t, [{'d': d}] AS l, CASE WHEN d IS NOT NULL THEN MAP {d: d} END AS m
  FROM (VALUES (DATE '1582-10-15'), (DATE '1582-10-14'), (DATE '1500-03-10'), (DATE '1500-03-09'), (DATE '0000-12-30'), (NULL)) AS v(d)`

// Spark 3.3.1 reads the same days of such files. The last day of the Julian calendar was 1582-10-04, and 1500 a leap year of it.
test.each([
  ['Spark 2', { version: '2.4.6' }],
  ['a later Spark that was told so', { version: '3.2.0', legacyDateTime: '', legacyINT96: '' }],
])('days that %s wrote are of the calendar that was Julian until 1582', async (name, said) => {
  const path = name.replaceAll(' ', '_')
  await write(`${path}/a.parquet`, DAYS, said)
  await worker.run(`CREATE TABLE ${path} USING parquet LOCATION 'obs://b1/${path}'`)
  const rows = await worker.rows(`SELECT d, t, l[0].d, map_values(m)[0] FROM ${path} ORDER BY d`)
  const found = [null, '0001-01-01', '1500-02-28', '1500-03-01', '1582-10-04', '1582-10-15']
  expect(rows).toEqual(found.map((day) => [day, day === null ? null : `${day} 01:00:00`, day, day]))
})

test('files of both calendars stand in one folder, also where one of them has no such column', async () => {
  await write('both/a.parquet', "SELECT DATE '1500-01-10' AS d, 1 AS i", { version: '2.4.6' })
  await write('both/b.parquet', "SELECT DATE '1500-01-10' AS d, 2 AS i, 'x' AS s", { version: '3.3.1' })
  await write('both/c.parquet', "SELECT 3 AS i, 'y' AS s", {})
  await worker.run("CREATE TABLE both_calendars (i INT, d DATE, s STRING) USING parquet LOCATION 'obs://b1/both'")
  expect(await worker.rows('SELECT * FROM both_calendars ORDER BY i')).toEqual([
    [1, '1500-01-01', null],
    [2, '1500-01-10', 'x'],
    [3, null, 'y'],
  ])
  expect(await worker.rows("SELECT i FROM both_calendars WHERE d < DATE '1500-01-05'")).toEqual([[1]])
})

test('what a file does not say enough of is refused where it is read, and only there', async () => {
  const at = (clock: string) => `SELECT 1 AS i, TIMESTAMP '${clock}' AS t`
  await write('zone/a.parquet', `${at('1899-12-31 00:00:00')} UNION ALL ${at('2024-01-01 00:00:00')}`, {
    version: '2.4.6',
    timeZone: 'America/Los_Angeles',
  })
  await write('old/a.parquet', "SELECT DATE '0000-01-01' AS d", { version: '2.4.6' })
  await worker.run("CREATE TABLE in_zone USING parquet LOCATION 'obs://b1/zone'")
  await worker.run("CREATE TABLE too_old USING parquet LOCATION 'obs://b1/old'")
  expect((await worker.fail('SELECT t FROM in_zone')).error.message).toContain('A timestamp before 1900')
  expect(await worker.rows('SELECT count(i) FROM in_zone')).toEqual([[2]])
  expect((await worker.fail('SELECT d FROM too_old')).error.message).toContain('before the year 1')
})

// All answers are those of Spark 3.3.1.
test('timestamps of the type INT96 are read as far as Spark writes them', async () => {
  const { base64 } = JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', 'far-int96.json'), 'utf8')) as {
    readonly base64: string
  }
  await mkdir(worker.inBucket('far'), { recursive: true })
  await writeFile(worker.inBucket('far', 'a.parquet'), Buffer.from(base64, 'base64'))
  await worker.run("CREATE TABLE far USING parquet LOCATION 'obs://b1/far'")
  const micros = [
    '9151318800000000000',
    '253402300799999999',
    '-62135596800000000',
    '9223372036854775806',
    '-9000000000000000000',
    '-200000000000000000',
    null,
    '0',
    '-9223372022400000000',
    '9012505233654775807',
    '9012505233654775806',
  ]
  const shown = (value: string): string => `CAST(unix_micros(${value}) AS STRING)`
  expect(await worker.rows(`SELECT ${shown('t')}, ${shown('l[0]')}, ${shown('s.t')} FROM far ORDER BY id`)).toEqual(
    micros.map((value) => [value, value, value]),
  )
  expect(await worker.rows("SELECT id FROM far WHERE t > TIMESTAMP '9999-12-31 00:00:00' ORDER BY id")).toEqual([[1], [2], [4], [10], [11]])
})

test('files with days say that they are of the Gregorian calendar, without which Spark reads none before 1582', async () => {
  await worker.run("CREATE TABLE days USING parquet LOCATION 'obs://b1/days' AS SELECT 1 AS i, DATE '1500-01-10' AS d")
  await worker.run(
    "CREATE TABLE parts USING parquet PARTITIONED BY (k) LOCATION 'obs://b1/parts' AS SELECT TIMESTAMP '1500-01-10 00:00:00' AS t, 'x' AS k",
  )
  await worker.run("CREATE TABLE none USING parquet LOCATION 'obs://b1/none' AS SELECT 1 AS i")
  const engine = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await engine.connect()
  const said = async (table: string) => {
    const rows = await connection.runAndReadAll(
      `SELECT decode(value) FROM parquet_kv_metadata('${worker.buckets}/b1/${table}/**/*.parquet') WHERE key = encode('org.apache.spark.version')`,
    )
    return rows.getRowsJson()
  }
  expect(await said('days')).toEqual([['3.3.1']])
  expect(await said('parts')).toEqual([['3.3.1']])
  expect(await said('none')).toEqual([])
  connection.closeSync()
  engine.closeSync()
  expect(await worker.rows('SELECT d FROM days UNION ALL SELECT CAST(t AS DATE) FROM parts')).toEqual([['1500-01-10'], ['1500-01-10']])
})
