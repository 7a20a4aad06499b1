import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'q1', cu_count: 64, resource_mode: 1 } })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const TARGET = '/v3/{p}/queues/Q1/properties'
const shown = async (query = '') => listOf((await lab.call('GET', `${TARGET}${query}`)).body['properties'])

describe('properties of queues', () => {
  it('are numbers on their way in and texts on their way out, changed and taken away by name', async () => {
    expect(await shown()).toEqual([{ key: 'multipleSc.support', value: 'false' }])
    const first = { 'computeEngine.maxInstance': 2, 'job.maxConcurrent': 4, 'computeEngine.spark.nativeEnabled': 'true' }
    expect(await lab.call('POST', TARGET, { body: { properties: first } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: '' },
    })
    expect(await lab.call('PUT', TARGET, { body: { properties: { 'job.maxConcurrent': '8' } } })).toMatchObject({ status: 200 })
    expect(await shown()).toEqual([
      { key: 'computeEngine.maxInstance', value: '2' },
      { key: 'computeEngine.spark.nativeEnabled', value: 'true' },
      { key: 'job.maxConcurrent', value: '8' },
      { key: 'multipleSc.support', value: 'false' },
    ])
    const keys = [
      'computeEngine.maxInstance',
      'computeEngine.maxPrefetchInstance',
      'computeEngine.spark.nativeEnabled',
      'job.maxConcurrent',
    ]
    expect(await lab.call('DELETE', TARGET, { body: { keys } })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await shown()).toHaveLength(1)
  })

  it('trap: a client pages by offset alone until a page is empty', async () => {
    await lab.call('PUT', TARGET, { body: { properties: { 'job.maxConcurrent': 4 } } })
    expect(await shown('?offset=1')).toEqual([{ key: 'multipleSc.support', value: 'false' }])
    expect(await shown('?offset=2')).toEqual([])
    expect(await shown('?offset=0&limit=1')).toEqual([{ key: 'job.maxConcurrent', value: '4' }])
  })

  it('that are none are refused, and with them all of the request', async () => {
    const answer = await lab.call('PUT', TARGET, { body: { properties: { 'job.maxConcurrent': 5, 'computeEngine.maxInstance': 1_000 } } })
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0001', error_msg: expect.stringContaining('from 2 to 4') } })
    expect(await shown('?limit=1')).toEqual([{ key: 'job.maxConcurrent', value: '4' }])
    expect(await lab.call('GET', '/v3/{p}/queues/nobody/properties')).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })
})

describe('quotas', () => {
  it('tell what the project has and may have', async () => {
    const { body } = await lab.call('GET', '/v3/{p}/quotas')
    expect(body).toMatchObject({ is_success: true })
    const { resources } = body['quotas'] as { readonly resources: readonly unknown[] }
    expect(resources).toContainEqual({ type: 'queue', min: 0, max: 1_000, quota: 1_000, used: 2 })
    expect(resources).toContainEqual({ type: 'CU', min: 0, max: -1, quota: -1, used: expect.any(Number) })
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'q2', cu_count: 64, resource_mode: 1 } })
    const after = await lab.call('GET', '/v3/{p}/quotas')
    expect(after.text).toContain('"type":"queue","min":0,"max":1000,"quota":1000,"used":3')
  })
})
