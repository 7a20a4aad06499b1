import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../testing/endless-sql.ts'
import { type Api, expectDone, expectError, isRecord, listOf } from './support/api.ts'
import { openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'

let api: Api
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
  for (const queue of ['q1', 'q2']) await api.createQueue(queue)
})
afterAll(() => api?.server.close())

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const q1 = { queue: 'q1' }

describe('a query', () => {
  it('is accepted as an asynchronous job, goes to FINISHED, and its rows can be read', async () => {
    const submitted = await api.submit(`SELECT 23 AS c1, 'sda' AS c2`, q1)
    expect(submitted, submitted.text).toMatchObject({
      status: 200,
      body: { is_success: true, job_id: expect.stringMatching(uuid), job_type: 'QUERY', job_mode: 'async' },
    })
    const jobId = String(submitted.body['job_id'])
    const end = await api.waitForJob(jobId)
    expect(end.body).toMatchObject({
      is_success: true,
      job_id: jobId,
      job_type: 'QUERY',
      job_mode: 'async',
      queue_name: 'q1',
      owner: api.server.identity.user,
      status: 'FINISHED',
      result_count: 1,
      statement: `SELECT 23 AS c1, 'sda' AS c2`,
      start_time: expect.any(Number),
      duration: expect.any(Number),
    })
    expect(JSON.parse(String(end.body['detail']))).toMatchObject({
      type: 'struct',
      fields: [
        { name: 'c1', type: 'integer' },
        { name: 'c2', type: 'string' },
      ],
    })
    const preview = await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)
    expect(preview, preview.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        job_id: jobId,
        job_type: 'QUERY',
        row_count: 1,
        schema: [{ c1: 'int' }, { c2: 'string' }],
        rows: [[23, 'sda']],
      },
    })
  })

  it('has the values of SQL as JSON: numbers, texts, truths, dates and nothing', async () => {
    const [row] = await api.rows(
      `SELECT 1 AS a, 12345678901 AS b, 1.5D AS c, cast(2.50 AS DECIMAL(10,2)) AS d, 'ü' AS e, true AS f, DATE '2001-01-02' AS g, NULL AS h`,
      q1,
    )
    expect(row).toEqual([1, 12345678901, 1.5, expect.anything(), 'ü', true, '2001-01-02', null])
    expect(Number(row?.[3])).toBe(2.5)
  })

  it('answers detail for any job', async () => {
    const end = await api.run('SELECT 1', { ...q1, database: 'default' })
    const detail = await api.get(`/v1.0/{p}/jobs/${end.jobId}/detail`)
    expect(detail, detail.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        job_id: end.jobId,
        owner: api.server.identity.user,
        database_name: 'default',
        start_time: expect.any(Number),
      },
    })
  })

  it('previews 1000 rows at most, or as many as asked for, and counts all', async () => {
    const digits = '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)'
    const end = await api.run(`SELECT a.d FROM ${[...'abcde'].map((name) => `${digits} ${name}`).join(' CROSS JOIN ')}`, q1)
    const rowsOf = async (query: string): Promise<number> => {
      const { body } = await api.get(`/v1.0/{p}/jobs/${end.jobId}/preview${query}`)
      expect(body['row_count']).toBe(3125)
      return Array.isArray(body['rows']) ? body['rows'].length : -1
    }
    expect(await rowsOf('')).toBe(1000)
    expect(await rowsOf('?page-size=7')).toBe(7)
    expect(await rowsOf('?page-size=7&queue-name=q1')).toBe(7)
    expectError(await api.get(`/v1.0/{p}/jobs/${end.jobId}/preview?page-size=0`), 400, 'DLI.0001')
    expectError(await api.get(`/v1.0/{p}/jobs/${end.jobId}/preview?page-size=1001`), 400, 'DLI.0001')
  })
})

describe('errors of a statement', () => {
  it('a statement that is no SQL is refused with the place of the fault', async () => {
    const answer = await api.submit('SELEC 1', q1)
    expectError(answer, 400, 'DLI.0004')
    expectError(await api.submit('', q1), 400, 'DLI.0001')
  })

  it('a table that does not exist is named', async () => {
    const submitted = await api.submit('SELECT * FROM no_such_table', q1)
    const message =
      submitted.status === 400 ? String(submitted.body['error_msg']) : (await api.waitForJob(String(submitted.body['job_id']))).message
    expect(message).toContain('no_such_table')
  })

  it('a function that is not known is named, never passed on', async () => {
    const submitted = await api.submit('SELECT no_such_function(1)', q1)
    const message =
      submitted.status === 400 ? String(submitted.body['error_msg']) : (await api.waitForJob(String(submitted.body['job_id']))).message
    expect(message).toContain('no_such_function')
  })

  it('what goes wrong while it runs makes the job FAILED with a message, and the queue goes on', async () => {
    const bucket = join(api.server.home, 'buckets', 'lake')
    await mkdir(bucket, { recursive: true })
    await writeFile(join(bucket, 'broken.parquet'), 'this is no Parquet file')
    const created = await api.run(`CREATE TABLE broken (id INT) USING parquet OPTIONS (path 'obs://lake/broken.parquet')`, q1)
    const end = created.status === 'FINISHED' ? await api.run('SELECT id FROM broken', q1) : created
    expect(end.status).toBe('FAILED')
    expect(end.message).toContain('obs://lake/broken.parquet')
    expect(end.message).not.toContain(api.server.home)
    expect((await api.get(`/v1.0/{p}/jobs/${end.jobId}/preview`)).status).toBe(400)
    expect(await api.rows('SELECT 1', q1)).toEqual([[1]])
  })

  it('an unknown queue and an unknown database are named', async () => {
    const queue = await api.submit('SELECT 1', { queue: 'testqueue' })
    expectError(queue, 400, 'DLI.0002')
    expect(queue.body['error_msg']).toContain('There is no queue named testqueue')
    const database = await api.submit('SELECT 1', { ...q1, database: 'no_such_database' })
    const message =
      database.status === 400 ? String(database.body['error_msg']) : (await api.waitForJob(String(database.body['job_id']))).message
    expect(message).toContain('no_such_database')
  })

  it('more than one statement, and more than 500,000 characters, are refused', async () => {
    expect((await api.submit('SELECT 1; SELECT 2', q1)).status).toBe(400)
    expectError(await api.submit(`SELECT '${'x'.repeat(500_000)}'`, q1), 400, 'DLI.0001')
  })

  it('a job that does not exist has no status, detail, preview, and cannot be cancelled', async () => {
    const id = '8ecb0777-9c70-4529-9935-29ea0946039c'
    for (const part of ['status', 'detail', 'preview']) expectError(await api.get(`/v1.0/{p}/jobs/${id}/${part}`), 400, 'DLI.0002')
    expectError(await api.delete(`/v1.0/{p}/jobs/${id}`), 400, 'DLI.0002')
    expect((await api.get('/v1.0/{p}/jobs/not-an-id/status')).status).toBe(400)
  })
})

describe('synchronous and asynchronous', () => {
  it('DDL is asynchronous unless dli.sql.sqlasync.enabled is false', async () => {
    const asynchronous = await api.submit('CREATE DATABASE one', q1)
    expect(asynchronous.body).toMatchObject({ job_type: 'DDL', job_mode: 'async' })
    expect((await api.waitForJob(String(asynchronous.body['job_id']))).status).toBe('FINISHED')
    const synchronous = await api.submit('CREATE DATABASE two', { ...q1, conf: ['dli.sql.sqlasync.enabled=false'] })
    expect(synchronous, synchronous.text).toMatchObject({ status: 200, body: { is_success: true, job_type: 'DDL', job_mode: 'sync' } })
    const status = await api.get(`/v1.0/{p}/jobs/${String(synchronous.body['job_id'])}/status`)
    expect(status.body).toMatchObject({ status: 'FINISHED', job_mode: 'sync' })
  })

  it('a synchronous statement that fails says so in its answer', async () => {
    const answer = await api.submit('DROP DATABASE no_such_database', { ...q1, conf: ['dli.sql.sqlasync.enabled = false'] })
    expect([200, 400]).toContain(answer.status)
    if (answer.status === 200)
      expect(answer.body).toMatchObject({ is_success: false, message: expect.stringContaining('no_such_database') })
    else expect(answer.body['error_msg']).toContain('no_such_database')
  })

  it('a query is asynchronous all the same', async () => {
    const answer = await api.submit('SELECT 1', { ...q1, conf: ['dli.sql.sqlasync.enabled = false'] })
    expect(answer.body).toMatchObject({ job_type: 'QUERY', job_mode: 'async' })
  })
})

describe('cancelling', () => {
  it('ends a running job soon, and the queue runs the next one', async () => {
    const submitted = await api.submit(endlessSql, q1)
    const jobId = String(submitted.body['job_id'])
    expect((await api.waitForStatus(jobId, ['RUNNING'])).status).toBe('RUNNING')
    expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    expect((await api.waitForJob(jobId)).status).toBe('CANCELLED')
    expect(await api.rows('SELECT 1', q1)).toEqual([[1]])
  })

  it('ends a job that still waits for others', async () => {
    // As many as a queue of 16 CUs runs at once, or more: on a small machine it runs fewer.
    const running: string[] = []
    for (let i = 0; i < 4; i += 1) running.push(String((await api.submit(endlessSql, q1)).body['job_id']))
    const waiting = String((await api.submit('SELECT 1', q1)).body['job_id'])
    expectDone(await api.delete(`/v1.0/{p}/jobs/${waiting}`))
    expect((await api.waitForJob(waiting)).status).toBe('CANCELLED')
    for (const jobId of running) expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    for (const jobId of running) expect((await api.waitForJob(jobId)).status).toBe('CANCELLED')
  })

  it('of a job that has ended is refused', async () => {
    const { jobId } = await api.run('SELECT 1', q1)
    expectError(await api.delete(`/v1.0/{p}/jobs/${jobId}`), 400, 'DLI.0007')
  })

  it('a cancelled job has no rows', async () => {
    const jobId = String((await api.submit(endlessSql, q1)).body['job_id'])
    expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    await api.waitForJob(jobId)
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).status).toBe(400)
  })

  it('a job on one queue does not hold up another queue', async () => {
    const jobId = String((await api.submit(endlessSql, q1)).body['job_id'])
    expect((await api.waitForStatus(jobId, ['RUNNING'])).status).toBe('RUNNING')
    expect(await api.rows('SELECT 2', { queue: 'q2' })).toEqual([[2]])
    expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    await api.waitForJob(jobId)
  })
})

describe('dli.sql.job.timeout', () => {
  it('ends the job after that many seconds, and its message names the limit', async () => {
    const end = await api.run(endlessSql, { ...q1, conf: ['dli.sql.job.timeout=1'] })
    expect(end.status).toBe('CANCELLED')
    expect(end.message).toMatch(/limit.*\b1(,?000 ms| s)/)
  })

  it('does nothing to a job that is quicker', async () => {
    expect(await api.rows('SELECT 1', { ...q1, conf: ['dli.sql.job.timeout = 600'] })).toEqual([[1]])
  })

  it('that is no number is refused', async () => {
    expectError(await api.submit('SELECT 1', { ...q1, conf: ['dli.sql.job.timeout=soon'] }), 400, 'DLI.0001')
    expectError(await api.submit('SELECT 1', { ...q1, conf: ['no equals sign'] }), 400, 'DLI.0001')
  })
})

describe('listing jobs', () => {
  it('finds by state, type, queue, id, words and time, newest first, with a total', async () => {
    const before = Date.now()
    const first = await api.run('SELECT 111 AS needle', { queue: 'q2' })
    const second = await api.run('SELECT 222 AS needle', { queue: 'q2' })
    const ids = async (query: string): Promise<unknown[]> => {
      const answer = await api.get(`/v1.0/{p}/jobs?${query}`)
      expect(answer, answer.text).toMatchObject({
        status: 200,
        body: { is_success: true, job_count: expect.any(Number), jobs: expect.any(Array) },
      })
      return listOf(answer.body['jobs']).map((job) => job['job_id'])
    }
    expect(await ids(`queue_name=q2&start=${before - 1000}&sql_pattern=NEEDLE`)).toEqual([second.jobId, first.jobId])
    expect(await ids('queue_name=q2&sql_pattern=needle&order=start_time_asc')).toEqual([first.jobId, second.jobId])
    expect(await ids(`job-id=${first.jobId}`)).toEqual([first.jobId])
    expect(await ids('queue_name=q2&job-status=FAILED&sql_pattern=needle')).toEqual([])
    expect(await ids('queue_name=q2&job-type=DDL&sql_pattern=needle')).toEqual([])
    const page = await api.get('/v1.0/{p}/jobs?queue_name=q2&sql_pattern=needle&page-size=1&current-page=2')
    expect(page.body).toMatchObject({ job_count: 2, jobs: [{ job_id: first.jobId, status: 'FINISHED', job_type: 'QUERY' }] })
    expect(await ids('queue_name=q2&sql_pattern=needle&page-size=1&current-page=3')).toEqual([])
  })
})

describe('check-sql', () => {
  it('says that a statement is right, and of what kind', async () => {
    const answer = await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'SELECT 1', currentdb: 'default' })
    expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true, message: 'the sql is ok', job_type: 'QUERY' } })
  })

  it('says what is wrong with one', async () => {
    const answer = await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'SELECT FROM WHERE' })
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: expect.stringMatching(/^DLI\.000[45]$/) } })
  })

  it('makes no job of it', async () => {
    const total = async (): Promise<unknown> => (await api.get('/v1.0/{p}/jobs')).body['job_count']
    const before = await total()
    await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'CREATE DATABASE never_made' })
    expect(await total()).toBe(before)
    const list = await api.get('/v1.0/{p}/databases?keyword=never_made')
    expect(isRecord(list.json) && list.json['databases']).toEqual([])
  })
})

describe('deleting a queue with a job on it', () => {
  it('is refused while the job runs', async () => {
    await api.createQueue('busy')
    const jobId = String((await api.submit(endlessSql, { queue: 'busy' })).body['job_id'])
    expect((await api.waitForStatus(jobId, ['RUNNING'])).status).toBe('RUNNING')
    const deleted = await api.delete('/v1.0/{p}/queues/busy')
    expect(deleted.status, deleted.text).toBe(400)
    expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    expect((await api.waitForJob(jobId)).status).toBe('CANCELLED')
    expectDone(await api.delete('/v1.0/{p}/queues/busy'))
  })
})
