import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())
beforeEach(async () => {
  await worker.run('RESET causeway.sql.conflictRetries')
  await worker.run('DROP TABLE IF EXISTS t')
  await worker.run('CREATE TABLE t AS SELECT 1 AS id, 10 AS n')
})

const statements = [
  ['UPDATE t SET n = n + 1', [[1, 11]]],
  ['MERGE INTO t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = t.n + 1', [[1, 11]]],
  ['INSERT OVERWRITE t SELECT id, n + 1 FROM t', [[1, 11]]],
] as const

test.each(statements)('%s is run anew after a conflict as often as the session says', async (sql, rows) => {
  await worker.run('SET causeway.sql.conflictRetries = 2')
  worker.conflicts = 2
  await worker.run(sql)
  expect(worker.conflicts).toBe(0)
  expect(await worker.rows('SELECT * FROM t')).toEqual(rows)
})

test.each(statements)('%s fails by a conflict once its retries are used, and writes nothing', async (sql) => {
  await worker.run('SET causeway.sql.conflictRetries = 1')
  worker.conflicts = 2
  expect((await worker.fail(sql)).error.kind).toBe('conflict')
  expect(worker.conflicts).toBe(0)
  expect(await worker.rows('SELECT * FROM t')).toEqual([[1, 10]])
})

test('a statement that is run anew reads the files that are at a location by then', async () => {
  await worker.run('SET causeway.sql.conflictRetries = 1')
  const before = await worker.put('far/a.csv', '1,11\n')
  await worker.run("CREATE TABLE far (id INT, n INT) USING csv LOCATION 'obs://b1/far'")
  worker.server.beforeAnswer = ({ kind }) => {
    if (kind !== 'commit-table' || !existsSync(before)) return
    rmSync(before)
    writeFileSync(worker.inBucket('far', 'b.csv'), '2,22\n')
  }
  worker.conflicts = 1
  await worker.run('INSERT OVERWRITE t SELECT * FROM far')
  worker.server.beforeAnswer = () => undefined
  expect(await worker.rows('SELECT * FROM t')).toEqual([[2, 22]])
})

test('without the setting a conflict is the statement’s end', async () => {
  worker.conflicts = 1
  expect((await worker.fail('DELETE FROM t')).error.kind).toBe('conflict')
  expect(worker.conflicts).toBe(0)
})

test('what is no number of retries is refused', async () => {
  expect((await worker.fail('SET causeway.sql.conflictRetries = 11')).error.message).toContain('is no value')
})
