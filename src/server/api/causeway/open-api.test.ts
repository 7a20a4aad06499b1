import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { openApiText } from '../open-api/document.ts'
import { operations } from '../operations.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

it('tells anybody of every call, at the address it was asked at', async () => {
  const { status, headers, body } = await lab.call('GET', '/openapi.json', { anonymous: true })
  expect(status).toBe(200)
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(body['servers']).toEqual([{ url: 'http://lab.test' }])
  const paths = isRecord(body['paths']) ? body['paths'] : {}
  const missing = operations.filter(({ path, method }) => {
    const item = paths[path]
    return !isRecord(item) || !isRecord(item[method.toLowerCase()])
  })
  expect(missing.map(({ name }) => name)).toEqual([])
})

it('names another address to who asks at another', async () => {
  const { body } = await lab.call('GET', '/openapi.json', { anonymous: true, headers: { host: 'other.test:8600' } })
  expect(body['servers']).toEqual([{ url: 'http://other.test:8600' }])
})

it('is made with a turn for others before each call that it tells of', async () => {
  let turns = 0
  const text = await openApiText(operations, () => {
    turns += 1
    return undefined
  })
  expect(turns).toBe(operations.length)
  expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0' })
})
