import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../base/fields.ts'
import { createApi } from './api.ts'
import { type ApiLab, startLab } from './fixtures/api-lab.ts'
import { operations } from './operations.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe('the operations table', () => {
  it('has no name and no method with path twice', () => {
    const names = operations.map((o) => o.name)
    expect(new Set(names).size).toBe(names.length)
    const routes = operations.map((o) => `${o.method} ${o.path}`)
    expect(new Set(routes).size).toBe(routes.length)
  })

  it('bounds the length of every list in a query or a body', () => {
    for (const { name, schemas } of operations) expect(unboundedLists([schemas.query, schemas.body]), name).toEqual([])
  })

  it('names parameters of a path as the path does', () => {
    for (const operation of operations) {
      const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(Object.keys(operation.schemas.params.properties).sort(), operation.name).toEqual(inPath.sort())
    }
  })
})

describe('vendor habits of every call', () => {
  it.each(['/v1.0/{p}/queues', '/v1/{p}/queues', '/v1.0/{p}/queues/', '//v1.0/{p}/queues'])('%s is the same', async (target) => {
    expect(await lab.call('GET', target)).toMatchObject({
      status: 200,
      body: { is_success: true, message: '', queues: [{ queue_name: 'default' }] },
    })
  })

  it.each([
    ['no body', ''],
    ['an empty object', '{}'],
    ['anything at all', 'not json'],
  ])('GET and DELETE with content type JSON and %s', async (_name, raw) => {
    expect(await lab.call('GET', '/v1.0/{p}/queues', { raw })).toMatchObject({ status: 200 })
    expect(await lab.call('DELETE', '/v1.0/{p}/queues/nothing', { raw })).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it.each(['application/json', 'application/json;charset=utf8', 'application/json; charset=UTF-8', 'text/plain'])(
    'a body of type %s is read as JSON',
    async (type) => {
      const body = { database_name: `typed_${type.length}_${type.indexOf(';') + 1}` }
      expect(await lab.call('POST', '/v1.0/{p}/databases', { body, headers: { 'content-type': type } })).toMatchObject({ status: 200 })
    },
  )

  it('HEAD answers as GET does, without a body', async () => {
    expect(await lab.call('HEAD', '/v1.0/{p}/queues')).toMatchObject({ status: 200, text: '' })
    expect(await lab.call('HEAD', '/v1.0/{p}/queues/nothing')).toMatchObject({ status: 400, text: '' })
  })

  it.each([
    ['{"database_name":', 'The body is not JSON: '],
    ['[]', 'The body must be object'],
    ['"text"', 'The body must be object'],
    ['', 'The body lacks the mandatory parameter database_name'],
  ])('a wrong body %j is DLI.0001 with what and where', async (raw, message) => {
    expect(await lab.call('POST', '/v1.0/{p}/databases', { raw })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(message) },
    })
  })

  it('a request id is on every answer, and in the body of an error', async () => {
    for (const target of ['/v1.0/{p}/queues', '/v1.0/{p}/nothing', '/v1.0/{p}/queues/nothing', '/v1.0/%zz/queues']) {
      const answer = await lab.call('GET', target)
      expect(answer.headers['x-request-id'], target).toMatch(/^[0-9a-f-]{36}$/)
      if (answer.status >= 400) expect(answer.body['request_id'], target).toBe(answer.headers['x-request-id'])
    }
  })

  it('an unknown path or method is APIGW.0101, in the shape of the nearest protocol', async () => {
    const error = { error_code: 'APIGW.0101' }
    expect(await lab.call('GET', '/v9/whatever')).toMatchObject({ status: 404, body: error })
    expect(await lab.call('PATCH', '/v1.0/{p}/queues')).toMatchObject({ status: 404, body: error })
    expect(await lab.call('GET', '/v3/projects/x/y')).toMatchObject({ status: 404, body: { error: { code: 404 } } })
    expect(await lab.call('GET', '/causeway/v1/nothing')).toMatchObject({ status: 404, body: { error_code: 'unknown-path' } })
  })

  it.each([
    ['/v1.0/{p}/queues/%', 'The path is not percent-encoded UTF-8'],
    [`/v1.0/{p}/queues/${'a'.repeat(2000)}`, 'A part of the path is longer than any name or id'],
  ])('a path that cannot be read is refused without being repeated', async (target, message) => {
    expect(await lab.call('GET', target)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(message), hint: expect.any(String) },
    })
  })

  it.each(['', 'garbage;;;'])('the content type %j is refused in words', async (type) => {
    const answer = await lab.call('POST', '/v1.0/{p}/databases', { body: {}, headers: { 'content-type': type } })
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0001',
        error_msg: expect.stringContaining('The header Content-Type is not a media type'),
        hint: 'Send Content-Type: application/json.',
      },
    })
  })

  it('so it is where nothing is sent with it, and before anything is read, in calls that need no body', async () => {
    const refused = { status: 400, body: { error_msg: expect.stringContaining('The header Content-Type is not a media type') } }
    for (const type of ['', 'garbage;;;', 'no-type']) {
      const headers = { 'content-type': type }
      expect(await lab.call('GET', '/v1.0/{p}/queues', { headers })).toMatchObject(refused)
      expect(await lab.call('GET', '/v1.0/{p}/queues', { raw: 'x', headers })).toMatchObject(refused)
      expect(await lab.call('HEAD', '/v1.0/{p}/queues', { headers })).toMatchObject({ status: 400 })
    }
    expect(await lab.call('GET', '/v1.0/{p}/queues', { headers: { 'content-type': 'any/type' } })).toMatchObject({ status: 200 })
  })

  it('nobody unknown makes the server take a large body', async () => {
    const raw = 'x'.repeat(64 * 1024 + 1)
    expect(await lab.call('POST', '/v3/auth/tokens', { anonymous: true, raw })).toMatchObject({
      status: 413,
      body: { error: { message: expect.stringContaining('The body is larger than 64 KiB') } },
    })
    // What is left of a body would be taken for the next request.
    expect(await lab.call('GET', '/healthz', { anonymous: true, raw })).toMatchObject({ status: 413, headers: { connection: 'close' } })
    expect(await lab.call('OPTIONS', '/v1.0/{p}/queues', { anonymous: true, raw })).toMatchObject({ status: 413 })
    // Answered before any of the body is read.
    const large = 'x'.repeat(13 * 1024 * 1024)
    expect(await lab.call('POST', '/v1.0/{p}/nothing', { anonymous: true, raw: large })).toMatchObject({ status: 404 })
    expect(await lab.call('POST', '/v1.0/{p}/queues', { anonymous: true, raw: large })).toMatchObject({ status: 401 })
  })

  it('a body beyond the limit of its call is refused, with a length and without', async () => {
    const body = { database_name: 'big', description: 'x'.repeat(256 * 1024) }
    expect(await lab.call('POST', '/v1.0/{p}/databases', { body })).toMatchObject({
      status: 413,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining('The body is larger than 256 KiB') },
    })
    const headers = { 'transfer-encoding': 'chunked' }
    expect(await lab.call('POST', '/v1.0/{p}/databases', { body, headers })).toMatchObject({ status: 413 })
  })

  it('a compressed body is refused as such, and one that says that it is not is read', async () => {
    const raw = gzipSync(JSON.stringify({ database_name: 'compressed' }))
    for (const [path, message] of [
      ['/v1.0/{p}/databases', { error_code: 'APIGW.0201', error_msg: expect.stringContaining('without the header Content-Encoding') }],
      ['/v3/auth/tokens', { error: { message: expect.stringContaining('The body is compressed') } }],
    ] as const) {
      for (const encoding of ['gzip', 'br', 'identity, gzip']) {
        expect(await lab.call('POST', path, { raw, headers: { 'content-encoding': encoding } })).toMatchObject({
          status: 415,
          body: message,
        })
      }
    }
    const body = { database_name: 'not_compressed' }
    expect(await lab.call('POST', '/v1.0/{p}/databases', { body, headers: { 'content-encoding': 'identity' } })).toMatchObject({
      status: 200,
    })
  })

  it.each([
    ['headers', '/v1.0/{p}/queues', Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`x-${i}`, ''])), 431],
    ['parameters', `/v1.0/{p}/queues?${'a&'.repeat(200)}a`, {}, 400],
    ['tags in a filter', `/v1.0/{p}/queues?tags=${'a=b,'.repeat(20)}a=b`, {}, 400],
    ['characters to search for', `/v1.0/{p}/jobs?sql_pattern=${'a'.repeat(257)}`, {}, 400],
  ])('too many %s are refused', async (_name, target, headers, status) => {
    expect(await lab.call('GET', target, { headers })).toMatchObject({ status })
  })
})

describe('bytes that are no request', () => {
  let port: number
  const lines: string[] = []
  const app = () => createApi({ ...lab.context, log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }) })
  let listening: ReturnType<typeof app>
  beforeAll(async () => {
    listening = app()
    port = Number(new URL(await listening.listen({ host: '127.0.0.1', port: 0 })).port)
  })
  afterAll(() => listening.close())

  async function answerTo(bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    socket.end(bytes)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    return text
  }

  it.each([
    ['\u0016\u0003\u0001\u0002', 400, 'DLI.0001', 'invalid-parameter', 'not an HTTP/1.1 request'],
    [
      `GET /v1.0/p/queues?tags=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      'APIGW.0201',
      'headers-too-large',
      'larger than 16 KiB',
    ],
  ])('are answered with a code, what was seen and what to do', async (bytes, status, code, reason, message) => {
    const [head = '', body = ''] = (await answerTo(bytes)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const requestId = /^X-Request-Id: (.*)$/m.exec(head)?.[1]?.trim()
    expect(JSON.parse(body)).toEqual({
      error_code: code,
      error_msg: expect.stringContaining(message),
      reason,
      hint: expect.any(String),
      request_id: requestId,
    })
  })

  it.each(['Host', 'Authorization', 'X-Sdk-Date', 'X-Auth-Token', 'Content-Type'])('two headers %s are refused', async (name) => {
    const answer = await answerTo(`GET /healthz HTTP/1.1\r\nHost: x\r\n${name}: a\r\n${name.toLowerCase()}: a\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain(`The header ${name.toLowerCase()} is given twice`)
  })

  it.each([
    ['GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 'The request has no header Host'],
    ['GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 'The target * is for OPTIONS alone'],
  ])('%j: it is said what is wrong with it', async (bytes, message) => {
    const answer = await answerTo(bytes)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain(message)
    expect(await answerTo('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
    expect(await answerTo('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 204 /)
  })

  it('a Host that is none is refused, and not shown again in addresses', async () => {
    for (const host of ['evil"><script>', 'a/b', 'user@host', 'a b', '[::1', 'x:y']) {
      expect(await answerTo(`GET /v3 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
    }
    for (const host of ['localhost', 'Lake_1.example:8600', '[fe80::1%25eth0]:80', '10.0.0.1:']) {
      expect(await answerTo(`GET /v3 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /)
    }
  })

  it('a client that goes away before its answer leaves its line in the log', async () => {
    const before = lines.length
    const socket = connect(port, '127.0.0.1')
    const arrived = once(listening.server, 'request')
    const body = JSON.stringify({
      auth: { identity: { methods: ['password'], password: { user: { name: 'x', password: 'y', domain: { name: 'z' } } } } },
    })
    socket.write(`POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await arrived
    socket.destroy()
    const told = (): readonly string[] => lines.slice(before).filter((line) => line.includes('iam.tokens.create'))
    await expect.poll(told).toHaveLength(1)
    expect(JSON.parse(told()[0] ?? '')).toMatchObject({ msg: 'request', operation: 'iam.tokens.create', status: 401, cutOff: true })
    lines.length = 0
  })

  it('a client that goes away while it sends its body is no failure of the server', async () => {
    const socket = connect(port, '127.0.0.1')
    const arrived = once(listening.server, 'request')
    socket.write('POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{')
    await arrived
    socket.destroy()
    const told = (): readonly string[] => lines.filter((line) => line.includes('iam.tokens.create'))
    await expect.poll(told).toHaveLength(1)
    expect(JSON.parse(told()[0] ?? '')).toMatchObject({ level: 30, msg: 'the client went away' })
  })
})

/** The schemas of lists, anywhere in a schema, that any number of items fits. */
function unboundedLists(schema: unknown): readonly unknown[] {
  if (Array.isArray(schema)) return schema.flatMap(unboundedLists)
  if (!isRecord(schema)) return []
  const own = schema['type'] === 'array' && !('maxItems' in schema) ? [schema] : []
  return [...own, ...Object.values(schema).flatMap(unboundedLists)]
}

describe('close', () => {
  it('lets a request in flight finish, and takes no new one', async () => {
    await using other = await startLab()
    const address = await other.app.listen({ host: '127.0.0.1', port: 0 })
    const first = fetch(`${address}/healthz`)
    expect((await first).status).toBe(200)
    const body = { auth: { identity: { methods: ['password'], password: { user: { name: 'x', password: 'y', domain: { name: 'z' } } } } } }
    const inFlight = fetch(`${address}/v3/auth/tokens`, { method: 'POST', body: JSON.stringify(body) })
    await new Promise<void>((resolve) => other.app.server.once('request', () => resolve()))
    await other.app.close()
    expect((await inFlight).status).toBe(401)
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
  })
})

describe('a bounded close', () => {
  it('cuts a request whose body never comes', async () => {
    const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), closeTimeoutMs: 100 })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const address = app.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const socket = connect(address.port, '127.0.0.1')
    const ended = once(socket, 'close')
    const arrived = once(app.server, 'request')
    socket.write('POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n')
    await arrived
    await app.close()
    await ended
    expect(app.server.listening).toBe(false)
  })
})

describe('health', () => {
  it('readyz is 503 with the reasons while something is not ready, healthz is 200 all the same', async () => {
    expect(await lab.call('GET', '/readyz', { anonymous: true })).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        reasons: [],
        spare_workers: expect.any(Number),
        sandbox: {
          level: expect.any(String),
          own_network: expect.any(String),
          call_filter: expect.stringMatching(/^(in-force|none)$/),
          process_namespace: expect.stringMatching(/^(own|shared)$/),
        },
      },
    })
    await using unready = createApi({
      ...lab.context,
      log: pino({ level: 'silent' }),
      readiness: () => ({ missing: ['No worker has started'], degraded: ['Slow'] }),
    })
    const answer = await unready.inject({ method: 'GET', url: '/readyz' })
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({ status: 'not-ready', reasons: ['No worker has started'] })
    expect((await unready.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200)
  })

  it('readyz is 200 and says why while jobs only wait longer than usual', async () => {
    await using slow = createApi({ ...lab.context, log: pino({ level: 'silent' }), readiness: () => ({ missing: [], degraded: ['Slow'] }) })
    const answer = await slow.inject({ method: 'GET', url: '/readyz' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ status: 'degraded', reasons: ['Slow'] })
  })
})
