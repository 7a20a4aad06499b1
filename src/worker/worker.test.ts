import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endlessSql, endsOfEndlessSql } from '../../testing/endless-sql.ts'
import { TestWorker } from './fixtures/test-worker.ts'

describe('a claimed worker', () => {
  let worker: TestWorker
  beforeAll(async () => {
    worker = await TestWorker.start({ memoryBytesMax: 200 << 20, scratchBytesMax: 64 << 20 })
  })
  afterAll(() => worker.end())

  test('runs a query and says what it cost', async () => {
    const ended = await worker.start("SELECT 1 AS one, 'x' AS text").ended
    expect(ended).toMatchObject({
      kind: 'job-finished',
      result: {
        jobType: 'QUERY',
        columns: [
          { name: 'one', type: 'int' },
          { name: 'text', type: 'string' },
        ],
        rowsJson: ['[1,"x"]'],
        rowCount: 1,
        remoteStatements: [],
      },
    })
    expect(ended.residentBytes).toBeGreaterThan(1 << 20)
  })

  test('keeps 1000 rows and counts all, in the order of the query', async () => {
    const result = await worker.run('SELECT x FROM (SELECT explode(sequence(1, 250000)) AS x) t ORDER BY x DESC')
    expect(result.rowCount).toBe(250_000)
    expect(result.rowsJson).toHaveLength(1000)
    expect(result.rowsJson[0]).toBe('[250000]')
    expect(result.rowsJson[999]).toBe('[249001]')
  })

  test('a text of NULL behind WITH is a text', async () => {
    const sql = "WITH t AS (SELECT * FROM VALUES (8) AS v(k)) SELECT k, concat('a', CAST(NULL AS double)) AS c FROM t"
    expect(await worker.rows(sql)).toEqual([[8, null]])
  })

  test('a preview is at most 16 MiB', async () => {
    const result = await worker.run("SELECT repeat('x', 1000000) AS wide FROM (SELECT explode(sequence(1, 100)) AS x) t")
    expect(result.rowCount).toBe(100)
    expect(result.rowsJson).toHaveLength(16)
  })

  test('numbers keep all their digits', async () => {
    const { rowsJson } = await worker.run(
      'SELECT CAST(9007199254740993 AS BIGINT) AS a, CAST(12345678901234567890.0123456789 AS DECIMAL(38,10)) AS b, CAST(0.1 AS FLOAT) AS c',
    )
    expect(rowsJson).toEqual(['[9007199254740993,12345678901234567890.0123456789,0.1]'])
  })

  test('an error in a late row fails the job: no short result passes for a whole one', async () => {
    await worker.tableWithBadLastRow('late', 250_000)
    const failed = await worker.fail('SELECT x FROM default.late')
    expect(failed.error.message).toContain('not-a-number')
  })

  test('out of memory is the job’s failure, and the worker goes on', async () => {
    const failed = await worker.fail(
      "SELECT length(concat_ws(',', collect_list(repeat('x', 10000)))) AS n FROM (SELECT explode(sequence(1, 200000)) AS x) t",
    )
    expect(failed.error.kind).toBe('limit-exceeded')
    expect(failed.error.message).toContain('memory')
    expect(failed.error.hint).toContain('CUs')
    expect(await worker.rows('SELECT 2 AS two')).toEqual([[2]])
  })

  test('so is a full disk for what does not fit into memory, and it is named', async () => {
    const failed = await worker.fail(
      'SELECT max(b), max(n) FROM (SELECT b, row_number() OVER (ORDER BY b) AS n FROM (SELECT sha2(cast(id AS string), 256) AS b FROM range(4000000)))',
    )
    expect(failed.error).toMatchObject({
      kind: 'limit-exceeded',
      message: expect.stringContaining('more disk'),
      hint: expect.stringContaining('scratchGib'),
    })
    expect(await worker.rows('SELECT 2 AS two')).toEqual([[2]])
  })

  test('what these tests call endless fails at no row', async () => {
    for (const sql of endsOfEndlessSql) expect(await worker.rows(sql)).toEqual([[143]])
  })

  test('a cancel ends a query that is busy computing, and the worker goes on', async () => {
    const job = worker.start(endlessSql)
    await worker.hasUsed(300)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(await worker.rows('SELECT 3 AS three')).toEqual([[3]])
  })

  test('a cancel that comes with the order is not lost', async () => {
    const job = worker.start(endlessSql)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
  })

  test('a cancel of another job has no effect', async () => {
    worker.cancel('job-of-somebody-else')
    expect(await worker.rows('SELECT 4 AS four')).toEqual([[4]])
  })

  test('analyses are answered beside the job', async () => {
    const job = worker.start(endlessSql)
    expect(await worker.analyze('SELECT 1', 'syntax')).toMatchObject({ kind: 'analyzed', analysis: { jobType: 'QUERY' } })
    expect(await worker.analyze('SELECT * FROM default.nothing_here', 'semantics')).toMatchObject({ kind: 'analysis-failed' })
    worker.cancel(job.jobId)
    await job.ended
  })

  test('a second job at once is refused', async () => {
    const first = worker.start(endlessSql)
    const second = await worker.start('SELECT 1').ended
    expect(second).toMatchObject({ kind: 'job-failed', error: { kind: 'internal' } })
    worker.cancel(first.jobId)
    await first.ended
  })
})

test('a worker that nobody claims warms up: every step of it works, and afterwards it is like any other', async () => {
  const worker = await TestWorker.startUnclaimed()
  try {
    await worker.warm()
    expect(worker.stderr).toBe('')
    expect([...worker.calls, ...worker.dials]).toEqual([])
    await worker.claim()
    expect(await worker.rows('SELECT 1 AS one')).toEqual([[1]])
    expect((await worker.fail('SELECT id FROM t')).error).toMatchObject({ kind: 'sql-semantics' })
  } finally {
    await worker.end()
  }
})

test('a worker that rests until its server has started is claimed as any other', async () => {
  const worker = await TestWorker.startUnclaimed()
  try {
    worker.send({ kind: 'rest' })
    await worker.claim()
    expect(await worker.rows('SELECT 1 AS one')).toEqual([[1]])
  } finally {
    await worker.end()
  }
})

test('an unclaimed worker analyses, but runs nothing', async () => {
  const worker = await TestWorker.startUnclaimed()
  try {
    expect(await worker.analyze('SELECT 1', 'semantics')).toMatchObject({ kind: 'analyzed' })
    expect(await worker.start('SELECT 1').ended).toMatchObject({ kind: 'job-failed', error: { kind: 'internal' } })
  } finally {
    await worker.end()
  }
})

test('when the server is gone, a worker that is in the middle of a job ends', async () => {
  const worker = await TestWorker.start()
  try {
    worker.start(endlessSql).ended.catch(() => undefined)
    await worker.hasUsed(200)
    worker.child.disconnect()
    expect(await worker.exited).toEqual({ code: null, signal: 'SIGKILL' })
  } finally {
    await worker.end()
  }
})
