import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

test('OPTIMIZE puts small files together, and no reader sees a difference', async () => {
  await worker.run('CREATE TABLE t (id INT, name STRING, day STRING) PARTITIONED BY (day)')
  for (let id = 0; id < 4; id += 1) await worker.run(`INSERT INTO t VALUES (${id}, 'n${id}', 'x'), (${id + 10}, NULL, 'y')`)
  await worker.run("INSERT INTO t VALUES (99, 'one', NULL)")
  await worker.run('ALTER TABLE t RENAME COLUMN name TO title')
  const rows = 'SELECT * FROM t ORDER BY id'
  const before = await worker.rows(rows)
  const files = () => worker.versions.get('default.t')?.files ?? []
  expect(files()).toHaveLength(9)
  const alone = files().find(({ partition }) => partition?.['day'] === null)
  expect(await worker.rows('OPTIMIZE t')).toEqual([['8']])
  expect(files()).toHaveLength(3)
  expect(files()).toContainEqual(alone)
  expect(await worker.rows(rows)).toEqual(before)
  expect(await worker.rows('OPTIMIZE default.t')).toEqual([['0']])
})

test('what has no files of its own is refused by name', async () => {
  expect((await worker.fail('OPTIMIZE nowhere')).error.message).toContain('does not exist')
  expect((await worker.fail('OPTIMIZE t WHERE day = 1')).error.message).toContain('OPTIMIZE … WHERE')
  await worker.run("CREATE TABLE far (a INT) USING csv OPTIONS (path 'obs://b1/far')")
  expect((await worker.fail('OPTIMIZE far')).error.message).toContain('not in the warehouse')
})

test('a table with many small files is tidied up behind the statement that writes the last of them, unless somebody else has it open', async () => {
  await worker.run('CREATE TABLE many (id INT)')
  await worker.run("CREATE TABLE left_alone (id INT) TBLPROPERTIES ('causeway.autoCompact' = 'false')")
  const files = (table: string) => worker.versions.get(`default.${table}`)?.files ?? []
  for (let id = 0; id < 49; id += 1) await worker.run(`INSERT INTO many VALUES (${id})`)
  expect(files('many')).toHaveLength(49)
  worker.isInUse = true
  expect((await worker.run('INSERT INTO many VALUES (49)')).rowCount).toBe(1)
  expect(files('many')).toHaveLength(50)
  worker.isInUse = false
  expect(await worker.run('INSERT INTO many VALUES (50)')).toMatchObject({ jobType: 'INSERT', rowCount: 1 })
  expect(files('many')).toHaveLength(1)
  expect(await worker.rows('SELECT count(*), min(id), max(id), count(DISTINCT id) FROM many')).toEqual([[51, 0, 50, 51]])
  for (let id = 0; id < 51; id += 1) await worker.run(`INSERT INTO left_alone VALUES (${id})`)
  expect(files('left_alone')).toHaveLength(51)
}, 120_000)

test('a statement has had its effect before its table is tidied up: whoever loses the worker then is not told to run it again', async () => {
  await worker.run('CREATE TABLE settled (id INT)')
  const { jobId, ended } = worker.start('INSERT INTO settled VALUES (1)')
  expect(await ended).toMatchObject({ kind: 'job-finished' })
  const calls = worker.calls.map(({ kind }) => kind)
  const commit = calls.lastIndexOf('commit-table')
  expect(calls.slice(commit)).toContain('count-small-files')
  expect(worker.settled.filter((one) => one.jobId === jobId)).toMatchObject([{ jobId, callsBefore: commit + 1 }])
})
