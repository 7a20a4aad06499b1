import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const TEXTS = String.raw`VALUES (0, 'é'), (1, '\\x41'), (2, ''), (3, NULL), (4, 'tab\t'), (5, '😀') AS v(k, t)`

// As Spark 3.3.1 reads the same files: many writers (Impala, old ones of Hive) do not mark their texts as such.
test('bytes of Parquet files are texts where the table says so, in nested values, too', async () => {
  await worker.run(
    `INSERT OVERWRITE DIRECTORY 'obs://b1/bytes' USING parquet SELECT k, b, array(b) AS l, named_struct('x', b) AS st, map(coalesce(b, X'6B'), b) AS m
     FROM (SELECT k, CAST(t AS BINARY) AS b FROM ${TEXTS})`,
  )
  await worker.run(
    "CREATE TABLE texts (k INT, b STRING, l ARRAY<STRING>, st STRUCT<x: STRING, y: INT>, m MAP<STRING, STRING>) USING parquet LOCATION 'obs://b1/bytes'",
  )
  expect(await worker.rows('SELECT k, b, l[0], st.x, st.y, m[b] FROM texts ORDER BY k')).toEqual([
    [0, 'é', 'é', 'é', null, 'é'],
    [1, '\\x41', '\\x41', '\\x41', null, '\\x41'],
    [2, '', '', '', null, ''],
    [3, null, null, null, null, null],
    [4, 'tab\t', 'tab\t', 'tab\t', null, 'tab\t'],
    [5, '😀', '😀', '😀', null, '😀'],
  ])
  expect(await worker.rows("SELECT k, length(b), hex(b) FROM texts WHERE b = 'é'")).toEqual([[0, 1, 'C3A9']])
  await worker.run("INSERT INTO texts VALUES (9, 'è', NULL, NULL, NULL)")
  expect(await worker.rows("SELECT k FROM texts WHERE b >= 'è' ORDER BY k")).toEqual([[0], [5], [9]])
})

test('texts of Parquet files are bytes where the table says so', async () => {
  await worker.run(
    `INSERT OVERWRITE DIRECTORY 'obs://b1/texts' USING parquet SELECT k, t, array(t) AS l, named_struct('x', t) AS st FROM ${TEXTS}`,
  )
  await worker.run("CREATE TABLE bytes (k INT, t BINARY, l ARRAY<BINARY>, st STRUCT<x: BINARY>) USING parquet LOCATION 'obs://b1/texts'")
  expect(await worker.rows('SELECT k, hex(t), hex(l[0]), hex(st.x) FROM bytes WHERE k < 4 ORDER BY k')).toEqual([
    [0, 'C3A9', 'C3A9', 'C3A9'],
    [1, '5C783431', '5C783431', '5C783431'],
    [2, '', '', ''],
    [3, null, null, null],
  ])
})

test('bytes that are no text are told', async () => {
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/broken' USING parquet SELECT X'FFFE' AS b")
  await worker.run("CREATE TABLE broken (b STRING) USING parquet LOCATION 'obs://b1/broken'")
  expect((await worker.fail('SELECT b FROM broken')).error.message).toBe('A binary value that is read as text is not UTF-8')
})
