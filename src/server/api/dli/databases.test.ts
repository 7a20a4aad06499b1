import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BASE = '/v1.0/{p}/databases'
const create = (name: string) => lab.call('POST', BASE, { body: { database_name: name, description: 'd' } })
const names = async (query: string): Promise<unknown[]> =>
  listOf((await lab.call('GET', `${BASE}${query}`)).body['databases']).map((each) => each['database_name'])

describe('databases', () => {
  it('are created, listed and deleted', async () => {
    expect(await create('Sales')).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    const listed = await lab.call('GET', `${BASE}?keyword=SALE&with-priv=false`)
    expect(listed.body).toMatchObject({
      database_count: 1,
      databases: [
        {
          database_name: 'sales',
          owner: lab.user,
          table_number: 0,
          description: 'd',
          enterprise_project_id: '0',
          resource_id: expect.any(String),
        },
      ],
    })
    expect(await lab.call('DELETE', `${BASE}/SALES?async=false`)).toMatchObject({
      status: 200,
      body: { is_success: true, job_mode: 'sync' },
    })
    expect(await names('?keyword=sale')).toEqual([])
  })

  it('page by limit and offset, all without a limit', async () => {
    for (const name of ['a', 'b', 'c']) await create(name)
    const all = await names('')
    expect(all).toEqual(expect.arrayContaining(['a', 'b', 'c', 'default']))
    expect(await names('?limit=2&offset=1')).toEqual(all.slice(1, 3))
    expect(await names('?offset=2')).toEqual(all.slice(2))
  })

  it('cannot be listed by tags, which they do not keep yet', async () => {
    expect(await lab.call('GET', `${BASE}?tags=a%3Db`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
    expect(await names('?tags=&keyword=default')).toEqual(['default'])
  })

  it('are refused when they are there already, and when they are not there', async () => {
    await create('there')
    expect(await create('THERE')).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    const none = { status: 400, body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no database named nothing') } }
    expect(await lab.call('DELETE', `${BASE}/nothing`)).toMatchObject(none)
    expect(await lab.call('DELETE', `${BASE}/nothing?async=true`)).toMatchObject(none)
    expect((await lab.call('DELETE', `${BASE}/default`)).status).toBe(400)
  })
})
