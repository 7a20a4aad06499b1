import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BASE = '/v1.0/{p}/sqls'
const create = (body: unknown) => lab.call('POST', BASE, { body })
const list = async (query = '') => listOf((await lab.call('GET', `${BASE}${query}`)).body['sqls'])

describe('SQL templates', () => {
  it('are kept under a name, listed by a part of it, changed and deleted', async () => {
    const made = await create({ sql_name: 'Daily', sql: 'SELECT 1', description: 'd', group: 'reports' })
    expect(made).toMatchObject({ status: 200, body: { is_success: true, message: '', sql_id: expect.any(String), group: 'reports' } })
    const sql_id = String(made.body['sql_id'])
    const other = await create({ sql_name: 'weekly', sql: 'SELECT 2' })
    expect(await list('?keyword=dAI')).toEqual([
      { sql_id, sql_name: 'Daily', sql: 'SELECT 1', description: 'd', group: 'reports', owner: lab.user },
    ])
    expect((await lab.call('GET', BASE)).body).toMatchObject({ sql_count: 2 })
    expect(await lab.call('PUT', `${BASE}/${sql_id}`, { body: { sql: 'SELECT 3', description: '' } })).toMatchObject({ status: 200 })
    expect(await list('?keyword=daily')).toMatchObject([{ sql_name: 'Daily', sql: 'SELECT 3', description: '', group: 'reports' }])
    const body = { sql_ids: [sql_id, String(other.body['sql_id'])] }
    expect(await lab.call('POST', '/v1.0/{p}/sqls-deletion', { body })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await list()).toEqual([])
  })

  it('have names that are unique in the project', async () => {
    await create({ sql_name: 'one', sql: 'SELECT 1' })
    const { body } = await create({ sql_name: 'two', sql: 'SELECT 1' })
    const taken = { status: 400, body: { error_code: 'DLI.0006' } }
    expect(await create({ sql_name: 'one', sql: 'SELECT 2' })).toMatchObject(taken)
    expect(await lab.call('PUT', `${BASE}/${String(body['sql_id'])}`, { body: { sql_name: 'one' } })).toMatchObject(taken)
    expect(await lab.call('PUT', `${BASE}/${String(body['sql_id'])}`, { body: { sql_name: 'two' } })).toMatchObject({ status: 200 })
  })

  it('are deleted all or none', async () => {
    const [kept] = await list('?keyword=one')
    const answer = await lab.call('POST', '/v1.0/{p}/sqls-deletion', { body: { sql_ids: [kept?.['sql_id'], 'nothing'] } })
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    expect(await list('?keyword=one')).toHaveLength(1)
  })

  it.each([
    ['no name', { sql_name: ' ', sql: 'SELECT 1' }, 'DLI.0001'],
    ['no statement', { sql_name: 'a', sql: ' ' }, 'DLI.0001'],
    ['a name that is too long', { sql_name: 'a'.repeat(129), sql: 'SELECT 1' }, 'DLI.0001'],
  ])('are refused with %s', async (_what, body, code) => {
    expect(await create(body)).toMatchObject({ status: 400, body: { error_code: code } })
  })
})

it('the samples are statements that run as they are', async () => {
  const { body } = await lab.call('GET', `${BASE}/sample`)
  const samples = listOf(body['sqls'])
  expect(body).toMatchObject({ sql_count: samples.length, sqlCount: samples.length })
  expect(samples.length).toBeGreaterThan(3)
  for (const { sql, name } of samples) {
    const { body } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql } })
    const status = await waitPatiently({
      meanwhile: `${String(name)} has not ended`,
      look: async () => {
        const answer = await lab.call('GET', `/v1.0/{p}/jobs/${String(body['job_id'])}/status`)
        return /FINISHED|FAILED/.test(String(answer.body['status'])) ? answer.body : undefined
      },
      processes: () => [process.pid],
    })
    expect(status).toMatchObject({ status: 'FINISHED', message: '' })
  }
})
