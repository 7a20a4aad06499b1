import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE nested AS SELECT 1 AS a, named_struct('a', 2, 't', named_struct('a', 3)) AS s")
})
afterAll(() => worker.end())

/** As Spark 3.3.1 answers over the same table. */
test.each([
  ['SELECT default.nested.s.a, default.nested.s.t.a, nested.s.t.a, s.t.a FROM nested', [[2, 3, 3, 3]]],
  ['SELECT default.nested.s.t.* FROM nested', [[3]]],
  ['SELECT x, y.a FROM (SELECT default.nested.s.* FROM nested) v(x, y)', [[2, 3]]],
  ['SELECT spark_catalog.default.nested.a, spark_catalog.default.nested.s.a, SPARK_CATALOG.Default.Nested.A FROM nested', [[1, 2, 1]]],
  ['SELECT x, y.a FROM (SELECT spark_catalog.default.nested.* FROM nested) v(x, y)', [[1, 2]]],
  [
    'SELECT spark_catalog.default.nested.a, count(*) FROM nested GROUP BY spark_catalog.default.nested.a HAVING spark_catalog.default.nested.a > 0',
    [[1, 1]],
  ],
  // A table that is called as a column which several have, behind one of these.
  ['SELECT t.v, v.v FROM (SELECT 1 AS v) t JOIN (SELECT 2 AS v) v', [[1, 2]]],
])('%s: the longest qualifier that names a table, and fields behind', async (sql, rows) => {
  expect(await worker.rows(sql)).toEqual(rows)
})

test.each([
  'SELECT default.nested.other.* FROM nested',
  'SELECT default.nested.other.a FROM nested',
  'SELECT other.default.nested.a FROM nested',
  'SELECT other.default.nested.* FROM nested',
  'SELECT spark_catalog.nested.a FROM nested',
  'SELECT spark_catalog.default.nested.a FROM nested n',
])('%s is refused', async (sql) => {
  expect((await worker.fail(sql)).error).toMatchObject({ kind: 'sql-semantics' })
})
