import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run(`INSERT OVERWRITE DIRECTORY 'obs://b1/nested' USING parquet
    SELECT * FROM VALUES
      (1, array(named_struct('a', 1), NULL), map('k', named_struct('a', 1)), named_struct('i', named_struct('a', 1))),
      (2, NULL, NULL, named_struct('i', CAST(NULL AS struct<a: int>))),
      (3, array(), map('z', CAST(NULL AS struct<a: int>)), NULL) AS t(id, l, m, s)`)
})
afterAll(() => worker.end())

// Each as Spark 3.3.1 answers of such files.
test.each([
  ['l array<struct<b: int>>', 'l', [null, null, null]],
  ['l array<struct<a: int, b: int>>', 'l', [[{ a: 1, b: null }, null], null, []]],
  ['s struct<i: struct<b: int>>', 's', [null, null, null]],
  ['s struct<j: int, i: struct<b: int>>', 's', [null, null, null]],
  ['s struct<i: struct<a: int, b: int>>', 's', [{ i: { a: 1, b: null } }, { i: null }, null]],
  ['s struct<i: struct<a: int, c: struct<d: int>>>', 's', [{ i: { a: 1, c: null } }, { i: null }, null]],
])('a struct of which a file has none of the fields is NULL, wherever it stands: %s', async (columns, column, values) => {
  await worker.run(`CREATE TABLE nested (id bigint, ${columns}) USING parquet LOCATION 'obs://b1/nested'`)
  expect(await worker.rows(`SELECT ${column} FROM nested ORDER BY id`)).toEqual(values.map((value) => [value]))
  await worker.run('DROP TABLE nested')
})

// Spark 3.3.1 itself fails at it.
test('in a map the value is NULL, and its keys are there', async () => {
  await worker.run("CREATE TABLE mapped (id bigint, m map<string, struct<b: int>>) USING parquet LOCATION 'obs://b1/nested'")
  expect(await worker.rows("SELECT map_keys(m), m['k'] IS NULL FROM mapped ORDER BY id")).toEqual([
    [['k'], true],
    [null, true],
    [['z'], true],
  ])
})

test('beside a file that has them, a file has none of them', async () => {
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/beside/k=1' USING parquet SELECT 8 AS id, named_struct('a', 5) AS t")
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/beside/k=2' USING parquet SELECT 9 AS id, named_struct('b', 5) AS t")
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/beside/k=3' USING parquet SELECT 10 AS id")
  await worker.run("CREATE TABLE beside (id bigint, t struct<b: int>, k int) USING parquet LOCATION 'obs://b1/beside'")
  expect(await worker.rows('SELECT id, t, t IS NULL, k FROM beside ORDER BY id')).toEqual([
    [8, null, true, 1],
    [9, { b: 5 }, false, 2],
    [10, null, true, 3],
  ])
  expect(await worker.rows('SELECT count(t.b), sum(t.b) FROM beside WHERE t IS NOT NULL')).toEqual([[1, 5]])
})
