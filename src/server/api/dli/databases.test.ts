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

  it('are listed by all tags that are named', async () => {
    const tagged = (name: string, tags: unknown) => lab.call('POST', BASE, { body: { database_name: name, tags } })
    await tagged('tagged1', [
      { key: 'team', value: 'red' },
      { key: 'env', value: 'test' },
    ])
    await tagged('tagged2', [{ Key: 'team', Value: 'red' }])
    expect(await names('?tags=team%3Dred')).toEqual(['tagged1', 'tagged2'])
    expect(await names('?tags=team%3Dred,env%3Dtest')).toEqual(['tagged1'])
    expect(await names('?tags=team%3Dblue')).toEqual([])
    expect(await names('?tags=&keyword=default')).toEqual(['default'])
    expect((await tagged('tagged3', [{ key: '_sys_a', value: '' }])).status).toBe(400)
    expect(await names('?keyword=tagged3')).toEqual([])
  })

  it('are given to another user, who has to be one', async () => {
    await create('given')
    await lab.addUser({ name: 'scuser1' })
    const give = (name: string, new_owner: string) => lab.call('PUT', `${BASE}/${name}/owner`, { body: { new_owner } })
    const owner = async () => listOf((await lab.call('GET', `${BASE}?keyword=given`)).body['databases'])[0]?.['owner']
    expect(await give('given', 'nobody')).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('No such user. userName:nobody.') },
    })
    expect(await owner()).toBe(lab.user)
    expect(await give('GIVEN', 'scuser1')).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await owner()).toBe('scuser1')
    expect(await give('nothing', 'scuser1')).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('with tables or views are deleted with cascade only', async () => {
    await create('full')
    const columns = [{ column_name: 'a', type: 'int' }]
    await lab.call('POST', `${BASE}/full/tables`, { body: { table_name: 't', data_location: 'DLI', columns } })
    expect(await lab.call('DELETE', `${BASE}/full?cascade=false`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('The database full has 1 table') },
    })
    expect((await lab.call('DELETE', `${BASE}/full?cascade=true`)).status).toBe(200)
    expect(await names('?keyword=full')).toEqual([])
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
