import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE src (id INT COMMENT 'the key', v STRING COMMENT 'the value', s STRUCT<f: INT> COMMENT 'parts')")
})
afterAll(() => worker.end())

const comments = async (what: string): Promise<readonly unknown[]> =>
  ((await worker.rows(`DESCRIBE ${what}`)) as unknown[][]).map(([, , comment]) => comment)

/** Each was asked of Spark 3.3.1. */
test.each([
  ['SELECT id, v AS renamed, id + 1 AS nx FROM src', ['the key', 'the value', null]],
  ['SELECT * FROM (SELECT id, v FROM src WHERE id > 0) q', ['the key', 'the value']],
  ['SELECT a.id, b.v FROM src a JOIN src b ON a.id = b.id', ['the key', 'the value']],
  ['SELECT id, max(v) AS v FROM src GROUP BY id', ['the key', null]],
  ['SELECT id FROM src UNION ALL SELECT id FROM src', ['the key']],
  ['SELECT s.f, CAST(id AS STRING) AS t FROM src', [null, null]],
])('a column that is a table’s keeps its comment: %s', async (query, wanted) => {
  expect(await comments(`QUERY ${query}`)).toEqual(wanted)
  await worker.run(`CREATE OR REPLACE TEMPORARY VIEW w AS ${query}`)
  expect(await comments('w')).toEqual(wanted)
  await worker.run('DROP TABLE IF EXISTS made')
  await worker.run(`CREATE TABLE made AS ${query}`)
  expect(await comments('made')).toEqual(wanted)
})

test('and a view says otherwise where it says something', async () => {
  await worker.run("CREATE VIEW told (x COMMENT 'own', y) AS SELECT id, v FROM src")
  expect(await comments('told')).toEqual(['own', 'the value'])
})
