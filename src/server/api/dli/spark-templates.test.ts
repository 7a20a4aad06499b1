import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BASE = '/v3/{p}/templates'
const BATCH = {
  file: 'a.jar',
  className: 'A',
  args: ['1'],
  driverCores: 2,
  conf: { 'spark.x': 'y' },
  groups: [{ name: 'g', resources: [] }],
}
const create = (body: Readonly<Record<string, unknown>>) => lab.call('POST', BASE, { body: { type: 'SPARK', ...body } })
const remove = (...sql_ids: readonly unknown[]) => lab.call('POST', '/v1.0/{p}/sqls-deletion', { body: { sql_ids } })
const list = async (query = '') => listOf((await lab.call('GET', `${BASE}${query}`)).body['templates'])

describe('Spark templates', () => {
  it('are kept under a name, listed by a part of it, shown and changed', async () => {
    const made = await create({ name: 'Nightly', body: BATCH, group: 'g' })
    expect(made).toMatchObject({ status: 200, body: { is_success: true, id: expect.stringMatching(/^[0-9a-f-]{36}$/) } })
    const { id } = made.body
    const kept = { type: 'SPARK', id, name: 'Nightly', body: BATCH, group: 'g', description: '', language: '', owner: lab.user }
    expect((await lab.call('GET', `${BASE}/${String(id)}`)).body).toEqual({ is_success: true, message: '', ...kept })
    expect((await lab.call('GET', `${BASE}?keyword=nIGHT`)).body).toEqual({ is_success: true, message: '', count: 1, templates: [kept] })
    expect(await lab.call('PUT', `${BASE}/${String(id)}`, { body: { body: { file: 'b.jar' }, description: 'd' } })).toMatchObject({
      status: 200,
    })
    expect(await list('?keyword=Nightly')).toEqual([{ ...kept, body: { file: 'b.jar' }, description: 'd' }])
    expect(await list('?keyword=nothing')).toEqual([])
  })

  it('trap: Terraform deletes one by sqls-deletion, and takes 400 with DLI.0002 for gone', async () => {
    const { id } = (await create({ name: 'short', body: BATCH })).body
    const gone = { status: 400, body: { error_code: 'DLI.0002' } }
    expect(await remove(id, '00000000-0000-4000-8000-000000000000')).toMatchObject(gone)
    expect(await lab.call('GET', `${BASE}/${String(id)}`)).toMatchObject({ status: 200 })
    expect(await remove(id)).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await lab.call('GET', `${BASE}/${String(id)}`)).toMatchObject(gone)
    expect(await lab.call('PUT', `${BASE}/${String(id)}`, { body: { name: 'x' } })).toMatchObject(gone)
  })

  it('trap: a page after the last is empty, else the provider never ends', async () => {
    for (const name of ['page_1', 'page_2', 'page_3']) await create({ name, body: BATCH })
    const page = (number: number) => list(`?type=SPARK&keyword=page_&page-size=2&current-page=${number}`)
    expect((await page(1)).map(({ name }) => name)).toEqual(['page_1', 'page_2'])
    expect((await page(2)).map(({ name }) => name)).toEqual(['page_3'])
    expect(await page(3)).toEqual([])
    expect(await list('?keyword=page_&current-page=2')).toEqual([])
    const { body } = await lab.call('GET', BASE)
    expect(Object.values(body).filter(Array.isArray)).toHaveLength(1)
  })

  it('trap: the body is a text of JSON in the SDKs and an object in Terraform, and an object in every answer', async () => {
    const { id } = (await create({ name: 'as_text', body: JSON.stringify({ ...BATCH, driverCores: '2', unknown: 1 }) })).body
    expect(await lab.call('GET', `${BASE}/${String(id)}`)).toMatchObject({ body: { body: BATCH } })
    expect((await lab.call('GET', `${BASE}/${String(id)}`)).text).not.toContain('unknown')
  })

  it('have names that are unique in the project', async () => {
    await create({ name: 'one', body: BATCH })
    const { id } = (await create({ name: 'two', body: BATCH })).body
    const taken = { status: 400, body: { error_code: 'DLI.0006' } }
    expect(await create({ name: 'one', body: BATCH })).toMatchObject(taken)
    expect(await lab.call('PUT', `${BASE}/${String(id)}`, { body: { name: 'one' } })).toMatchObject(taken)
  })

  it.each([
    ['no name', { name: ' ', body: BATCH }, 'DLI.0001'],
    ['no body', { name: 'a' }, 'DLI.0001'],
    ['a body that is no JSON', { name: 'a', body: '{' }, 'DLI.0001'],
    ['a number that is none', { name: 'a', body: { driverCores: 'two' } }, 'DLI.0001'],
    ['a body that is too large', { name: 'a', body: { file: 'x'.repeat(65_537) } }, 'DLI.0001'],
    ['another type', { type: 'SQL', name: 'a', body: BATCH }, 'DLI.0007'],
  ])('are refused with %s', async (_what, body, code) => {
    expect(await create(body)).toMatchObject({ status: 400, body: { error_code: code } })
  })
})
