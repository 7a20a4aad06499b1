import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../fixtures/remote-postgres.ts'

const ROWS = 100_000
const STALLS_AT = 60_000
const LOCK = 4711
let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  // Reading it stands still in the middle for as long as somebody else holds the lock.
  await lab.sql(`CREATE FUNCTION stall(i int) RETURNS int LANGUAGE plpgsql VOLATILE AS $$ BEGIN
    IF i = ${STALLS_AT} THEN PERFORM pg_advisory_xact_lock(${LOCK}); END IF; RETURN i; END $$`)
  await lab.sql(`CREATE TABLE numbers AS SELECT i::int4 AS id, md5(i::text) AS h FROM generate_series(1, ${ROWS}) i`)
  await lab.sql('CREATE VIEW stalling AS SELECT stall(id) AS id, h FROM numbers')
  await lab.link('stalling')
  await lab.sql('ANALYZE numbers')
  await lab.link('numbers')
  await lab.sql('CREATE TABLE sink (id int4, h text)')
  await lab.link('sink')
})
afterAll(() => lab.end())

const toldOf = (jobId: string) => lab.worker.progress.filter((message) => message.jobId === jobId).map(({ progress }) => progress)

test('a scan that stands still shows how far it is; then it goes on to the end, and no number ever goes back', async () => {
  await lab.sql(`SELECT pg_advisory_lock(${LOCK})`)
  const job = lab.worker.start('INSERT INTO sink SELECT id, h FROM default.stalling')
  const stalled = await lab.worker.progressOf(job.jobId, ({ inputRowCount }) => inputRowCount > 0)
  expect(stalled.inputRowCount).toBeLessThan(STALLS_AT)
  expect(stalled.inputBytes).toBeGreaterThan(0)
  expect(stalled.sources).toEqual([{ source: expect.stringContaining('stalling'), bytes: expect.any(Number) }])
  await lab.sql(`SELECT pg_advisory_unlock(${LOCK})`)
  expect(await job.ended).toMatchObject({ kind: 'job-finished', result: { rowCount: ROWS, inputRowCount: ROWS } })
  const told = toldOf(job.jobId)
  expect(told.at(-1)).toMatchObject({ inputRowCount: ROWS, outputRowCount: ROWS })
  expect(told.at(-1)?.sources).toContainEqual({ source: expect.stringContaining('stalling'), bytes: expect.any(Number), rows: ROWS })
  for (const key of ['inputRowCount', 'inputBytes', 'outputRowCount'] as const) {
    const counts = told.map((progress) => progress[key])
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  }
})

test('a table that was analyzed is read by percent, which never go back nor over 99; of a view nobody knows how much there is', async () => {
  const read = async (table: string) => {
    const job = lab.worker.start(`SELECT sum(CAST(id AS DOUBLE)) AS m, max(h) AS h FROM default.${table}`)
    expect(await job.ended).toMatchObject({ kind: 'job-finished', result: { inputRowCount: ROWS } })
    return toldOf(job.jobId).map(({ percent }) => percent)
  }
  const told = (await read('numbers')).filter((percent) => percent !== undefined)
  expect(told.at(-1)).toBe(99)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(new Set(await read('stalling'))).toEqual(new Set([undefined]))
})

test('a cancelled scan tells at its end how far it was', async () => {
  await lab.sql(`SELECT pg_advisory_lock(${LOCK})`)
  const job = lab.worker.start('SELECT sum(CAST(id AS DOUBLE)) AS m, max(h) AS h FROM default.stalling')
  await lab.worker.progressOf(job.jobId, ({ inputRowCount }) => inputRowCount > 0)
  lab.worker.cancel(job.jobId)
  expect((await job.ended).kind).toBe('job-cancelled')
  await lab.sql(`SELECT pg_advisory_unlock(${LOCK})`)
  const last = toldOf(job.jobId).at(-1)
  expect(last?.inputRowCount).toBeGreaterThan(0)
  expect(last?.inputRowCount).toBeLessThan(STALLS_AT)
})

test('a scan that stands still, and has read more than a rule allows, is ended', async () => {
  await lab.sql(`SELECT pg_advisory_lock(${LOCK})`)
  const start = (what: 'bytes' | 'memory', limit: number) =>
    lab.worker.start('SELECT sum(CAST(id AS DOUBLE)) AS m, max(h) AS h FROM default.stalling', 'default', 'kept', [
      { what, limit, by: 'The rule of mine' },
    ])
  const error = { kind: 'limit-exceeded', message: 'The rule of mine refuses the statement: it has read 0.01 GB, and 0 are allowed' }
  expect(await start('bytes', 0).ended).toMatchObject({ kind: 'job-failed', error })
  const other = start('bytes', 2 ** 40)
  await lab.worker.progressOf(other.jobId, ({ inputRowCount }) => inputRowCount > 0)
  await lab.sql(`SELECT pg_advisory_unlock(${LOCK})`)
  expect((await other.ended).kind).toBe('job-finished')
})

test('of files, the bytes count as the engine gets on, and all of them at the end', async () => {
  await lab.worker.run('CREATE TABLE files AS SELECT id, concat(id) AS t FROM (SELECT explode(sequence(1, 200000)) AS id) AS s')
  const job = lab.worker.start('SELECT count(*) AS n FROM files a JOIN files b ON a.id = b.id')
  const ended = await job.ended
  if (ended.kind !== 'job-finished') throw new Error(JSON.stringify(ended))
  expect(ended.result.inputBytes).toBeGreaterThan(0)
  const told = toldOf(job.jobId).map(({ inputBytes }) => inputBytes)
  expect(told.at(-1)).toBe(ended.result.inputBytes)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
})

test('a statement that writes says all of them as soon as it has had its effect', async () => {
  await lab.worker.run('CREATE TABLE copied AS SELECT id, concat(id) AS t FROM range(100000)')
  await lab.worker.run('CREATE TABLE copies (id BIGINT, t STRING)')
  const job = lab.worker.start('INSERT INTO copies SELECT id, t FROM copied')
  const ended = await job.ended
  if (ended.kind !== 'job-finished') throw new Error(JSON.stringify(ended))
  const settled = lab.worker.settled.find(({ jobId }) => jobId === job.jobId)
  expect(settled?.inputBytes).toBeGreaterThan(100_000)
  expect(ended.result.inputBytes).toBe(settled?.inputBytes)
})

test('a job that reads nothing tells nothing', async () => {
  const job = lab.worker.start('SELECT 1 AS one')
  expect((await job.ended).kind).toBe('job-finished')
  expect(toldOf(job.jobId)).toEqual([])
})
