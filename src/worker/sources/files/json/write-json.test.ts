import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function written(name: string): Promise<string> {
  const folder = worker.inBucket(name)
  const [file = ''] = (await readdir(folder)).filter((one) => one.startsWith('part-'))
  return await readFile(join(folder, file), 'utf8')
}

const ROWS = String.raw`VALUES
  (1, 'a"b\\c\n\u0001é/', 1.5D, CAST('NaN' AS DOUBLE), CAST(0.0000001 AS DECIMAL(38,10)), timestamp'2024-01-02 03:04:05.123', timestamp'2024-01-02 03:04:05',
   date'2024-01-02', true, X'00ff', array(1, NULL), map('k', CAST(NULL AS INT)), named_struct('x', CAST(NULL AS INT), 'y', 'z')),
  (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS v(id, s, d, n, m, t, u, dt, b, bin, a, mp, st)`
const COLUMNS =
  'id INT, s STRING, d DOUBLE, n DOUBLE, m DECIMAL(38,10), t TIMESTAMP, u TIMESTAMP, dt DATE, b BOOLEAN, bin BINARY, a ARRAY<INT>, mp MAP<STRING, INT>, st STRUCT<x: INT, y: STRING>'

// What Spark 3.3.1 writes for the same rows.
test('rows are written as Spark writes them, and read again', async () => {
  await worker.run(`CREATE TABLE plain (${COLUMNS}) USING json OPTIONS (path 'obs://b1/plain')`)
  await worker.run(`INSERT INTO plain SELECT * FROM ${ROWS}`)
  expect(
    await written('plain'),
  ).toBe(String.raw`{"id":1,"s":"a\"b\\c\n\u0001é/","d":1.5,"n":"NaN","m":1.000E-7,"t":"2024-01-02T03:04:05.123Z","u":"2024-01-02T03:04:05.000Z","dt":"2024-01-02","b":true,"bin":"AP8=","a":[1,null],"mp":{"k":null},"st":{"y":"z"}}
{"id":2}
`)
  const rows = await worker.run(`SELECT * FROM ${ROWS} ORDER BY id`)
  expect((await worker.run('SELECT * FROM plain ORDER BY id')).rowsJson).toEqual(rows.rowsJson)
})

test('options: what is NULL is written, times by a pattern, and what is between two records', async () => {
  await worker.run(
    "CREATE TABLE opted (id INT, dt DATE, u TIMESTAMP, st STRUCT<x: INT, y: STRING>) USING json OPTIONS (path 'obs://b1/opted', ignoreNullFields 'false', dateFormat 'dd/MM/yyyy', timestampFormat 'yyyy HH', lineSep '|')",
  )
  await worker.run(
    "INSERT INTO opted VALUES (1, date'2024-01-02', timestamp'2024-01-02 03:04:05', named_struct('x', NULL, 'y', 'z')), (NULL, NULL, NULL, NULL)",
  )
  expect(await written('opted')).toBe(
    '{"id":1,"dt":"02/01/2024","u":"2024 03","st":{"x":null,"y":"z"}}|{"id":null,"dt":null,"u":null,"st":null}|',
  )
})

test('no digit of a decimal or a timestamp is lost', async () => {
  await worker.run("CREATE TABLE digits (d DECIMAL(38,3), t TIMESTAMP) USING json OPTIONS (path 'obs://b1/digits')")
  await worker.run("INSERT INTO digits VALUES (12345678901234567890123456789012345.678, timestamp'2024-01-02 03:04:05.123456')")
  expect((await worker.run('SELECT * FROM digits')).rowsJson).toEqual([
    '[12345678901234567890123456789012345.678,"2024-01-02 03:04:05.123456"]',
  ])
})

test('a directory of JSON has the same', async () => {
  await worker.run(`INSERT OVERWRITE DIRECTORY 'obs://b1/out' USING json SELECT id, s, bin, st FROM ${ROWS}`)
  expect(await written('out')).toBe(String.raw`{"id":1,"s":"a\"b\\c\n\u0001é/","bin":"AP8=","st":{"y":"z"}}
{"id":2}
`)
})
