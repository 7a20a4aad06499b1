import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

// The rows that are overwritten may be gone in part by then.
test.each([
  ['plain', ''],
  ['in_days', 'PARTITIONED BY (day)'],
])('new rows stay where what they replace cannot be removed: %s', async (name, partitioned) => {
  await worker.run(`CREATE TABLE ${name} (a INT, day STRING) USING parquet ${partitioned} LOCATION 'obs://b1/${name}'`)
  await worker.run(`INSERT INTO ${name} VALUES (1, 'x')`)
  worker.server.keepsReplaced = true
  const failed = await worker.fail(`INSERT OVERWRITE ${name} VALUES (2, 'x')`)
  worker.server.keepsReplaced = false
  expect(failed.error.message).toContain('could not be removed')
  expect(await worker.rows(`SELECT a FROM ${name} ORDER BY a`)).toEqual([[1], [2]])
})
