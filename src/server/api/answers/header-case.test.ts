import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { setHeaders } from './header-case.ts'
import { addRequestId } from './request-id.ts'

test('fault 3: the names of the protocols’ own headers arrive as their documents write them, once', async () => {
  const app = Fastify()
  addRequestId(app)
  app.get('/', (_request, reply) => {
    setHeaders(reply, { 'X-Subject-Token': 'token', 'Content-Type': 'text/plain' })
    return reply.send('text')
  })
  try {
    const [answer]: IncomingMessage[] = await once(get(await app.listen({ host: '127.0.0.1', port: 0 })), 'response')
    const names = answer?.rawHeaders.filter((_name, index) => index % 2 === 0) ?? []
    expect(names.filter((name) => /^x-/i.test(name)).toSorted()).toEqual(['X-Request-Id', 'X-Subject-Token'])
    expect(answer?.headers).toMatchObject({ 'x-subject-token': 'token', 'content-type': 'text/plain', 'content-length': '4' })
    answer?.resume()
  } finally {
    await app.close()
  }
})
