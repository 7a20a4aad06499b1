import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endlessRowsSql } from '../../../../testing/endless-sql.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('managed tables', () => {
  test('are made, filled, read and dropped', async () => {
    await worker.run('CREATE TABLE kept (id INT, t STRING)')
    expect(await worker.rows('SELECT count(*) AS n FROM default.kept')).toEqual([[0]])
    expect(await worker.run("INSERT INTO kept SELECT 1, 'a'")).toMatchObject({ jobType: 'INSERT', rowCount: 1 })
    await worker.run("INSERT INTO kept SELECT 2, 'b'")
    expect(await worker.rows('SELECT id, t FROM default.kept ORDER BY id')).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(await filesBelow(join(worker.warehouse, 'default', 'kept'))).toHaveLength(2)
  })

  test('CREATE TABLE AS makes the table with the query’s columns; IF NOT EXISTS leaves an existing one alone', async () => {
    await worker.run("CREATE TABLE ctas AS SELECT 1 AS id, 'x' AS t")
    await worker.run('CREATE TABLE IF NOT EXISTS ctas AS SELECT 2 AS other')
    expect(await worker.rows('SELECT * FROM default.ctas')).toEqual([[1, 'x']])
    expect((await worker.fail('CREATE TABLE ctas AS SELECT 3 AS id')).error.kind).toBe('already-exists')
  })

  test('a query that fails leaves neither a table nor a file', async () => {
    await worker.tableWithBadLastRow('late', 100_000)
    await worker.fail('CREATE TABLE failed AS SELECT x FROM default.late')
    expect(worker.tables.has('default.failed')).toBe(false)
    expect(await filesBelow(join(worker.warehouse, 'default', 'failed'))).toEqual([])
  })

  test('a cancelled insert leaves no file, and what was left by a crash is not read', async () => {
    await worker.run('CREATE TABLE cut (x BIGINT)')
    const folder = join(worker.warehouse, 'default', 'cut')
    await worker.run('INSERT INTO cut SELECT 1')
    await writeFile(join(folder, 'part-of-a-crash.parquet'), 'half a file')
    const before = await filesBelow(folder)
    const job = worker.start(`INSERT INTO cut ${endlessRowsSql}`)
    while ((await filesBelow(folder)).length === before.length) await sleep(10)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(await filesBelow(folder)).toEqual(before)
    expect(await worker.rows('SELECT * FROM default.cut')).toEqual([[1]])
  })

  test('INSERT OVERWRITE puts its rows in the place of all others, also those that it reads itself', async () => {
    await worker.run('CREATE TABLE anew AS SELECT 1 AS id UNION ALL SELECT 2')
    expect(await worker.run('INSERT OVERWRITE TABLE anew SELECT id * 10 FROM anew')).toMatchObject({ jobType: 'INSERT', rowCount: 2 })
    expect(await worker.rows('SELECT id FROM anew ORDER BY id')).toEqual([[10], [20]])
    await worker.run('INSERT OVERWRITE anew VALUES (7)')
    expect(await worker.rows('SELECT id FROM anew')).toEqual([[7]])
    await worker.run('INSERT OVERWRITE anew SELECT id FROM anew WHERE false')
    expect(await worker.rows('SELECT id FROM anew')).toEqual([])
  })

  test('a query that fails, and a version that somebody else made meanwhile, leave what was there', async () => {
    await worker.tableWithBadLastRow('bad', 100_000)
    await worker.run("CREATE TABLE safe AS SELECT 1 AS x, 'kept' AS t")
    expect((await worker.fail('INSERT OVERWRITE safe SELECT * FROM default.bad')).error.kind).toBe('invalid-parameter')
    const { promise: opened, resolve } = Promise.withResolvers<void>()
    const overwriting = worker.start('INSERT OVERWRITE safe SELECT x + 1, t FROM safe')
    const watch = setInterval(() => worker.calls.some(({ kind }) => kind === 'stage-table') && resolve(), 1)
    await opened
    clearInterval(watch)
    const held = worker.versions.get('default.safe')
    if (held === undefined) throw new Error('no version')
    worker.versions.set('default.safe', { ...held, version: held.version + 1 })
    const ended = await overwriting.ended
    if (ended.kind === 'job-failed') expect(ended.error.kind).toBe('conflict')
    expect(await worker.rows('SELECT x, t FROM safe')).toEqual([ended.kind === 'job-failed' ? [1, 'kept'] : [2, 'kept']])
  })

  test('one statement sees one version of a table, wherever it names it', async () => {
    await worker.run('CREATE TABLE seen AS SELECT 1 AS id')
    worker.calls.length = 0
    expect(await worker.rows('SELECT count(*) FROM seen a JOIN seen b ON a.id = b.id WHERE a.id IN (SELECT id FROM seen)')).toEqual([[1]])
    expect(worker.calls.filter(({ kind }) => kind === 'open-table')).toHaveLength(1)
  })

  test('TRUNCATE TABLE leaves the table without rows; a view and files elsewhere are refused', async () => {
    await worker.run('CREATE TABLE emptied AS SELECT 1 AS id')
    await worker.run('TRUNCATE TABLE emptied')
    expect(await worker.rows('SELECT * FROM emptied')).toEqual([])
    await worker.run("CREATE TABLE elsewhere (s STRING) USING csv OPTIONS (path 'obs://b1/elsewhere')")
    expect((await worker.fail('TRUNCATE TABLE elsewhere')).error).toMatchObject({ kind: 'not-supported' })
    await worker.run('CREATE TEMPORARY VIEW seen_through AS SELECT 1 AS id')
    expect((await worker.fail('TRUNCATE TABLE seen_through')).error).toMatchObject({ kind: 'sql-semantics' })
    expect((await worker.fail('TRUNCATE TABLE nowhere')).error).toMatchObject({ kind: 'not-found' })
  })
})
