import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, isRecord } from './support/api.ts'
import { openServer } from './support/lab.ts'
import { authorization, type Keys, sdkDate, type WireRequest } from './support/signer.ts'
import { send, type WireAnswer } from './support/wire.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
})
afterAll(() => api?.server.close())

const vpcBody = JSON.stringify({ vpc: { name: 'signed', cidr: '10.0.0.0/8' } })

interface Changes {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

function makeRequest({
  method = 'GET',
  target = `/v1.0/${api.projectId}/queues?queue_type=all`,
  headers = {},
  body = '',
}: Changes = {}): WireRequest {
  return {
    method,
    target,
    headers: { host: new URL(api.server.endpoint).host, 'content-type': 'application/json', 'x-sdk-date': sdkDate(new Date()), ...headers },
    body,
  }
}

function sign(request: WireRequest, signed = Object.keys(request.headers), keys: Keys = api.server.identity): WireRequest {
  return { ...request, headers: { ...request.headers, authorization: authorization(keys, request, signed) } }
}

const sendIt = (request: WireRequest): Promise<WireAnswer> => send(api.server.endpoint, request)

function expectRefused(answer: WireAnswer, what = ''): void {
  expect(answer.status, `${what}: ${answer.text}`).toBe(401)
  // The VPC API calls it code, the others error_code.
  const { error_code: dli, code: vpc } = isRecord(answer.json) ? answer.json : {}
  expect(dli ?? vpc, `${what}: ${answer.text}`).toMatch(/^(APIGW\.0301|DLI\.001[35])$/)
}

describe('what real clients sign is accepted', () => {
  it('as the Node SDK: content-type, host, x-project-id, x-sdk-date', async () => {
    const request = makeRequest({ headers: { 'x-project-id': api.projectId } })
    const answer = await sendIt({
      ...sign(request),
      headers: { ...sign(request).headers, 'user-agent': 'huaweicloud-usdk-node/3.0', accept: '*/*' },
    })
    expect(answer.status, answer.text).toBe(200)
  })

  it('as the Python SDK: the user-agent too', async () => {
    const answer = await sendIt(
      sign(makeRequest({ headers: { 'x-project-id': api.projectId, 'user-agent': 'huaweicloud-usdk-python/3.0' } })),
    )
    expect(answer.status, answer.text).toBe(200)
  })

  it('as Terraform: not the host, and X-Project-Id sent unsigned', async () => {
    const request = makeRequest({
      headers: { accept: 'application/json', 'user-agent': 'terraform-provider-huaweicloud/1', 'x-language': 'en-us' },
    })
    const signed = sign(
      request,
      Object.keys(request.headers).filter((name) => name !== 'host'),
    )
    const answer = await sendIt({ ...signed, headers: { ...signed.headers, 'x-project-id': api.projectId, 'x-domain-id': 'whatever' } })
    expect(answer.status, answer.text).toBe(200)
  })

  it('with x-sdk-date as the only signed header', async () => {
    expect((await sendIt(sign(makeRequest(), ['x-sdk-date']))).status).toBe(200)
  })

  it('with a body {} on a GET, and with Content-Type but no body', async () => {
    expect((await sendIt(sign(makeRequest({ body: '{}' })))).status).toBe(200)
    expect((await sendIt(sign(makeRequest({ headers: { 'content-type': 'application/json;charset=utf8' } })))).status).toBe(200)
  })

  it('with a trailing slash in the path', async () => {
    expect((await sendIt(sign(makeRequest({ target: `/v1.0/${api.projectId}/queues/` })))).status).toBe(200)
  })

  it('with a query in any order, with values that have to be encoded, with repeated and empty ones', async () => {
    const query = 'z=2&tags=a%3Db%2Cc%20d&a=&z=1&queue_type=all&order=queue_name_asc'
    const answer = await sendIt(sign(makeRequest({ target: `/v1.0/${api.projectId}/queues?${query}` })))
    expect(answer.status, answer.text).toBe(200)
  })

  it('with header values that have spaces at their ends, and inside', async () => {
    const request = makeRequest({ headers: { 'x-note': '  two   words  ' } })
    expect((await sendIt(sign(request))).status).toBe(200)
  })

  it('trap (d): over the bytes of a body that is not as JSON.stringify would write it', async () => {
    const body = '{ "vpc" : {"name":"sp\\u0061ced",\n "cidr":"10.0.0.0/8"} }'
    const answer = await sendIt(sign(makeRequest({ method: 'POST', target: `/v1/${api.projectId}/vpcs`, body })))
    expect(answer.status, answer.text).toBe(200)
  })

  it('with X-Sdk-Content-Sha256 of the body', async () => {
    const hash = createHash('sha256').update(vpcBody).digest('hex')
    const request = makeRequest({
      method: 'POST',
      target: `/v1/${api.projectId}/vpcs`,
      body: vpcBody,
      headers: { 'x-sdk-content-sha256': hash },
    })
    const answer = await sendIt(sign(request))
    expect(answer.status, answer.text).toBe(200)
  })

  it('at a clock that is off by less than 15 minutes', async () => {
    for (const minutes of [-14, 14]) {
      const headers = { 'x-sdk-date': sdkDate(new Date(Date.now() + minutes * 60_000)) }
      expect((await sendIt(sign(makeRequest({ headers })))).status, `${minutes} minutes`).toBe(200)
    }
  })
})

describe('what is not signed right is refused', () => {
  it('at a clock that is off by more than 15 minutes', async () => {
    for (const minutes of [-16, 16, -60 * 24]) {
      const headers = { 'x-sdk-date': sdkDate(new Date(Date.now() + minutes * 60_000)) }
      expectRefused(await sendIt(sign(makeRequest({ headers }))), `${minutes} minutes`)
    }
  })

  it('with another secret key, and with an access key that does not exist', async () => {
    const { accessKey, secretKey } = api.server.identity
    expectRefused(await sendIt(sign(makeRequest(), undefined, { accessKey, secretKey: `${secretKey}x` })))
    expectRefused(await sendIt(sign(makeRequest(), undefined, { accessKey: 'AAAAAAAAAAAAAAAAAAAA', secretKey })))
    expectRefused(await sendIt(sign(makeRequest(), undefined, { accessKey, secretKey: '' })))
  })

  it('without x-sdk-date among the signed headers', async () => {
    expectRefused(await sendIt(sign(makeRequest(), ['host', 'content-type'])))
  })

  it('with a signed header left out of the request', async () => {
    const signed = sign(makeRequest({ headers: { 'x-note': 'signed' } }))
    const { 'x-note': _, ...headers } = signed.headers
    expectRefused(await sendIt({ ...signed, headers }))
  })

  it.each([
    ['empty', ''],
    ['no scheme', 'Access=A, SignedHeaders=x-sdk-date, Signature=00'],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['no signature', 'SDK-HMAC-SHA256 Access=A, SignedHeaders=x-sdk-date'],
    ['a short signature', 'SDK-HMAC-SHA256 Access=A, SignedHeaders=x-sdk-date, Signature=0'],
    ['a signature that is no hex', `SDK-HMAC-SHA256 Access=A, SignedHeaders=x-sdk-date, Signature=${'z'.repeat(64)}`],
    ['commas alone', 'SDK-HMAC-SHA256 ,,,,'],
    ['very long', `SDK-HMAC-SHA256 Access=${'A'.repeat(4000)}, SignedHeaders=x-sdk-date, Signature=${'0'.repeat(64)}`],
  ])('with an Authorization header that is %s', async (_, value) => {
    expectRefused(await sendIt(makeRequest({ headers: { authorization: value } })))
  })

  it('with X-Sdk-Content-Sha256 of another body', async () => {
    const headers = { 'x-sdk-content-sha256': createHash('sha256').update('{}').digest('hex') }
    expectRefused(await sendIt(sign(makeRequest({ method: 'POST', target: `/v1/${api.projectId}/vpcs`, body: vpcBody, headers }))))
  })

  it('with the method, the path, the query or a header of another request', async () => {
    const signed = sign(makeRequest({ headers: { 'x-note': 'one' } }))
    expectRefused(await sendIt({ ...signed, method: 'DELETE' }), 'method')
    expectRefused(await sendIt({ ...signed, target: `/v1.0/${api.projectId}/jobs?queue_type=all` }), 'path')
    expectRefused(await sendIt({ ...signed, target: `${signed.target}&page-size=1` }), 'query')
    expectRefused(await sendIt({ ...signed, target: signed.target.replace('all', 'sql') }), 'query')
    expectRefused(await sendIt({ ...signed, headers: { ...signed.headers, 'x-note': 'two' } }), 'header')
    expectRefused(
      await sendIt({ ...signed, headers: { ...signed.headers, 'x-sdk-date': sdkDate(new Date(Date.now() - 5 * 60_000)) } }),
      'date',
    )
    expectRefused(await sendIt({ ...signed, headers: { ...signed.headers, host: 'elsewhere:80' } }), 'host')
  })

  it('with any byte of the body, the path, the query or the signature changed, and does nothing then', async () => {
    const before = await api.get('/v1/{p}/vpcs')
    const signed = sign(makeRequest({ method: 'POST', target: `/v1/${api.projectId}/vpcs?enterprise_project_id=0`, body: vpcBody }))
    const original = signed.headers['authorization'] ?? ''
    const tries: { what: string; request: WireRequest }[] = []
    for (let at = 0; at < vpcBody.length; at += 1) {
      const body = Buffer.from(vpcBody)
      body[at] = (body[at] ?? 0) ^ 1
      tries.push({ what: `body ${at}`, request: { ...signed, body } })
    }
    for (let at = original.length - 64; at < original.length; at += 1) {
      const digit = original[at] === '0' ? '1' : '0'
      const changed = original.slice(0, at) + digit + original.slice(at + 1)
      tries.push({ what: `signature ${at}`, request: { ...signed, headers: { ...signed.headers, authorization: changed } } })
    }
    for (let at = signed.target.indexOf('?') + 1; at < signed.target.length; at += 1) {
      const other = signed.target[at] === 'x' ? 'y' : 'x'
      const target = signed.target.slice(0, at) + other + signed.target.slice(at + 1)
      tries.push({ what: `query ${at}`, request: { ...signed, target } })
    }
    // A path with one letter changed may be none of the API: 404 then.
    for (let at = 1; at < signed.target.indexOf('?'); at += 1) {
      if (signed.target[at] === '/') continue
      const other = signed.target[at] === 'x' ? 'y' : 'x'
      const target = signed.target.slice(0, at) + other + signed.target.slice(at + 1)
      tries.push({ what: `path ${at} ${target}`, request: { ...signed, target } })
    }
    for (const { what, request } of tries) {
      const answer = await sendIt(request)
      expect([401, ...(what.startsWith('path') ? [404] : [])], `${what}: ${answer.text}`).toContain(answer.status)
    }
    expect((await api.get('/v1/{p}/vpcs')).body).toEqual(before.body)
  })

  it('refuses a body beyond 12 MB without reading on for ever', async () => {
    const body = JSON.stringify({ vpc: { name: 'big', cidr: '10.0.0.0/8', description: 'x'.repeat(13 * 2 ** 20) } })
    const request = sign(makeRequest({ method: 'POST', target: `/v1/${api.projectId}/vpcs`, body }))
    // The server may close the connection before all of it is sent.
    const status = await sendIt(request).then(
      (answer) => answer.status,
      () => 413,
    )
    expect([400, 413]).toContain(status)
    expect((await api.get('/v1.0/{p}/queues')).status).toBe(200)
  })
})
