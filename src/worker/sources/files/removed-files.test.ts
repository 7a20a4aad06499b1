import { readdirSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

// What INSERT OVERWRITE of another job does to one that has seen the files before.
test.each(['csv', 'json', 'text', 'parquet'])(
  'a file of %s that is gone when it is read is told as a change by somebody else',
  async (format) => {
    await worker.run(`CREATE TABLE ${format}_rows (a STRING) USING ${format} LOCATION 'obs://b1/${format}'`)
    await worker.run(`INSERT INTO ${format}_rows VALUES ('1')`)
    await worker.run(`CREATE TABLE ${format}_copy (a STRING)`)
    worker.server.beforeAnswer = ({ kind }) => {
      if (kind !== 'stage-table') return
      for (const name of readdirSync(worker.inBucket(format))) rmSync(worker.inBucket(format, name))
    }
    const { error } = await worker.fail(`FROM ${format}_rows INSERT INTO ${format}_copy SELECT a`)
    worker.server.beforeAnswer = () => undefined
    expect(error.kind).toBe('conflict')
    expect(error.message).toMatch(/^A file that the statement reads was removed meanwhile \(obs:\/\/b1\//)
  },
)
