import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const POOLS = '/v3/{p}/elastic-resource-pools'
const create = (body: unknown) => lab.call('POST', POOLS, { body })
const made = async (name: string, change: object = {}): Promise<void> => {
  const answer = await create({ elastic_resource_pool_name: name, min_cu: 64, max_cu: 128, ...change })
  expect(answer.status, answer.text).toBe(200)
}
const names = async (query: string): Promise<unknown[]> =>
  listOf((await lab.call('GET', `${POOLS}${query}`)).body['elastic_resource_pools']).map((pool) => pool['elastic_resource_pool_name'])
const poolNamed = async (name: string) => listOf((await lab.call('GET', `${POOLS}?name=${name}`)).body['elastic_resource_pools'])[0] ?? {}
const queuesOf = async (pool: string, query = '') => await lab.call('GET', `${POOLS}/${pool}/queues${query}`)

describe('elastic resource pools', () => {
  it('answer the name in lower case, take numbers as strings, and are found by the name as it was typed', async () => {
    const body = {
      elastic_resource_pool_name: 'Typed_Pool',
      description: 'test',
      charging_mode: '1',
      max_cu: '684',
      min_cu: 684,
      unknown: {},
    }
    const answer = await create(body)
    expect(answer).toMatchObject({ status: 200, body: { is_success: true, elastic_resource_pool_name: 'typed_pool' } })
    expect(await create({ ...body, elastic_resource_pool_name: 'typed_POOL' })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0006' },
    })
    expect(await poolNamed('typed_pool')).toMatchObject({
      description: 'test',
      owner: lab.user,
      max_cu: 684,
      min_cu: 684,
      actual_cu: 684,
      current_cu: 684,
      prepay_cu: 0,
      cidr_in_vpc: '172.16.0.0/12',
      status: 'AVAILABLE',
      fail_reason: '',
      enterprise_project_id: '0',
      charging_mode: 1,
      queues: [],
      manager: 'common',
      label: {},
      ipv6_enable: false,
    })
    expect(await lab.call('PUT', `${POOLS}/Typed_Pool`, { body: { description: '', max_cu: 704, min_cu: '64' } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: '' },
    })
    expect(await poolNamed('TYPED')).toMatchObject({ description: '', max_cu: 704, min_cu: 64, current_cu: 64 })
    expect(await lab.call('DELETE', `${POOLS}/TYPED_pool`)).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
  })

  it('that are gone are DLI.0002 with status 400, which Terraform takes for gone', async () => {
    const gone = {
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no elastic resource pool named nobody') },
    }
    expect(await lab.call('DELETE', `${POOLS}/nobody`)).toMatchObject(gone)
    expect(await lab.call('PUT', `${POOLS}/nobody`, { body: {} })).toMatchObject(gone)
    expect(await queuesOf('nobody')).toMatchObject(gone)
  })

  it('are filtered by a part of the name, by tags and status; an offset alone is honoured, and a page after the last is empty', async () => {
    for (const [name, value] of [
      ['list_a', 'x'],
      ['list_b', 'y'],
      ['list_c', 'x'],
    ]) {
      await made(String(name), { tags: [{ key: 'of', value }] })
    }
    expect(await names('?name=list_')).toEqual(['list_a', 'list_b', 'list_c'])
    expect(await names('?name=list_&tags=of%3Dx')).toEqual(['list_a', 'list_c'])
    expect(await names('?name=list_&offset=1')).toEqual(['list_b', 'list_c'])
    expect(await names('?name=list_&offset=1&limit=1')).toEqual(['list_b'])
    expect(await names('?name=list_&status=SCALING')).toEqual([])
    const after = await lab.call('GET', `${POOLS}?name=list_&offset=3&limit=100`)
    expect(after.body).toMatchObject({ is_success: true, count: 3, elastic_resource_pools: [] })
    expect(Object.values(after.body).filter(Array.isArray)).toHaveLength(1)
    expect((await lab.call('GET', `${POOLS}?status=unheard`)).status).toBe(400)
  })

  it.each([
    [{ min_cu: 48 }, 'DLI.0001', '48 to 128'],
    [{ max_cu: 32_016 }, 'DLI.0001', '32016'],
    [{ min_cu: 128, max_cu: 64 }, 'DLI.0001', '128 to 64'],
    [{ label: { spec: 'basic' } }, 'DLI.0001', 'basic'],
    [{ elastic_resource_pool_name: '1pool' }, 'DLI.0001', 'not a valid'],
    [{ description: 'x'.repeat(257) }, 'DLI.0001', '257 characters'],
    [{ cidr_in_vpc: '8.8.0.0/16' }, 'DLI.0001', '8.8.0.0/16'],
    [{ charging_mode: 2 }, 'DLI.0007', 'charging mode 2'],
    [{ ipv6_enable: true }, 'DLI.0007', 'IPv6'],
  ])('with %j are refused', async (change, code, message) => {
    const body = { elastic_resource_pool_name: 'refused', min_cu: 64, max_cu: 128, ...change }
    expect(await create(body)).toMatchObject({ status: 400, body: { error_code: code, error_msg: expect.stringContaining(message) } })
  })

  it('of the form basic are small, and lend in steps of 4', async () => {
    await made('small', { min_cu: 16, max_cu: 64, label: { spec: 'basic' } })
    expect(await poolNamed('small')).toMatchObject({ label: { spec: 'basic' }, min_cu: 16 })
    const queue = { queue_name: 'small_queue', cu_count: 4, elastic_resource_pool_name: 'small' }
    expect((await lab.call('POST', '/v1.0/{p}/queues', { body: queue })).status).toBe(200)
    expect(listOf((await queuesOf('small')).body['queues'])[0]?.['queue_scaling_policies']).toMatchObject([{ min_cu: 4, max_cu: 64 }])
  })

  it('cannot be prepaid: an order is refused in clear words', async () => {
    for (const path of ['', '/specification-change']) {
      expect(await lab.call('POST', `/v3/{p}/orders/elastic-resource-pools${path}`, { body: { max_cu: 64 } })).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('Prepaid elastic resource pools are not supported') },
      })
    }
  })

  it('have no call that reads one of them', async () => {
    expect((await lab.call('GET', `${POOLS}/anything`)).status).toBe(404)
  })
})

describe('the queues of a pool', () => {
  const queue = (name: string, change: object = {}) =>
    lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, ...change } })

  it('keep its name, in lower case, and stand in it with a default policy whose numbers are numbers', async () => {
    await made('owner')
    expect(await queue('in_pool', { elastic_resource_pool_name: 'OWNER', cu_count: '16' })).toMatchObject({ status: 200 })
    const shown = { queue_name: 'in_pool', elastic_resource_pool_name: 'owner', cu_count: 16, resource_mode: 1 }
    expect((await lab.call('GET', '/v1.0/{p}/queues/in_pool')).body).toMatchObject(shown)
    expect(listOf((await lab.call('GET', '/v1.0/{p}/queues')).body['queues'])).toContainEqual(expect.objectContaining(shown))
    expect(await poolNamed('owner')).toMatchObject({ queues: ['in_pool'] })
    expect((await queuesOf('Owner', '?limit=100&queue-name=IN_P')).body).toMatchObject({
      is_success: true,
      count: 1,
      queues: [
        {
          queue_name: 'in_pool',
          queue_type: 'sql',
          engine: 'spark',
          enterprise_project_id: '0',
          owner: lab.user,
          queue_scaling_policies: [{ impact_start_time: '00:00', impact_stop_time: '24:00', priority: 1, min_cu: 16, max_cu: 128 }],
        },
      ],
    })
    expect((await queuesOf('owner', '?limit=100&offset=1')).body).toMatchObject({ count: 1, queues: [] })
    expect(await lab.call('DELETE', `${POOLS}/owner`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
    expect(await queue('nowhere', { elastic_resource_pool_name: 'nobody' })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002' },
    })
  })

  it("take policies with strings for numbers, over midnight, as in the vendor's example, and give back numbers", async () => {
    const policies = [
      { impact_start_time: '00:00', impact_stop_time: '24:00', priority: '1', min_cu: '16', max_cu: '64' },
      { impact_start_time: '22:00', impact_stop_time: '10:00', priority: 50, min_cu: 32, max_cu: 64 },
      { impact_start_time: '10:00', impact_stop_time: '22:00', priority: 1, min_cu: 16, inherit_elastic_resource_pool_max_cu: true },
    ]
    const put = (body: unknown) => lab.call('PUT', `${POOLS}/owner/queues/IN_POOL`, { body })
    expect(await put({ queue_scaling_policies: policies })).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    const [read] = listOf((await queuesOf('owner')).body['queues'])
    expect(read?.['queue_scaling_policies']).toEqual([
      { ...policies[0], priority: 1, min_cu: 16, max_cu: 64, inherit_elastic_resource_pool_max_cu: false },
      { ...policies[1], inherit_elastic_resource_pool_max_cu: false },
      { ...policies[2], max_cu: 128 },
    ])
    for (const change of [
      { impact_start_time: '08:30' },
      { impact_start_time: '24:00' },
      { impact_stop_time: '25:00' },
      { max_cu: 40 },
      { priority: 101 },
    ]) {
      const answer = await put({ queue_scaling_policies: [{ ...policies[0], ...change }] })
      expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    }
    expect((await put({ queue_scaling_policies: [] })).body['error_msg']).toContain('exactly one default')
  })

  it('come from outside by POST, once', async () => {
    await queue('outside', { resource_mode: 1 })
    const add = (pool: string) => lab.call('POST', `${POOLS}/${pool}/queues`, { body: { queue_name: 'OUTSIDE' } })
    expect(await add('owner')).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    await made('second')
    expect(await add('second')).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
    expect((await lab.call('GET', '/v1.0/{p}/queues/outside')).body).toMatchObject({ elastic_resource_pool_name: 'owner' })
  })
})

describe('scale records', () => {
  it('have no envelope, the newest first, and hold to the times that the vendor allows', async () => {
    await made('scaled')
    await lab.call('PUT', `${POOLS}/scaled`, { body: { min_cu: 80 } })
    await lab.call('PUT', `${POOLS}/scaled`, { body: { min_cu: 96 } })
    const records = async (query: string) => await lab.call('GET', `${POOLS}/SCALED/scale-records${query}`)
    const { body } = await records('')
    expect(Object.keys(body).sort()).toEqual(['count', 'items'])
    expect(body).toMatchObject({
      count: 2,
      items: [
        { origin_cu: 80, target_cu: 96, current_cu: 96, min_cu: 96, max_cu: 128, status: 'success', fail_reason: '' },
        { origin_cu: 64, target_cu: 80 },
      ],
    })
    const [newest] = listOf(body['items'])
    expect(isRecord(newest) && newest['record_time']).toBeGreaterThan(Date.now() - 600_000)
    expect((await records('?status=fail')).body).toEqual({ count: 0, items: [] })
    expect((await records('?limit=1&offset=1')).body).toMatchObject({ count: 2, items: [{ target_cu: 80 }] })
    const now = Date.now()
    const day = 86_400_000
    for (const query of [
      `?start_time=${now - 1}&end_time=${now - 2}`,
      `?end_time=${now + day}`,
      `?start_time=${now - 31 * day}`,
      '?limit=101',
    ]) {
      expect(await records(query), query).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    }
    expect((await records(`?end_time=${now - day}`)).body).toEqual({ count: 0, items: [] })
  })
})
