import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BASE = '/v1.0/{p}/streaming/job-templates'
const create = (body: unknown) => lab.call('POST', BASE, { body })
const inner = (value: unknown) => objectOf(JSON.stringify(value))
const list = async (query = '') => inner((await lab.call('GET', `${BASE}${query}`)).body['template_list'])

describe('Flink templates', () => {
  it('are kept under a name, listed by a part of it, changed and deleted', async () => {
    const made = await create({ name: 'Clicks', desc: 'd', sql_body: 'INSERT INTO a SELECT * FROM b' })
    const head = { template_id: expect.any(Number), name: 'Clicks', desc: 'd', create_time: expect.any(Number), job_type: 'flink_sql_job' }
    expect(made).toMatchObject({ status: 200, body: { is_success: true, template: head } })
    const id = String(inner(made.body['template'])['template_id'])
    const found = { total_count: 1, templates: [{ ...head, update_time: expect.any(Number), sql_body: 'INSERT INTO a SELECT * FROM b' }] }
    expect(await list('?name=lICK')).toEqual(found)
    expect(await list('?name=nothing')).toEqual({ total_count: 0, templates: [] })
    expect(await lab.call('PUT', `${BASE}/${id}`, { body: { desc: '' } })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await list('?name=Clicks')).toMatchObject({ templates: [{ desc: '', sql_body: 'INSERT INTO a SELECT * FROM b' }] })
    const removed = await lab.call('DELETE', `${BASE}/${id}`)
    expect(removed).toMatchObject({ status: 200, body: { is_success: true, template: { template_id: Number(id) } } })
    const gone = { status: 400, body: { error_code: 'DLI.0002' } }
    expect(await lab.call('DELETE', `${BASE}/${id}`)).toMatchObject(gone)
    expect(await lab.call('PUT', `${BASE}/${id}`, { body: { name: 'x' } })).toMatchObject(gone)
  })

  it('trap: is_success is a boolean, though it is a text in the other calls below /streaming, and template_id a number', async () => {
    const { text } = await create({ name: 'types' })
    expect(text).toMatch(/"is_success":true/)
    expect(text).toMatch(/"template_id":\d+/)
    expect((await lab.call('GET', BASE)).text).toMatch(/"is_success":true/)
  })

  it('trap: Terraform reads one by limit=100 and its name, which is a part of others, and a list by offset until a page is empty', async () => {
    for (const name of ['page', 'page_1', 'page_2']) await create({ name, job_type: 'flink_opensource_sql_job' })
    const named = listOf((await list('?&limit=100&name=page'))['templates'])
    expect(named.map(({ name }) => name)).toEqual(['page_2', 'page_1', 'page'])
    expect(listOf((await list('?offset=2&limit=2&name=page'))['templates'])).toHaveLength(1)
    expect(await list('?offset=4&limit=2&name=page')).toEqual({ total_count: 3, templates: [] })
    expect(listOf((await list('?order=asc&limit=1&name=page'))['templates'])).toMatchObject([{ name: 'page' }])
  })

  it('are found by their tags', async () => {
    await create({ name: 'tagged', tags: [{ key: 'team', value: 'a' }] })
    expect(await list('?tags=team=a')).toMatchObject({ total_count: 1, templates: [{ name: 'tagged' }] })
    expect(await list('?tags=team=b')).toMatchObject({ total_count: 0 })
  })

  it('have names that are unique in the project', async () => {
    await create({ name: 'one' })
    const second = await create({ name: 'two' })
    const taken = { status: 400, body: { error_code: 'DLI.0006' } }
    expect(await create({ name: 'one' })).toMatchObject(taken)
    const { template_id: id } = inner(second.body['template'])
    expect(await lab.call('PUT', `${BASE}/${String(id)}`, { body: { name: 'one' } })).toMatchObject(taken)
  })

  it.each([
    ['no name', { name: ' ' }],
    ['a name that is too long', { name: 'a'.repeat(65) }],
    ['a statement that is too long', { name: 'a', sql_body: 'x'.repeat(10_001) }],
    ['a type that there is not', { name: 'a', job_type: 'flink_jar_job' }],
    [
      'a tag that is given twice',
      {
        name: 'a',
        tags: [
          { key: 'k', value: '1' },
          { key: 'k', value: '2' },
        ],
      },
    ],
  ])('are refused with %s', async (_what, body) => {
    expect(await create(body)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })

  it('are no more than 100 in a project', async () => {
    let made = Number((await list())['total_count'])
    for (; made < 100; made += 1) await create({ name: `many_${made}` })
    expect(await create({ name: 'too_many' })).toMatchObject({ status: 400, body: { error_code: 'DLI.1028' } })
  })
})
