import { afterEach, beforeEach, expect, test } from 'vitest'
import { ServerLost } from './api-error.ts'
import { UnexpectedAnswer } from './fields.ts'
import { request } from './request.ts'
import { serverAnswers } from './server-state.ts'
import { firstRows, moreRows, wholeResult } from './statements.ts'

const before = { fetch: globalThis.fetch, localStorage: Object.getOwnPropertyDescriptor(globalThis, 'localStorage') }

beforeEach(() => {
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: { getItem: () => null } })
})
afterEach(() => {
  globalThis.fetch = before.fetch
  if (before.localStorage === undefined) Reflect.deleteProperty(globalThis, 'localStorage')
  else Object.defineProperty(globalThis, 'localStorage', before.localStorage)
  serverAnswers.set(true)
})

const answers = (body: BodyInit | null, status = 200): void => {
  globalThis.fetch = async () => new Response(body, { status })
}

const cut = (): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"queues":['))
      controller.error(new TypeError('network error'))
    },
  })

test('an answer is its JSON, or nothing', async () => {
  answers('{"a":1}')
  expect(await request('GET', '/x')).toEqual({ a: 1 })
  answers(null, 204)
  expect(await request('DELETE', '/x')).toBeUndefined()
})

test('what is no JSON is told as an answer of somebody else, in no parser’s words', async () => {
  answers('<!doctype html><title>Sign in</title>')
  await expect(request('GET', '/x')).rejects.toThrow(UnexpectedAnswer)
})

test.each([
  ['an answer', async () => await request('GET', '/x')],
  ['the first rows', async () => await firstRows('j1')],
  ['more rows', async () => await moreRows('j1', 0, 10)],
  ['a whole result', async () => await wholeResult('j1', 'csv')],
])('a server that is lost in the middle of %s is lost', async (_, ask) => {
  answers(cut())
  await expect(ask()).rejects.toThrow(ServerLost)
  expect(serverAnswers.get()).toBe(false)
})

test('whoever has given up gets the own reason, and the server is not lost', async () => {
  answers(cut())
  const given = new AbortController()
  given.abort(new Error('given up'))
  await expect(request('GET', '/x', undefined, { signal: given.signal })).rejects.not.toThrow(ServerLost)
  expect(serverAnswers.get()).toBe(true)
})
