import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE TABLE nested (x ARRAY<INT>, s STRUCT<a: TINYINT>, m MAP<STRING, INT>) USING parquet')
})
afterAll(() => worker.end())

test('what is inside of arrays, structs and maps is written by the rules of columns', async () => {
  for (const values of ["array('1'), named_struct('a', 1), map('a', 1)", "array(true), named_struct('a', 1), map('a', 1)"])
    expect((await worker.fail(`INSERT INTO nested SELECT ${values}`)).error.message).toContain('cannot be written into the column x')
  for (const values of ["array(1L), named_struct('a', 300), map('a', 1)", "array(10000000000L), named_struct('a', 3), map('a', 1)"])
    expect((await worker.fail(`INSERT INTO nested SELECT ${values}`)).error.kind).toBe('invalid-parameter')
  await worker.run("INSERT INTO nested SELECT array(1.9BD), named_struct('b', 3), map(1, 1.5D)")
  await worker.run("INSERT INTO nested SELECT array(2L, NULL), NULL, map('a', NULL)")
  expect(await worker.rows('SELECT to_json(struct(x, s, m)) FROM nested ORDER BY x[0]')).toEqual([
    ['{"x":[1],"s":{"a":3},"m":{"1":1}}'],
    ['{"x":[2,null],"m":{"a":null}}'],
  ])
})

test('bytes and intervals become the text of a column, and of an element', async () => {
  await worker.run('CREATE TABLE texts (t STRING, l ARRAY<STRING>) USING parquet')
  await worker.run("INSERT INTO texts VALUES (X'41C3A9', array(X'42'))")
  await worker.run('INSERT INTO texts VALUES (INTERVAL 1 DAY, array(INTERVAL 1 MONTH))')
  expect(await worker.rows('SELECT t, l[0] AS one FROM texts ORDER BY t')).toEqual([
    ['Aé', 'B'],
    ["INTERVAL '1' DAY", "INTERVAL '1' MONTH"],
  ])
  expect((await worker.fail('INSERT INTO texts SELECT make_interval(1, 2), NULL')).error.message).toContain(
    'cannot be written into the column t',
  )
})
