import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { isRecord } from '../../../base/fields.ts'
import { sign } from '../auth/signature.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let url = ''
beforeAll(async () => {
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const target = (): string => `/causeway/v1/${lab.projectId}/queries`
const jobs = async () => listOf((await lab.call('GET', '/v1.0/{p}/jobs')).body['jobs'])
const statusOf = async (jobId: string) => (await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)).body['status']

async function open(sql: string): Promise<IncomingMessage> {
  const body = Buffer.from(JSON.stringify({ sql }))
  const headers = { 'content-type': 'application/json' }
  const signed = sign({ method: 'POST', target: target(), headers, body }, lab, Date.now())
  const request = httpRequest(`${url}${target()}`, { method: 'POST', headers: { ...headers, ...signed } })
  request.end(body)
  const [answer]: IncomingMessage[] = await once(request, 'response')
  if (answer === undefined) throw new Error('no answer')
  return answer
}

async function linesOf(answer: IncomingMessage): Promise<readonly string[]> {
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return text.split('\n')
}

it('answers with a line of columns, a line for each row, and a line that says the rows are all', async () => {
  const answer = await open("SELECT id AS n, CAST(12345678901234567890.5 AS DECIMAL(38,1)) AS d, 'a\nb' AS t FROM range(3)")
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' },
  })
  const [head = '', ...rest] = await linesOf(answer)
  const { job_id: jobId, columns } = JSON.parse(head)
  expect(columns).toEqual([
    { name: 'n', type: 'bigint' },
    { name: 'd', type: 'decimal(38,1)' },
    { name: 't', type: 'string' },
  ])
  expect(rest).toEqual([...[0, 1, 2].map((n) => `[${n},12345678901234567890.5,"a\\nb"]`), '{"state":"FINISHED","row_count":3}', ''])
  expect(await jobs()).toContainEqual(expect.objectContaining({ job_id: jobId, job_type: 'QUERY', status: 'FINISHED', result_count: 3 }))
  const preview = await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/preview`)
  expect(preview.text).toContain('12345678901234567890.5')
})

it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/json; charset=iso-8859-1'])(
  'a body of type %s is refused with 415',
  async (type) => {
    expect(await lab.call('POST', target(), { body: { sql: 'SELECT 1' }, headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      body: { error_code: 'not-json', hint: expect.stringContaining('Content-Type: application/json') },
    })
  },
)

it.each(['application/json', 'Application/JSON;charset=UTF-8', 'application/json; charset="utf8"; version=1'])(
  'a body of type %s is read',
  async (type) => {
    expect(await lab.call('POST', target(), { body: { currentdb: 'd' }, headers: { 'content-type': type } })).toMatchObject({
      status: 400,
      body: { error_msg: expect.stringContaining('The body lacks the mandatory parameter sql') },
    })
  },
)

it('a result without rows has its columns and its end', async () => {
  const [head = '', ...rest] = await linesOf(await open('SELECT id FROM range(0)'))
  expect(JSON.parse(head)).toMatchObject({ columns: [{ name: 'id', type: 'bigint' }] })
  expect(rest).toEqual(['{"state":"FINISHED","row_count":0}', ''])
})

it('a failure between the rows is told in the last line, in the words of an error answer', async () => {
  const lines = await linesOf(await open('SELECT element_at(array(1), CAST(id - 900000 AS INT)) AS a FROM range(1000000)'))
  const end: unknown = JSON.parse(lines.at(-2) ?? '')
  expect(end).toEqual({
    state: 'FAILED',
    error_code: 'invalid-parameter',
    error_msg: expect.stringContaining('element_at'),
  })
  expect(lines.slice(1, -2).every((line) => line.startsWith('['))).toBe(true)
})

it.each([
  [{ sql: 'SELEKT 1' }, 'sql-syntax'],
  [{ sql: 'SELECT 1', queue_name: 'nowhere' }, 'not-found'],
  [{ sql: 'SELECT 1', currentdb: 'nowhere' }, 'not-found'],
  [{ sql: 'SELECT 1', conf: ['dli.sql.job.timeout=soon'] }, 'invalid-parameter'],
  [{ sql: 'CREATE DATABASE d' }, 'not-supported'],
  [{ sql: 'SHOW DATABASES' }, 'not-supported'],
  [{}, 'invalid-parameter'],
])('%j is refused with an ordinary error, before there is a job', async (body, code) => {
  const before = (await jobs()).length
  const answer = await lab.call('POST', target(), { body })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body).toMatchObject({ error_code: code, error_msg: expect.stringMatching(/\S/) })
  expect(await jobs()).toHaveLength(before)
})

it('what is found out before the first row is an ordinary error, and the job has it too', async () => {
  const answer = await lab.call('POST', target(), { body: { sql: 'SELECT * FROM not_there' } })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ error_code: 'sql-semantics', error_msg: expect.stringContaining('not_there') })
  const [job] = await jobs()
  expect(job).toMatchObject({ status: 'FAILED', message: expect.stringContaining('not_there') })
  const mistake = { line: 1, column: 15, length: 9 }
  expect(answer.body['place']).toEqual(mistake)
  const status = (await lab.call('GET', `/v1.0/{p}/jobs/${String(job?.['job_id'])}/status`)).body
  expect(status).toMatchObject({ error_code: 'sql-semantics', mistake })
})

it('its record in the audit has the id of the job, by which the statement is found, also of one that failed', async () => {
  const [head = ''] = await linesOf(await open('SELECT id FROM range(1)'))
  await lab.call('POST', target(), { body: { sql: 'SELECT * FROM not_there' } })
  const [failed] = await jobs()
  const ids = [JSON.parse(head).job_id, failed?.['job_id']]
  for (const id of ids) {
    await waitPatiently({
      meanwhile: `the audit still has no ended call of the job ${String(id)}`,
      look: async () => {
        const events = listOf((await lab.call('GET', '/causeway/v1/audit?action=causeway.queries.run')).body['events'])
        return events.find(
          ({ outcome, details }) =>
            outcome !== 'unknown' && isRecord(details) && isRecord(details['made']) && details['made']['job_id'] === id,
        )
      },
      processes: () => [process.pid],
    })
  }
})

it('a client that goes away, before a row or between rows, cancels its job', async () => {
  const waits = open(endlessSql)
  const reading = await open('SELECT id FROM range(1000000000)')
  const [first] = await once(reading, 'data')
  const jobId = String(JSON.parse(String(first).split('\n')[0] ?? '').job_id)
  reading.destroy()
  await expect.poll(() => statusOf(jobId)).toBe('CANCELLED')
  const answer = await waits
  answer.destroy()
  await expect.poll(async () => (await jobs()).filter(({ status }) => status === 'RUNNING')).toEqual([])
})

it('a job that somebody cancels ends the answer with a line that says so', async () => {
  const reading = await open('SELECT id FROM range(1000000000)')
  const iterator = reading.iterator({ destroyOnReturn: false })
  let text = String((await iterator.next()).value)
  await lab.call('DELETE', `/v1.0/{p}/jobs/${JSON.parse(text.split('\n')[0] ?? '').job_id}`)
  for await (const chunk of reading) text = text.slice(-1_000) + String(chunk)
  expect(JSON.parse(text.split('\n').at(-2) ?? '')).toEqual({
    state: 'CANCELLED',
    error_code: 'cancelled',
    error_msg: `Cancelled by ${lab.user}`,
  })
})
