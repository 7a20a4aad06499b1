import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const create = (body: unknown) => lab.call('POST', '/v1.0/{p}/queues', { body })
const names = async (query: string): Promise<unknown[]> =>
  listOf((await lab.call('GET', `/v1.0/{p}/queues${query}`)).body['queues']).map((queue) => queue['queue_name'])

describe('queues', () => {
  it.each(['page-size=1&page_size=2', 'queue_type=all&queue-type=sql', 'tags=a&tags=b', 'order=cu_asc&order=cu_asc'])(
    'a list with %s is told that the parameter comes twice',
    async (query) => {
      expect(await lab.call('GET', `/v1.0/{p}/queues?${query}`)).toMatchObject({
        status: 400,
        body: {
          error_msg: expect.stringMatching(/^The parameter \w+ of the query is given twice, and is taken once\. docs.*dli\.queues\.list/),
        },
      })
    },
  )

  it('are made in lower case, with numbers as strings, and read with four keys in camel case and in snake case', async () => {
    const made = await create({
      queue_name: 'First',
      queue_type: 'general',
      cu_count: '16',
      resource_mode: '1',
      charging_mode: '1',
      labels: 'multi_az=2',
      tags: [{ Key: 'k', Value: 'v' }],
      no_such_field: {},
    })
    expect(made, made.text).toMatchObject({ status: 200, body: { is_success: true, message: '', queue_name: 'first' } })
    const read = await lab.call('GET', '/v1.0/{p}/queues/FIRST')
    expect(read).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        queueName: 'first',
        queueType: 'general',
        cuCount: 16,
        chargingMode: 1,
        queue_name: 'first',
        queue_type: 'general',
        cu_count: 16,
        charging_mode: 1,
        resource_mode: 1,
        labels: 'multi_az=2',
        is_restarting: false,
        owner: lab.user,
      },
    })
    expect(await lab.call('GET', '/v1.0/{p}/queues?queue-type=general&tags=k%3Dv')).toMatchObject({
      body: { queues: [{ queue_name: 'first' }] },
    })
  })

  it('take an empty string for a field that was left out', async () => {
    const empty = { description: '', platform: '', feature: '', engine: '', enterprise_project_id: '', elastic_resource_pool_name: '' }
    expect(await create({ queue_name: 'empty_fields', queue_type: 'general', cu_count: 16, ...empty })).toMatchObject({ status: 200 })
    const read = await lab.call('GET', '/v1.0/{p}/queues/empty_fields')
    expect(read.body).toMatchObject({
      platform: 'x86_64',
      engine: 'spark',
      enterprise_project_id: '0',
      default_spark_version: '3.3.1',
      support_spark_versions: ['3.3.1'],
    })
    expect(read.body).not.toHaveProperty('feature')
    expect((await lab.call('DELETE', '/v1.0/{p}/queues/empty_fields')).status).toBe(200)
  })

  it('fault 1: name the feature that was asked for, and none otherwise: with an invented one Terraform makes the queue anew at each apply', async () => {
    expect(await create({ queue_name: 'with_feature', cu_count: 16, feature: 'basic' })).toMatchObject({ status: 200 })
    expect(await create({ queue_name: 'without_feature', cu_count: 16 })).toMatchObject({ status: 200 })
    const { body } = await lab.call('GET', '/v1.0/{p}/queues')
    const features = listOf(body['queues']).map((queue) => [queue['queue_name'], queue['feature']])
    expect(features.filter(([name]) => String(name).endsWith('_feature'))).toEqual(
      expect.arrayContaining([
        ['with_feature', 'basic'],
        ['without_feature', undefined],
      ]),
    )
    for (const name of ['with_feature', 'without_feature']) expect((await lab.call('DELETE', `/v1.0/{p}/queues/${name}`)).status).toBe(200)
  })

  it('are listed by type, tags, page and order', async () => {
    for (const [name, cuCount] of [
      ['b_small', 16],
      ['c_large', 64],
    ]) {
      expect(
        (await create({ queue_name: name, cu_count: cuCount, resource_mode: 1, tags: [{ key: 'size', value: String(cuCount) }] })).status,
      ).toBe(200)
    }
    expect(await names('')).toEqual(['b_small', 'c_large', 'default'])
    expect(await names('?queue_type=all')).toEqual(['b_small', 'c_large', 'default', 'first'])
    expect(await names('?order=queue_name_desc')).toEqual(['default', 'c_large', 'b_small'])
    expect(await names('?order=cu_desc')).toEqual(['c_large', 'b_small', 'default'])
    expect(await names('?order=cu_asc')).toEqual(['b_small', 'default', 'c_large'])
    expect(await names('?page-size=2&current-page=2')).toEqual(['default'])
    expect(await names('?page_size=2&current_page=3')).toEqual([])
    // All are on the first page when no size is given.
    expect(await names('?current_page=2')).toEqual([])
    expect(await names('?tags=size%3D64')).toEqual(['c_large'])
    expect(await names('?tags=size%3D64%2Csize%3D16')).toEqual([])
  })

  it.each([
    ['no name', { cu_count: 16 }, 'DLI.0001'],
    ['an unknown type', { queue_name: 'x', cu_count: 16, queue_type: 'bread' }, 'DLI.0001'],
    ['an unknown mode', { queue_name: 'x', cu_count: 16, resource_mode: 7 }, 'DLI.0001'],
    ['an unknown order', '?order=random', 'DLI.0001'],
    ['a page below 1', '?current-page=0', 'DLI.0001'],
    ['a taken name', { queue_name: 'FIRST', cu_count: 16, resource_mode: 1 }, 'DLI.0006'],
    ['a pool, for there are none yet', { queue_name: 'x', cu_count: 16, elastic_resource_pool_name: 'p1' }, 'DLI.0002'],
  ])('refuse %s', async (_name, given, code) => {
    const answer = typeof given === 'string' ? await lab.call('GET', `/v1.0/{p}/queues${given}`) : await create(given)
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: code } })
    expect(answer.body).not.toHaveProperty('is_success')
  })

  it('are deleted once, except the preset one', async () => {
    await create({ queue_name: 'gone', cu_count: 16, resource_mode: 1 })
    expect(await lab.call('DELETE', '/v1.0/{p}/queues/GONE')).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    expect(await lab.call('DELETE', '/v1.0/{p}/queues/gone')).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no queue named gone'), hint: expect.any(String) },
    })
    expect(await lab.call('DELETE', '/v1.0/{p}/queues/default')).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
  })
})

describe('what SDKs read of a queue beside the documents', () => {
  it('python-sdk: used_cu, the limits of scaling and the type of the resource are numbers and text, not None', async () => {
    await create({ queue_name: 'of_64', cu_count: 64, resource_mode: 1 })
    await create({ queue_name: 'of_16', cu_count: 16, resource_mode: 1 })
    const { body } = await lab.call('GET', '/v1.0/{p}/queues')
    const of = (name: string) => listOf(body['queues']).find((one) => one['queue_name'] === name)
    expect(of('of_64')).toMatchObject({ used_cu: 0, cu_scale_in_limit: 64, cu_scale_out_limit: 512, queue_resource_type: 'vm' })
    expect(of('of_16')).toMatchObject({ cu_scale_in_limit: 16, cu_scale_out_limit: 16 })
    const shown = await lab.call('GET', '/v1.0/{p}/queues/of_64')
    expect(shown.body).toMatchObject({ cu_scale_in_limit: 64, cu_scale_out_limit: 512, resource_type: 'vm' })
  })
})
