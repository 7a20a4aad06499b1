import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BASE = '/v3/{p}/catalogs'

describe('catalogs', () => {
  it('are one, with the databases of the project', async () => {
    const dli = { name: 'dli', status: 'ACTIVE', parameters: { type: 'dli', externalCatalog: '' }, create_time: expect.any(Number) }
    expect((await lab.call('GET', BASE)).body).toMatchObject({ is_success: true, total_count: 1, catalogs: [dli] })
    expect((await lab.call('GET', `${BASE}/dli`)).body).toMatchObject({ is_success: true, ...dli })
    const behind = (await lab.call('GET', `${BASE}?limit=10&offset=1`)).body
    expect(behind['total_count']).toBe(1)
    expect(listOf(behind['catalogs'])).toEqual([])
  })

  it.each([
    ['bind', 'lake', 'DLI.0007', 'cannot be bound'],
    ['unbind', 'lake', 'DLI.0002', 'There is no catalog named lake'],
    ['unbind', 'dli', 'DLI.0007', 'cannot be unbound'],
  ])('%s of %s is refused by name', async (action, name, code, message) => {
    expect(await lab.call('POST', `${BASE}/action`, { body: { action, name, parameters: { type: 'LakeFormation' } } })).toMatchObject({
      status: 400,
      body: { error_code: code, error_msg: expect.stringContaining(message) },
    })
  })

  it('of another name are not there', async () => {
    expect(await lab.call('GET', `${BASE}/lake`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })
})
