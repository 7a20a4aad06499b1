import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

const NULLS = 1234
const ROWS = 3000

let worker: TestWorker
let engine: DuckDBInstance

beforeAll(async () => {
  worker = await TestWorker.start()
  engine = await DuckDBInstance.create(':memory:', { threads: '1' })
})
afterAll(async () => {
  engine.closeSync()
  await worker.end()
})

/** A file whose footer says that no row has NULL, where 1,234 have. */
async function writeFalse(path: string): Promise<void> {
  const file = worker.inBucket(path)
  await mkdir(join(file, '..'), { recursive: true })
  const connection = await engine.connect()
  await connection.run(
    `COPY (SELECT CASE WHEN range < ${NULLS} THEN NULL ELSE range END AS n, range AS v FROM range(${ROWS})) TO '${file}' (FORMAT parquet)`,
  )
  const bytes = await readFile(file)
  // In Thrift's compact protocol a number has its sign in the last bit, and 7 bits a byte.
  const at = bytes.lastIndexOf(Buffer.of(((2 * NULLS) & 0x7f) | 0x80, (2 * NULLS) >> 7))
  bytes.set([0x80, 0], at)
  await writeFile(file, bytes)
  const found = await connection.runAndReadAll(
    `SELECT stats_null_count, (SELECT count(n) FROM '${file}') FROM parquet_metadata('${file}') LIMIT 1`,
  )
  expect(found.getRowsJson()).toEqual([['0', String(ROWS)]])
  connection.closeSync()
}

test.each([1, 2])('of %i files whose statistics are false, NULLs are counted as they are', async (files) => {
  const table = `of_${files}`
  for (let file = 0; file < files; file += 1) await writeFalse(`${table}/${file}.parquet`)
  await worker.run(`CREATE TABLE ${table} USING parquet LOCATION 'obs://b1/${table}'`)
  expect(await worker.rows(`SELECT count(*), count(n), count_if(n IS NULL), count(v) FROM ${table}`)).toEqual([
    [files * ROWS, files * (ROWS - NULLS), files * NULLS, files * ROWS],
  ])
  expect(await worker.rows(`SELECT count(*) FROM ${table} WHERE n IS NOT NULL`)).toEqual([[files * (ROWS - NULLS)]])
  expect(await worker.rows(`SELECT n IS NULL, count(*) FROM ${table} GROUP BY 1 ORDER BY 1`)).toEqual([
    [false, files * (ROWS - NULLS)],
    [true, files * NULLS],
  ])
  expect(await worker.rows(`SELECT sum(v) FROM ${table} WHERE v BETWEEN 10 AND 12`)).toEqual([[files * 33]])
})

test.each([
  [['k=1/j=a/0']],
  [['k=1/j=a/0', 'k=1/j=a/1']],
  [['k=1/j=a/0', 'k=2/j=__HIVE_DEFAULT_PARTITION__/0', 'k=3/j=null/0', 'k=3/j=a%2Fb/0']],
])('in folders, too: %j', async (names) => {
  const table = `folders_${names.length}`
  for (const name of names) await writeFalse(`${table}/${name}.parquet`)
  await worker.run(`CREATE TABLE ${table} USING parquet LOCATION 'obs://b1/${table}'`)
  const all = names.length
  expect(await worker.rows(`SELECT count(*), count(n), count_if(n IS NULL), count(v), count(k) FROM ${table}`)).toEqual([
    [all * ROWS, all * (ROWS - NULLS), all * NULLS, all * ROWS, all * ROWS],
  ])
  expect(await worker.rows(`SELECT count(*) FROM ${table} WHERE n IS NOT NULL`)).toEqual([[all * (ROWS - NULLS)]])
  expect(await worker.rows(`SELECT k, j, count(n), max(v) FROM ${table} WHERE k = 1 AND v < 5000 GROUP BY 1, 2`)).toEqual([
    [1, 'a', names.filter((name) => name.startsWith('k=1')).length * (ROWS - NULLS), ROWS - 1],
  ])
  if (all === 4)
    expect(await worker.rows(`SELECT k, j, count(n) FROM ${table} WHERE k > 1 GROUP BY 1, 2 ORDER BY 1, 2`)).toEqual([
      [2, null, ROWS - NULLS],
      [3, 'a/b', ROWS - NULLS],
      [3, 'null', ROWS - NULLS],
    ])
})

test('columns that only some files have, in other types and in other case, are read beside each other', async () => {
  const connection = await engine.connect()
  await mkdir(join(worker.buckets, 'b1/mixed'), { recursive: true })
  const write = async (name: string, sql: string): Promise<void> => {
    await connection.run(`COPY (${sql}) TO '${join(worker.buckets, 'b1/mixed', name)}' (FORMAT parquet)`)
  }
  await write('a.parquet', `SELECT 1 AS "It's", {'x': 1, 'y': [{'p': 1}]} AS s, MAP {'k': 1} AS m`)
  await write('b.parquet', `SELECT 2::BIGINT AS b, {'x': 2::BIGINT, 'z z': 3} AS S, MAP {'k': 2} AS m, NULL AS nothing`)
  connection.closeSync()
  await worker.run(
    "CREATE TABLE mixed (`it's` INT, b BIGINT, s STRUCT<x: BIGINT, y: ARRAY<STRUCT<p: INT>>, `z z`: INT>, m MAP<STRING, INT>, nothing INT, absent STRING) USING parquet LOCATION 'obs://b1/mixed'",
  )
  expect(await worker.rows('SELECT * FROM mixed ORDER BY b')).toEqual([
    [1, null, { x: 1, y: [{ p: 1 }], 'z z': null }, { k: 1 }, null, null],
    [null, 2, { x: 2, y: null, 'z z': 3 }, { k: 2 }, null, null],
  ])
  expect(await worker.rows('SELECT count(*), count(absent) FROM mixed')).toEqual([[2, 0]])
})
