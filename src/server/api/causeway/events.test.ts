import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sign } from '../auth/signature.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let url = ''
beforeAll(async () => {
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function listen(
  query = '',
  headers: Readonly<Record<string, string>> = {},
  keys: Pick<ApiLab, 'accessKey' | 'secretKey'> = lab,
): Promise<IncomingMessage> {
  const target = `/causeway/v1/${lab.projectId}/events${query}`
  const signed = 'x-auth-token' in headers ? {} : sign({ method: 'GET', target, headers, body: Buffer.alloc(0) }, keys, Date.now())
  const request = httpRequest(`${url}${target}`, { headers: { ...headers, ...signed } })
  request.end()
  const [answer]: IncomingMessage[] = await once(request, 'response')
  if (answer === undefined) throw new Error('no answer')
  return answer
}

/** What is sent until a part of it is so; then the client goes away. */
async function read(answer: IncomingMessage, isIt: (text: string) => boolean): Promise<string> {
  let text = ''
  for await (const chunk of answer.iterator({ destroyOnReturn: true })) {
    text += String(chunk)
    if (isIt(text)) return text
  }
  throw new Error(`The stream ended: ${text}`)
}

const queueBody = (name: string) => ({ body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
const idsOf = (text: string): readonly string[] => [...text.matchAll(/^id: (\S+)$/gm)].map((match) => match[1] ?? '')

it('sends what happens as server-sent events, and goes on behind the last one by header or parameter', async () => {
  const answer = await listen()
  expect(answer).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
  })
  const created = await lab.call('POST', '/v1.0/{p}/queues', queueBody('told'))
  expect(created.status, created.text).toBe(200)
  const text = await read(answer, (sofar) => sofar.includes('"available"'))
  const [start = '', creating = '', available = ''] = idsOf(text)
  expect(text).toMatch(/^retry: \d+\nid: \d+-\d+\n\n/)
  expect(text).toMatch(/^event: queue\ndata: \{"time":\d+,"queue_id":"[^"]+","queue_name":"told","status":"creating"\}\n\n/m)
  for (const again of [await listen('', { 'last-event-id': creating }), await listen(`?after=${creating}`)]) {
    const rest = await read(again, (sofar) => sofar.includes('"available"'))
    expect(rest).not.toContain('"creating"')
    expect(idsOf(rest)).toEqual([creating, available])
  }
  // A browser asks for the same address again: the header is newer than the parameter.
  const newest = await read(await listen(`?after=${start}`, { 'last-event-id': creating }), (sofar) => sofar.includes('"available"'))
  expect(newest).not.toContain('"creating"')
})

it('tells who comes from another run of the server that something may be missing', async () => {
  const text = await read(await listen('?after=1-1'), (sofar) => sofar.includes('reset'))
  expect(text).toMatch(/^id: \d+-\d+\nevent: reset\ndata: \{"reason":"server-restarted"\}$/m)
})

it('tells who has logged in: by token, and only for the project of the token', async () => {
  const tokenFor = async (scope: unknown): Promise<string> => {
    const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
    const body = { auth: { identity: { methods: ['password'], password: { user } }, scope } }
    const answer = await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body })
    expect(answer.status, answer.text).toBe(201)
    return String(answer.headers['x-subject-token'])
  }
  const token = await tokenFor({ project: { name: lab.project } })
  const answer = await listen('', { 'x-auth-token': token })
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  const created = await lab.call('POST', '/v1.0/{p}/queues', queueBody('by_token'))
  expect(created.status, created.text).toBe(200)
  expect(await read(answer, (sofar) => sofar.includes('"available"'))).toContain('"queue_name":"by_token"')
  expect(await listen('', { 'x-auth-token': await tokenFor({ domain: { name: lab.domain } }) })).toMatchObject({ statusCode: 403 })
  expect(await listen('', { 'x-auth-token': `${token}x` })).toMatchObject({ statusCode: 401 })
})

it('tells who has single rights that these have changed, and nothing else; and all, once there is a role', async () => {
  const bob = await lab.addUser({ name: 'bob', isAdmin: false })
  const made = async (method: 'POST' | 'PUT' | 'DELETE', target: string, body: unknown): Promise<void> => {
    const answer = await lab.call(method, target, { body })
    expect(answer.status, answer.text).toBeLessThan(300)
  }
  const change = (action: string, ...privileges: readonly string[]) =>
    made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action, privileges: [{ object: 'queues.bobs', privileges }] })
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'bobs', cu_count: 16, resource_mode: 1 })
  expect(await listen('', {}, bob)).toMatchObject({ statusCode: 403 })

  await change('grant', 'SUBMIT_JOB')
  const answer = await listen('', {}, bob)
  expect(answer.statusCode).toBe(200)
  let text = ''
  answer.on('data', (chunk) => {
    text += String(chunk)
  })
  const rights = () => [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event, data]) => `${event} ${data}`)
  await expect.poll(rights).toEqual(['rights {"role":""}'])
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'hidden', cu_count: 16, resource_mode: 1 })
  await change('grant', 'DROP_QUEUE')
  await expect.poll(rights).toHaveLength(2)
  expect(text).not.toMatch(/hidden|^id:/m)

  await made('PUT', '/causeway/v1/projects/{p}/roles', { user_name: 'bob', role: 'reader' })
  await expect.poll(rights).toContain('rights {"role":"reader"}')
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'shown', cu_count: 16, resource_mode: 1 })
  await expect.poll(() => text).toContain('"queue_name":"shown"')

  await made('DELETE', '/causeway/v1/projects/{p}/roles?user_name=bob', undefined)
  await expect.poll(() => rights().at(-1)).toBe('rights {"role":""}')
  const ended = new Promise((resolve) => answer.on('error', resolve))
  await change('revoke', 'SUBMIT_JOB', 'DROP_QUEUE')
  await ended
  expect(await listen('', {}, bob)).toMatchObject({ statusCode: 403 })
})

async function openConsole(): Promise<Readonly<Record<string, string>>> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ access_key: lab.accessKey, secret_key: lab.secretKey })
  const answer = await fetch(`${url}/console/session`, { method: 'POST', headers, body })
  expect(answer.status).toBe(201)
  const [, key = ''] = /"page_key":"([\w-]+)"/.exec(await answer.text()) ?? []
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', 'x-causeway-console': key }
}

it.each([
  {
    what: 'who has logged out of the console',
    async start() {
      const headers = await openConsole()
      const answer = await fetch(`${url}/console/api/causeway/v1/${lab.projectId}/events`, { headers })
      return { answer, end: async () => void (await fetch(`${url}/console/session`, { method: 'DELETE', headers })) }
    },
  },
  {
    what: 'whose token was taken back',
    async start() {
      const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
      const scope = { project: { id: lab.projectId } }
      const body = { auth: { identity: { methods: ['password'], password: { user } }, scope } }
      const token = String((await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body })).headers['x-subject-token'])
      const answer = await fetch(`${url}/causeway/v1/${lab.projectId}/events`, { headers: { 'x-auth-token': token } })
      const headers = { 'x-auth-token': token, 'x-subject-token': token }
      return { answer, end: async () => void (await lab.app.inject({ method: 'DELETE', url: '/v3/auth/tokens', headers })) }
    },
  },
  {
    what: 'whose key was disabled',
    async start() {
      const { accessKey, secretKey } = await lab.addUser({ name: 'keyed' })
      const target = `/causeway/v1/${lab.projectId}/events`
      const headers = sign({ method: 'GET', target, headers: {}, body: Buffer.alloc(0) }, { accessKey, secretKey }, Date.now())
      const answer = await fetch(`${url}${target}`, { headers: { ...headers } })
      const path = `/causeway/v1/keys/${accessKey}`
      return { answer, end: async () => expect((await lab.call('PUT', path, { body: { enabled: false } })).status).toBe(204) }
    },
  },
])('tells nothing more to $what', async ({ start }) => {
  const { answer, end } = await start()
  expect(answer.status).toBe(200)
  let text = ''
  const ended = (async () => {
    for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece
  })()
  // Waited for from here on: it may be cut while the next call is under way.
  const isCut = expect(ended).rejects.toThrow()
  await expect.poll(() => text).toContain('retry:')
  await end()
  const name = `untold_${Math.random().toString(36).slice(2)}`
  expect((await lab.call('POST', '/v1.0/{p}/queues', queueBody(name))).status).toBe(200)
  await isCut
  expect(text).not.toContain(name)
})

it('refuses an id that is none, another project, and who shows no credentials', async () => {
  expect(await lab.call('GET', '/causeway/v1/{p}/events?after=x')).toMatchObject({ status: 400 })
  expect((await lab.call('GET', '/causeway/v1/another/events')).status).toBe(403)
  expect((await lab.call('GET', '/causeway/v1/{p}/events', { anonymous: true })).status).toBe(401)
})

it('lets the places of clients that have gone be taken again', async () => {
  for (let round = 0; round < 100; round += 1) {
    const answer = await listen()
    expect(answer.statusCode).toBe(200)
    answer.destroy()
    await expect.poll(() => lab.app.openStreams.size).toBeLessThan(20)
  }
})
