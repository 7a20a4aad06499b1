import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, expectDone, expectError, listOf } from './support/api.ts'
import { connect, makeVpc, openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'

let api: Api
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
})
afterAll(() => api?.server.close())

const create = (body: Readonly<Record<string, unknown>>) => api.post('/v1.0/{p}/queues', body)
const names = async (query = '?queue_type=all'): Promise<unknown[]> =>
  listOf((await api.get(`/v1.0/{p}/queues${query}`)).body['queues']).map((queue) => queue['queue_name'])

describe('creating a queue', () => {
  it('answers with its name, and it can be read at once', async () => {
    const answer = await create({
      queue_name: 'made',
      description: 'test',
      cu_count: 16,
      resource_mode: 1,
      queue_type: 'general',
      labels: ['multi_az=2'],
    })
    expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true, message: '', queue_name: 'made' } })
    const read = await api.get('/v1.0/{p}/queues/made')
    expect(read, read.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        queueName: 'made',
        queueType: 'general',
        cuCount: 16,
        description: 'test',
        resource_mode: 1,
        owner: api.server.identity.user,
      },
    })
    expect(read.body['create_time']).toBeGreaterThan(1_700_000_000_000)
  })

  it('stores the name in lower case, and finds it in any case', async () => {
    expect((await create({ queue_name: 'MiXed', cu_count: 16, resource_mode: 1 })).body).toMatchObject({ queue_name: 'mixed' })
    expect((await api.get('/v1.0/{p}/queues/MIXED')).body).toMatchObject({ queueName: 'mixed' })
  })

  it('takes numbers written as strings and leaves alone what it does not know', async () => {
    const answer = await create({
      queue_name: 'loose',
      cu_count: '16',
      resource_mode: '1',
      charging_mode: '1',
      platform: 'x86_64',
      feature: 'basic',
      no_such_field: [],
    })
    expectDone(answer)
  })

  it.each([
    ['digits alone', '12345'],
    ['a leading underscore', '_queue'],
    ['a hyphen', 'my-queue'],
    ['nothing', ''],
    ['129 characters', 'q'.repeat(129)],
    ['a slash', 'a/b'],
    ['a letter beyond ASCII', 'schlange_ü'],
  ])('refuses a name of %s', async (_, name) => {
    expectError(await create({ queue_name: name, cu_count: 16, resource_mode: 1 }), 400, 'DLI.0001')
  })

  it.each([
    ['no name', { cu_count: 16 }],
    ['no CUs', { queue_name: 'no_cus' }],
    ['CUs that are no number', { queue_name: 'bad_cus', cu_count: 'many' }],
    ['no CUs at all', { queue_name: 'zero_cus', cu_count: 0 }],
    ['less than none', { queue_name: 'minus_cus', cu_count: -16 }],
    ['an unknown type', { queue_name: 'bad_type', cu_count: 16, queue_type: 'bread' }],
    ['an unknown resource mode', { queue_name: 'bad_mode', cu_count: 16, resource_mode: 7 }],
  ])('refuses %s', async (_, body) => {
    expectError(await create(body), 400, 'DLI.0001')
  })

  it('refuses a name that is taken, in any case', async () => {
    expectDone(await create({ queue_name: 'taken', cu_count: 16, resource_mode: 1 }))
    expectError(await create({ queue_name: 'TAKEN', cu_count: 16, resource_mode: 1 }), 400, 'DLI.0006')
  })

  it('refuses a body that is no JSON', async () => {
    const answer = await api.call('POST', '/v1.0/{p}/queues', undefined)
    expectError(answer, 400, 'DLI.0001')
  })
})

describe('listing queues', () => {
  it('lists by type, sql by default, with the fields that clients read', async () => {
    expectDone(await create({ queue_name: 'list_sql', cu_count: 16, resource_mode: 1, queue_type: 'sql' }))
    expectDone(await create({ queue_name: 'list_general', cu_count: 16, resource_mode: 1, queue_type: 'general' }))
    expect(await names('')).toContain('list_sql')
    expect(await names('')).not.toContain('list_general')
    expect(await names('?queue_type=general')).toContain('list_general')
    expect(await names()).toEqual(expect.arrayContaining(['list_sql', 'list_general']))
    const list = await api.get('/v1.0/{p}/queues?queue_type=all')
    const queue = listOf(list.body['queues']).find((each) => each['queue_name'] === 'list_sql')
    expect(queue).toMatchObject({
      queue_type: 'sql',
      cu_count: 16,
      owner: api.server.identity.user,
      resource_mode: 1,
      charging_mode: 1,
      enterprise_project_id: '0',
      platform: 'x86_64',
      resource_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      queue_id: expect.any(Number),
      is_restarting: false,
      cidr_in_vpc: expect.stringMatching(/\/\d+$/),
    })
  })

  it('pages from 1, in the order asked for', async () => {
    const all = await names()
    expect(all).toEqual([...all].sort())
    expect(await names('?queue_type=all&page-size=2&current-page=1')).toEqual(all.slice(0, 2))
    expect(await names('?queue_type=all&page-size=2&current-page=2')).toEqual(all.slice(2, 4))
    expect(await names('?queue_type=all&page-size=2&current-page=999')).toEqual([])
    expect(await names('?queue_type=all&order=queue_name_desc')).toEqual([...all].reverse())
    expect(await names('?queue_type=all&page_size=2&current_page=1')).toEqual(all.slice(0, 2))
  })

  it('is the same under /v1', async () => {
    expect((await api.get('/v1/{p}/queues?queue_type=all')).body).toEqual((await api.get('/v1.0/{p}/queues?queue_type=all')).body)
  })
})

describe('deleting a queue', () => {
  it('removes it, and its name is free again', async () => {
    expectDone(await create({ queue_name: 'gone', cu_count: 16, resource_mode: 1 }))
    expectDone(await api.delete('/v1.0/{p}/queues/gone'))
    expectError(await api.get('/v1.0/{p}/queues/gone'), 400, 'DLI.0002')
    expectError(await api.delete('/v1.0/{p}/queues/gone'), 400, 'DLI.0002')
    expect(await names()).not.toContain('gone')
    expectDone(await create({ queue_name: 'gone', cu_count: 16, resource_mode: 1 }))
  })

  it('says which queue there is not', async () => {
    const answer = await api.get('/v1.0/{p}/queues/testqueue')
    expectError(answer, 400, 'DLI.0002')
    expect(answer.body['error_msg']).toContain('There is no queue named testqueue')
  })

  it('takes its bindings with it', async () => {
    await api.createQueue('bound_then_gone')
    const connectionId = await connect(api, 'outlives_queue', await makeVpc(api, 'vpc_q'), ['bound_then_gone'])
    expectDone(await api.delete('/v1.0/{p}/queues/bound_then_gone'))
    const { body } = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)
    expect(body).toMatchObject({ status: 'ACTIVE', available_queue_info: [] })
  })
})

describe('the preset queue default', () => {
  it('runs jobs without being named', async () => {
    expect(await api.rows('SELECT 1')).toEqual([[1]])
    expect(await api.rows('SELECT 2', { queue: 'default' })).toEqual([[2]])
  })

  it('can be neither created nor deleted', async () => {
    const created = await create({ queue_name: 'default', cu_count: 16, resource_mode: 1 })
    expect(created.status, created.text).toBe(400)
    const deleted = await api.delete('/v1.0/{p}/queues/default')
    expect(deleted.status, deleted.text).toBe(400)
    expect(await api.rows('SELECT 3')).toEqual([[3]])
  })
})
