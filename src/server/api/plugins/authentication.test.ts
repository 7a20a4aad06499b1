import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derivedKey } from '../auth/derived-key.ts'
import { canonicalRequest, sign } from '../auth/signature.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const QUEUES = '/v1.0/{p}/queues'

async function tokenFor(scope?: unknown): Promise<string> {
  const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
  const body = { auth: { identity: { methods: ['password'], password: { user } }, ...(scope === undefined ? {} : { scope }) } }
  const answer = await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body })
  return String(answer.headers['x-subject-token'])
}

const withToken = (token: string, target = QUEUES) => lab.call('GET', target, { anonymous: true, headers: { 'x-auth-token': token } })

describe('a request without credentials', () => {
  it.each([
    [QUEUES, { error_code: 'DLI.0013', error_msg: expect.stringContaining('X-Auth-Token is not defined in request.') }],
    ['/v1/{p}/vpcs', { code: 'VPC.0008', message: expect.any(String) }],
    ['/v3/projects', { error: { code: 401, message: expect.any(String), title: 'Unauthorized' } }],
    ['/causeway/v1/{p}/vpcs/x/attachment', { error_code: 'missing-token' }],
  ])('%s is refused in the words of its own protocol', async (target, body) => {
    expect(await lab.call('GET', target, { anonymous: true })).toMatchObject({ status: 401, body })
  })

  it('is refused before its body is read, whatever that is', async () => {
    expect(await lab.call('POST', QUEUES, { anonymous: true, raw: 'no json' })).toMatchObject({ status: 401 })
  })

  it('may ask for health, options and paths that there are not', async () => {
    expect(await lab.call('GET', '/healthz', { anonymous: true })).toMatchObject({ status: 200 })
    expect(await lab.call('OPTIONS', QUEUES, { anonymous: true })).toMatchObject({
      status: 204,
      text: '',
      headers: { allow: 'POST, GET, HEAD, OPTIONS' },
    })
    expect(await lab.call('GET', '/v1.0/{p}/nothing', { anonymous: true })).toMatchObject({
      status: 404,
      body: {
        error_code: 'APIGW.0101',
        error_msg: expect.stringContaining('The API does not exist or has not been published in the environment'),
      },
    })
  })
})

describe('a token', () => {
  it('of the project opens it; without a scope, of the domain, or of another project it does not', async () => {
    const project = await tokenFor({ project: { id: lab.projectId } })
    expect(await withToken(project)).toMatchObject({ status: 200 })
    expect(await withToken(project, `/v1.0/${'0'.repeat(32)}/queues`)).toMatchObject({ status: 403, body: { error_code: 'DLI.0016' } })
    expect(await withToken(project, `/v1/${'0'.repeat(32)}/vpcs`)).toMatchObject({ status: 403, body: { code: 'VPC.0007' } })
    for (const scope of [undefined, { domain: { name: lab.domain } }]) {
      const other = await tokenFor(scope)
      expect(await withToken(other)).toMatchObject({ status: 403, body: { error_code: 'DLI.0016' } })
      expect(await withToken(other, '/v3/projects')).toMatchObject({ status: 200 })
    }
  })

  it.each(['', 'x', 'MIIF', '\u00fc'])('%j is none', async (token) => {
    expect(await withToken(token)).toMatchObject({
      status: 401,
      body: { error_code: 'DLI.0015', error_msg: expect.stringContaining('Token info for token is null, return.') },
    })
  })
})

describe('a signature', () => {
  it('opens the projects of its user, and no other', async () => {
    expect(await lab.call('GET', QUEUES)).toMatchObject({ status: 200 })
    expect(await lab.call('GET', `/v1.0/${'0'.repeat(32)}/queues`)).toMatchObject({ status: 403, body: { error_code: 'DLI.0016' } })
    expect(await lab.call('GET', '/v1.0/a%2Fb/queues')).toMatchObject({ status: 403 })
  })

  it.each([
    ['a changed body', { raw: '{"queue_name":"other","cu_count":16}' }],
    ['another host', { host: 'elsewhere' }],
    ['another method', { method: 'DELETE' as const }],
    ['another path', { target: '/v1.0/{p}/databases' }],
    ['another query', { target: `${QUEUES}?a=2` }],
    ['an unknown key', { authorization: (text: string) => text.replace('LABACCESSKEY', 'XABACCESSKEY') }],
    ['another algorithm', { authorization: (text: string) => text.replace('SDK-HMAC-SHA256', 'V11-HMAC-SHA256') }],
    ['a changed signature', { authorization: (text: string) => text.replace(/.$/, (c) => (c === '0' ? '1' : '0')) }],
    ['nothing but the name of the algorithm', { authorization: () => 'SDK-HMAC-SHA256' }],
  ])('with %s is refused with 401 APIGW.0301', async (_name, changes) => {
    const url = QUEUES.replace('{p}', lab.projectId)
    const raw = '{"queue_name":"changed","cu_count":16}'
    const headers = { host: 'lab.test', 'content-type': 'application/json' }
    const signature = sign({ method: 'POST', target: `${url}?a=1`, headers, body: Buffer.from(raw) }, lab, Date.now())
    const change: {
      readonly method?: 'DELETE'
      readonly target?: string
      readonly raw?: string
      readonly host?: string
      readonly authorization?: (text: string) => string
    } = changes
    const answer = await lab.call(change.method ?? 'POST', change.target ?? `${QUEUES}?a=1`, {
      anonymous: true,
      raw: change.raw ?? raw,
      headers: {
        host: change.host ?? 'lab.test',
        'x-sdk-date': signature['X-Sdk-Date'],
        authorization: (change.authorization ?? ((text: string) => text))(signature.Authorization),
      },
    })
    expect(answer, answer.text).toMatchObject({
      status: 401,
      body: {
        error_code: 'APIGW.0301',
        error_msg: expect.stringContaining('Incorrect IAM authentication information: verify aksk signature fail'),
        hint: expect.stringContaining('What was seen: '),
      },
    })
    expect((await lab.call('GET', `${QUEUES}/changed`)).body['error_code']).toBe('DLI.0002')
  })

  it('by a key that is derived for a day, a region and a service opens the same, each time with the key of its own scope', async () => {
    /** By the key of the scope, unless another one is given. */
    const ask = async (scope: string, key?: string): Promise<number> => {
      const date = `${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
      const full = `${date.slice(0, 8)}/${scope}`
      const url = QUEUES.replace('{p}', lab.projectId)
      const signable = { method: 'GET', target: url, headers: { 'x-sdk-date': date }, body: Buffer.alloc(0) }
      const canonical = canonicalRequest(signable, `${url}/`, ['x-sdk-date'], createHash('sha256').digest('hex'))
      const toSign = `V11-HMAC-SHA256\n${date}\n${full}\n${createHash('sha256').update(canonical).digest('hex')}`
      const signature = createHmac('sha256', key ?? derivedKey(lab, full))
        .update(toSign)
        .digest('hex')
      const authorization = `V11-HMAC-SHA256 Credential=${lab.accessKey}/${full}, SignedHeaders=x-sdk-date, Signature=${signature}`
      return (await lab.call('GET', QUEUES, { anonymous: true, headers: { 'x-sdk-date': date, authorization } })).status
    }
    expect(await ask('local-1/dli')).toBe(200)
    expect(await ask('local-2/iam')).toBe(200)
    expect(await ask('local-1/dli')).toBe(200)
    expect(await ask('local-1/dli', lab.secretKey)).toBe(401)
    expect((await lab.call('GET', QUEUES)).status).toBe(200)
  })

  it('by SM3 opens the same, in turns with one by SHA-256; a body that is another than was signed does not', async () => {
    const ask = async (digest: 'sha256' | 'sm3', raw: string, sent = raw): Promise<number> => {
      const date = `${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
      const url = QUEUES.replace('{p}', lab.projectId)
      const of = (text: string): string => createHash(digest).update(text).digest('hex')
      const signable = { method: 'POST', target: url, headers: { 'x-sdk-date': date }, body: Buffer.from(raw) }
      const algorithm = `SDK-HMAC-${digest.toUpperCase()}`
      const toSign = `${algorithm}\n${date}\n${of(canonicalRequest(signable, `${url}/`, ['x-sdk-date'], of(raw)))}`
      const signature = createHmac(digest, lab.secretKey).update(toSign).digest('hex')
      const authorization = `${algorithm} Access=${lab.accessKey}, SignedHeaders=x-sdk-date, Signature=${signature}`
      return (await lab.call('POST', QUEUES, { anonymous: true, raw: sent, headers: { 'x-sdk-date': date, authorization } })).status
    }
    const queue = (name: string): string => JSON.stringify({ queue_name: name, cu_count: 16 })
    expect(await ask('sm3', queue('by_sm3'))).toBe(200)
    expect(await ask('sha256', queue('by_sha256'))).toBe(200)
    expect(await ask('sm3', queue('by_sm3_again'), queue('by_sm3_other'))).toBe(401)
    expect(await ask('sm3', queue('by_sm3_again'))).toBe(200)
  })

  it.each(['V11-HMAC-SM3', 'SDK-ECDSA-P256-SHA256', 'SDK-SM2-SM3'])(
    "by the vendor's %s is refused by its name, with what to use",
    async (algorithm) => {
      const headers = { authorization: `${algorithm} Access=AK, SignedHeaders=host;x-sdk-date, Signature=${'0'.repeat(64)}` }
      const answer = await lab.call('GET', QUEUES, { anonymous: true, headers })
      expect(answer).toMatchObject({ status: 401 })
      expect(answer.text).toContain(`signed by ${algorithm}, which this server does not verify; sign it by SDK-HMAC-SHA256`)
    },
  )

  it('is judged before a token that comes with it', async () => {
    const token = await tokenFor({ project: { id: lab.projectId } })
    const headers = { 'x-auth-token': token, authorization: 'SDK-HMAC-SHA256 nonsense' }
    expect(await lab.call('GET', QUEUES, { anonymous: true, headers })).toMatchObject({ status: 401 })
  })

  it('a scheme that is none of ours leaves the token to decide', async () => {
    const token = await tokenFor({ project: { id: lab.projectId } })
    const headers = { 'x-auth-token': token, authorization: 'Basic eA==' }
    expect(await lab.call('GET', QUEUES, { anonymous: true, headers })).toMatchObject({ status: 200 })
  })

  it('a body that the signer left out of the signature is not read', async () => {
    const headers = { 'content-type': 'text/plain', 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' }
    const url = QUEUES.replace('{p}', lab.projectId)
    // Signed by hand: sign() never leaves the body out.
    const date = `${new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
    const signable = { method: 'POST', target: url, headers: { ...headers, 'x-sdk-date': date }, body: Buffer.from('') }
    const names = Object.keys(signable.headers).sort()
    const canonical = canonicalRequest(signable, `${url}/`, names, 'UNSIGNED-PAYLOAD')
    const toSign = `SDK-HMAC-SHA256\n${date}\n${createHash('sha256').update(canonical).digest('hex')}`
    const signature = createHmac('sha256', lab.secretKey).update(toSign).digest('hex')
    const answer = await lab.call('POST', QUEUES, {
      anonymous: true,
      raw: '{"queue_name":"unsigned","cu_count":16}',
      headers: {
        ...headers,
        'x-sdk-date': date,
        authorization: `SDK-HMAC-SHA256 Access=${lab.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
      },
    })
    expect(answer, answer.text).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining('The body is not covered by the signature') },
    })
  })
})

describe('the log', () => {
  it('names operation, status, duration and request id, and holds no secret', async () => {
    const token = await tokenFor({ project: { id: lab.projectId } })
    await withToken(token)
    await lab.call('POST', '/v3/{p}/datasource/auth-infos', {
      body: { auth_info_name: 'logged', datasource_type: 'passwd', user_name: 'root', password: 'logged-password-1' },
    })
    const answer = await lab.call('GET', `${QUEUES}?tags=in-the-url`)
    const entries = lab
      .log()
      .split('\n')
      .filter((line) => line.includes(String(answer.headers['x-request-id'])))
    expect(entries.map((line) => JSON.parse(line))).toMatchObject([
      {
        operation: 'dli.queues.list',
        method: 'GET',
        status: 200,
        durationMs: expect.any(Number),
        requestId: answer.headers['x-request-id'],
      },
    ])
    for (const secret of [token, lab.password, lab.secretKey, 'logged-password-1', 'Signature=', 'in-the-url']) {
      expect(lab.log()).not.toContain(secret)
    }
  })
})
