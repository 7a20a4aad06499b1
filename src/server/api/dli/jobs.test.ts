import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const JOBS = '/v1.0/{p}/jobs'
const NEVER = '8ecb0777-9c70-4529-9935-29ea0946039c'
const SYNCHRONOUS = { conf: ['dli.sql.sqlasync.enabled = false'] }
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const submit = (sql: string, body: Readonly<Record<string, unknown>> = {}) =>
  lab.call('POST', `${JOBS}/submit-job`, { body: { sql, ...body } })

async function run(sql: string, body: Readonly<Record<string, unknown>> = {}): Promise<{ readonly id: string; readonly status: Answer }> {
  const submitted = await submit(sql, body)
  expect(submitted.status, submitted.text).toBe(200)
  const id = String(submitted.body['job_id'])
  for (;;) {
    const status = await lab.call('GET', `${JOBS}/${id}/status`)
    if (!['LAUNCHING', 'RUNNING'].includes(String(status.body['status']))) return { id, status }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('a query', () => {
  it('is asynchronous; status, detail and preview say the rest', async () => {
    const submitted = await submit("SELECT 23 AS c1, 'sda' AS c2", { tags: [{ key: 'k', value: 'v' }], queue_name: '' })
    expect(submitted.body).toEqual({
      is_success: true,
      message: '',
      job_id: expect.stringMatching(uuid),
      job_type: 'QUERY',
      job_mode: 'async',
    })
    const { id, status } = await run("SELECT 23 AS c1, 'sda' AS c2", { tags: [{ key: 'k', value: 'v' }] })
    expect(status.body, status.text).toMatchObject({
      is_success: true,
      message: '',
      job_id: id,
      job_mode: 'async',
      queue_name: 'default',
      owner: lab.user,
      status: 'FINISHED',
      result_count: 1,
      database_name: 'default',
      statement: "SELECT 23 AS c1, 'sda' AS c2",
      tags: [{ key: 'k', value: 'v' }],
    })
    expect(JSON.parse(String(status.body['detail']))).toMatchObject({
      fields: [
        { name: 'c1', type: 'integer' },
        { name: 'c2', type: 'string' },
      ],
    })
    expect((await lab.call('GET', `${JOBS}/${id}/progress`)).body).toEqual({
      is_success: true,
      message: '',
      job_id: id,
      status: 'FINISHED',
      progress: 1,
      input_row_count: 0,
      input_size: 0,
      result_count: 1,
    })
    expect((await lab.call('GET', `${JOBS}/${id}/detail`)).body).toMatchObject({
      job_id: id,
      database_name: '',
      remote_statements: [],
      made_here: [],
      table_readings: [],
    })
    const preview = await lab.call('GET', `${JOBS}/${id}/preview?queue-name=default`)
    expect(preview.body).toEqual({
      is_success: true,
      message: '',
      job_id: id,
      job_type: 'QUERY',
      row_count: 1,
      input_size: expect.any(Number),
      schema: [{ c1: 'int' }, { c2: 'string' }],
      rows: [[23, 'sda']],
      rows_truncated: false,
    })
  })

  it('trap: what names a database comes back as it was sent, or Terraform runs the statement again at each apply', async () => {
    expect(await lab.call('POST', '/v1.0/{p}/databases', { body: { database_name: 'named_so' } })).toMatchObject({ status: 200 })
    const told = async (given: Readonly<Record<string, string>>): Promise<unknown> => {
      const { body } = await lab.call('POST', `${JOBS}/submit-job`, { body: { sql: 'SELECT 1', queue_name: 'default', ...given } })
      return (await lab.call('GET', `${JOBS}/${String(body['job_id'])}/detail`)).body['database_name']
    }
    expect(await told({})).toBe('')
    expect(await told({ currentdb: '' })).toBe('')
    expect(await told({ currentdb: 'default' })).toBe('default')
    expect(await told({ currentdb: 'NAMED_so' })).toBe('NAMED_so')
  })

  it('keeps every digit of a number in its preview', async () => {
    const { id } = await run('SELECT 9223372036854775807 AS a, CAST(1234567890123456789.01 AS DECIMAL(38,2)) AS b')
    expect((await lab.call('GET', `${JOBS}/${id}/preview`)).text).toContain('"rows":[[9223372036854775807,1234567890123456789.01]]')
  })

  it('gives as many rows as are asked for', async () => {
    const { id } = await run('SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3')
    const page = await lab.call('GET', `${JOBS}/${id}/preview?page-size=2`)
    expect(page.body).toMatchObject({ row_count: 3, rows_truncated: true })
    expect(page.body['rows']).toHaveLength(2)
    for (const size of ['0', '1001', 'x']) {
      expect(await lab.call('GET', `${JOBS}/${id}/preview?page-size=${size}`)).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0001' },
      })
    }
  })
})

describe('whether rows are missing', () => {
  it('is told of a result that is longer than what is kept, and never of an insert', async () => {
    const { id } = await run('SELECT explode(sequence(1, 1001)) AS n')
    expect((await lab.call('GET', `${JOBS}/${id}/preview`)).body).toMatchObject({ row_count: 1001, rows_truncated: true })
    await submit('CREATE TABLE numbers (n INT)', SYNCHRONOUS)
    const insert = await run('INSERT INTO numbers VALUES (1), (2)')
    expect((await lab.call('GET', `${JOBS}/${insert.id}/preview`)).body).toMatchObject({ row_count: 2, rows: [], rows_truncated: false })
  })
})

describe('a DDL statement', () => {
  it('that is synchronous carries its schema, and rows of strings and nulls', async () => {
    expect(await submit('CREATE DATABASE by_job', SYNCHRONOUS)).toMatchObject({
      status: 200,
      body: { is_success: true, job_type: 'DDL', job_mode: 'sync' },
    })
    const shown = await submit('SHOW DATABASES', SYNCHRONOUS)
    expect(shown, shown.text).toMatchObject({
      status: 200,
      body: { is_success: true, job_mode: 'sync', schema: [expect.any(Object)], rows_truncated: false },
    })
    expect(shown.body['rows']).toEqual(expect.arrayContaining([['by_job'], ['default']]))
    expect(await submit('CREATE DATABASE by_job', SYNCHRONOUS)).toMatchObject({
      status: 200,
      body: { is_success: false, message: expect.stringContaining('by_job'), job_id: expect.stringMatching(uuid) },
    })
  })

  it('of DELETE database with async=true is a job that can be asked for', async () => {
    await submit('CREATE DATABASE by_api', SYNCHRONOUS)
    const answer = await lab.call('DELETE', '/v1.0/{p}/databases/BY_API?async=true&cascade=true')
    expect(answer.body, answer.text).toMatchObject({
      is_success: true,
      job_mode: 'async',
      job_type: 'DDL',
      job_id: expect.stringMatching(uuid),
    })
    const target = `${JOBS}/${String(answer.body['job_id'])}/status`
    await expect.poll(async () => (await lab.call('GET', target)).body['status']).toBe('FINISHED')
    expect((await lab.call('GET', '/v1.0/{p}/databases?keyword=by_api')).body['databases']).toEqual([])
  })
})

describe('refusals', () => {
  it.each([
    ['no statement', { sql: '' }, 'DLI.0001'],
    ['what does not parse', { sql: 'SELEC 1' }, 'DLI.0004'],
    ['a setting without a sign', { sql: 'SELECT 1', conf: ['no sign'] }, 'DLI.0001'],
    ['a setting without a name', { sql: 'SELECT 1', conf: ['=1'] }, 'DLI.0001'],
    ['settings that are no list', { sql: 'SELECT 1', conf: { a: 1 } }, 'DLI.0001'],
    ['an unknown queue', { sql: 'SELECT 1', queue_name: 'testqueue' }, 'DLI.0002'],
    ['another engine', { sql: 'SELECT 1', engine_type: 'hetuEngine' }, 'DLI.0007'],
    ['another catalog', { sql: 'SELECT 1', current_catalog: 'lake' }, 'DLI.0002'],
  ])('%s', async (_name, body, code) => {
    const answer = await lab.call('POST', `${JOBS}/submit-job`, { body })
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: code } })
  })

  it.each(['status', 'detail', 'preview'])('%s of a job that there is not', async (part) => {
    expect(await lab.call('GET', `${JOBS}/${NEVER}/${part}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('cancelling what is not there, and what has ended', async () => {
    expect(await lab.call('DELETE', `${JOBS}/${NEVER}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    const { id } = await run('SELECT 1')
    expect(await lab.call('DELETE', `${JOBS}/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
  })
})

describe('check-sql', () => {
  it('says yes with the words of the vendor, and what is wrong', async () => {
    expect((await lab.call('POST', `${JOBS}/check-sql`, { body: { sql: 'SELECT 1', currentdb: '' } })).body).toEqual({
      is_success: true,
      message: 'the sql is ok',
      job_type: 'QUERY',
    })
    const bad = await lab.call('POST', `${JOBS}/check-sql`, { body: { sql: 'SELECT FROM WHERE' } })
    expect(bad, bad.text).toMatchObject({ status: 400, body: { error_code: expect.stringMatching(/^DLI\.000[45]$/) } })
  })
})

describe('the list of jobs', () => {
  it('filters, orders and pages with hyphens and underscores alike', async () => {
    const first = await run('SELECT 111 AS needle')
    const second = await run('SELECT 222 AS needle')
    const ids = async (query: string): Promise<unknown[]> => {
      const answer = await lab.call('GET', `${JOBS}?${query}`)
      expect(answer.status, answer.text).toBe(200)
      return listOf(answer.body['jobs']).map((job) => job['job_id'])
    }
    const mine = 'sql_pattern=NEEDLE'
    expect(await ids(mine)).toEqual([second.id, first.id])
    expect(await ids(`${mine}&order=start_time_asc`)).toEqual([first.id, second.id])
    // What clients send for a time that was not given.
    expect(await ids(`${mine}&order=start_time_asc&start=0&end=0`)).toEqual([first.id, second.id])
    expect(await ids(`${mine}&page-size=1&current-page=2`)).toEqual([first.id])
    expect(await ids(`${mine}&page_size=1&current_page=3`)).toEqual([])
    expect(await ids(`job-id=${first.id}`)).toEqual([first.id])
    expect(await ids(`${mine}&job-type=ALL&job-status=finished&queue_name=default&engine-type=spark`)).toEqual([second.id, first.id])
    expect(await ids(`${mine}&job_types=DDL&job_types=QUERY`)).toEqual([second.id, first.id])
    expect(await ids(`${mine}&job_types=DDL,INSERT`)).toEqual([])
    expect(await ids(`${mine}&job-type=DDL&job_types=QUERY`)).toEqual([])
    for (const nothing of ['job-type=IMPORT', 'job-status=SCALING', 'engine-type=hetuEngine', 'table_name=t', 'owner=nobody', 'end=1']) {
      expect(await ids(`${mine}&${nothing}`), nothing).toEqual([])
    }
    expect((await lab.call('GET', `${JOBS}?${mine}&page-size=1`)).body).toMatchObject({
      job_count: 2,
      jobs: [{ end_time: expect.any(Number), engine_type: 'spark' }],
    })
  })

  it('finds jobs by all of the tags', async () => {
    const both = {
      tags: [
        { key: 'team', value: 'a b' },
        { key: 'stage', value: 'test' },
      ],
    }
    const first = await run('SELECT 1', both)
    await run('SELECT 1', { tags: [{ key: 'team', value: 'other' }] })
    const ids = async (tags: string) =>
      listOf((await lab.call('GET', `${JOBS}?tags=${encodeURIComponent(tags)}`)).body['jobs']).map((job) => job['job_id'])
    expect(await ids('stage=test')).toEqual([first.id])
    expect(await ids('stage=test,team=a b')).toEqual([first.id])
    expect(await ids('stage=test,team=other')).toEqual([])
    expect(await ids('stage=tes')).toEqual([])
  })

  it.each([
    ['page-size=0', 'DLI.0001'],
    ['page-size=101', 'DLI.0001'],
    ['job-type=BREAD', 'DLI.0001'],
    ['job-status=BREAD', 'DLI.0001'],
    ['order=random', 'DLI.0001'],
    ['start=yesterday', 'DLI.0001'],
  ])('refuses %s', async (query, code) => {
    expect(await lab.call('GET', `${JOBS}?${query}`)).toMatchObject({ status: 400, body: { error_code: code } })
  })
})
