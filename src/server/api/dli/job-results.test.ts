import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const JOBS = '/v1.0/{p}/jobs'
let lab: ApiLab
let ofJavaSdk: ApiLab
beforeAll(async () => {
  ;[lab, ofJavaSdk] = await Promise.all([startLab(), startLab({ resultCells: 'java-sdk' })])
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  await ofJavaSdk?.[Symbol.asyncDispose]()
})

async function run(
  sql: string,
  {
    conf = [],
    path = `${JOBS}/submit-job`,
    on = lab,
  }: { readonly conf?: readonly string[]; readonly path?: string; readonly on?: ApiLab } = {},
): Promise<string> {
  const submitted = await on.call('POST', path, { body: { sql, conf } })
  expect(submitted.status, submitted.text).toBe(200)
  const id = String(submitted.body['job_id'])
  await waitPatiently({
    meanwhile: `${sql} has not ended`,
    look: async () => {
      const { body } = await on.call('GET', `${JOBS}/${id}/status`)
      return /FINISHED|FAILED/.test(String(body['status'])) ? body : undefined
    },
    processes: () => [process.pid],
  })
  return id
}

describe('a page of a result', () => {
  it('has the body of a preview, and is counted from 1 with 50 rows unless the size is given', async () => {
    const id = await run('SELECT id FROM range(120)')
    const page = async (query: string) => (await lab.call('GET', `${JOBS}/${id}${query}`)).body
    const first = await page('?queue-name=default')
    expect(first).toMatchObject({
      is_success: true,
      message: '',
      job_id: id,
      job_type: 'QUERY',
      row_count: 120,
      schema: [{ id: 'bigint' }],
    })
    expect(first['rows']).toEqual(Array.from({ length: 50 }, (_none, at) => [at]))
    expect((await page('?page-size=100&current-page=2'))['rows']).toEqual(Array.from({ length: 20 }, (_none, at) => [100 + at]))
    expect((await page('?page-size=100&current-page=3'))['rows']).toEqual([])
    expect((await lab.call('GET', `${JOBS}/${id}?page-size=101`)).status).toBe(400)
  })

  it('behind what is kept beside the job is read from the file with all rows, and refused where there is none: a part is never taken for the whole', async () => {
    const sql = 'SELECT id FROM range(1120)'
    const part = await run(sql)
    expect(await lab.call('GET', `${JOBS}/${part}?page-size=100&current-page=11`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('has kept the first 1000 of its 1120 rows') },
    })
    expect((await lab.call('GET', `${JOBS}/${part}?page-size=100&current-page=10`)).status).toBe(200)
    const all = await run(sql, { conf: ['causeway.sql.keepResult=all'] })
    const rows = async (page: number) => (await lab.call('GET', `${JOBS}/${all}?page-size=100&current-page=${page}`)).body['rows']
    expect(await rows(11)).toEqual(Array.from({ length: 100 }, (_none, at) => [1000 + at]))
    expect(await rows(12)).toEqual(Array.from({ length: 20 }, (_none, at) => [1100 + at]))
    expect(await rows(13)).toEqual([])
  })

  it('of a job that runs, or of none, is refused', async () => {
    expect(await lab.call('GET', `${JOBS}/8ecb0777-9c70-4529-9935-29ea0946039c`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002' },
    })
    const id = await run('SELECT raise_error("x")')
    expect(await lab.call('GET', `${JOBS}/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
  })
})

describe('the old paths below a queue', () => {
  it('submit to it, read and cancel what is on it, and nothing of another queue', async () => {
    const old = '/v1.0/{p}/queues/default/jobs'
    const id = await run('SELECT 1 AS a', { path: `${old}/submit-job` })
    expect((await lab.call('GET', `${old}/${id}?page-size=1`)).body).toMatchObject({ job_id: id, rows: [[1]], row_count: 1 })
    expect(await lab.call('DELETE', `${old}/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await lab.call(method, `/v1.0/{p}/queues/other/jobs/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    }
    expect(await lab.call('POST', '/v1.0/{p}/queues/nothing/jobs/submit-job', { body: { sql: 'SELECT 1' } })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no queue named nothing') },
    })
  })
})

describe('the list of jobs', () => {
  it('is found under sql-jobs, too', async () => {
    const { body } = await lab.call('GET', `${JOBS}/sql-jobs?page-size=2&current-page=1`)
    expect(listOf(body['jobs'])).toHaveLength(2)
    expect(Number(body['job_count'])).toBeGreaterThan(2)
  })

  it('fault 7: is filtered by the tables that statements name, which each job shows', async () => {
    await run('CREATE TABLE Orders (id int)')
    await run('CREATE TABLE copies AS SELECT * FROM orders')
    await run('SELECT * FROM default.orders o JOIN copies c ON o.id = c.id')
    const found = async (query: string) => listOf((await lab.call('GET', `${JOBS}?${query}&order=start_time_asc`)).body['jobs'])
    expect((await found('table_name=ORDERS')).map((each) => [each['job_type'], each['table_name']])).toEqual([
      ['DDL', 'orders'],
      ['DDL', 'copies'],
      ['QUERY', 'orders'],
    ])
    expect(await found('table-name=copies&job-type=QUERY')).toHaveLength(1)
    expect(await found('table_name=nowhere')).toEqual([])
  })
})

it('progress answers under both versions', async () => {
  const id = await run('SELECT 1')
  const [one, other] = await Promise.all(['/v1', '/v1.0'].map((version) => lab.call('GET', `${version}/{p}/jobs/${id}/progress`)))
  expect(one?.body).toMatchObject({ is_success: true, job_id: id, progress: 1 })
  expect(other?.body).toEqual(one?.body)
})

it('fault 4: cells are as the documents have them, or, where the server is set so, as the service’s own Java SDK reads them', async () => {
  const sql =
    "SELECT TIMESTAMP '2020-01-01 00:00:00.5' AS t, array(1, 2) AS a, map('k', 1) AS m, named_struct('f', 1) AS s, DATE '2020-01-02' AS d, 1.5BD AS n, CAST(NULL AS timestamp) AS z"
  const documents = await run(sql)
  expect((await lab.call('GET', `${JOBS}/${documents}/preview`)).body['rows']).toEqual([
    ['2020-01-01 00:00:00.5', [1, 2], { k: 1 }, { f: 1 }, '2020-01-02', 1.5, null],
  ])
  const id = await run(sql, { on: ofJavaSdk })
  const cells = ['1577836800500', '[1,2]', '{"k":1}', '{"f":1}', '2020-01-02', 1.5, null]
  for (const path of [`${JOBS}/${id}/preview`, `${JOBS}/${id}`, `/v1.0/{p}/queues/default/jobs/${id}`]) {
    expect((await ofJavaSdk.call('GET', path)).body['rows']).toEqual([cells])
  }
})
