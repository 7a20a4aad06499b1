import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it, vi } from 'vitest'
import { parseQuery } from '../input/parse-query.ts'
import { hmacBy } from './hmac.ts'
import {
  type Authorization,
  CLOCK_SKEW_MS_MAX,
  canonicalRequest,
  parseAuthorization,
  type SignableRequest,
  sign,
  verify,
} from './signature.ts'

const Vectors = Type.Object({
  accessKey: Type.String(),
  secretKey: Type.String(),
  clients: Type.Array(
    Type.Object({
      client: Type.String(),
      requests: Type.Array(
        Type.Object({
          method: Type.String(),
          target: Type.String(),
          headers: Type.Record(Type.String(), Type.String()),
          bodyBase64: Type.String(),
        }),
      ),
    }),
  ),
})
const vectors = Value.Parse(Vectors, JSON.parse(readFileSync(new URL('./signature-vectors.json', import.meta.url), 'utf8')))

function authorizationOf(request: SignableRequest): Authorization {
  const header = request.headers['authorization']
  const parsed = parseAuthorization(typeof header === 'string' ? header : '')
  if (parsed === undefined) throw new Error('no Authorization header')
  return parsed
}

function epochMs(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

const KEY = { accessKey: 'AK', secretKey: 'SK' }
const NOW = Date.parse('2026-11-23T12:00:00Z')

/** A request with its signature on it, headers in lower case as a server sees them. */
function signed(request: SignableRequest, nowMs = NOW): SignableRequest {
  const added = sign(request, KEY, nowMs)
  return { ...request, headers: { ...request.headers, 'x-sdk-date': added['X-Sdk-Date'], authorization: added.Authorization } }
}

const verdict = (request: SignableRequest, nowMs = NOW, secretKey = KEY.secretKey) =>
  verify(request, authorizationOf(request), hmacBy('sha256', secretKey), nowMs)

const EMPTY_HASH = createHash('sha256').digest('hex')

function signatureFor(canonical: string): string {
  const toSign = `SDK-HMAC-SHA256\n20261123T120000Z\n${createHash('sha256').update(canonical).digest('hex')}`
  return createHmac('sha256', KEY.secretKey).update(toSign).digest('hex')
}

const plain: SignableRequest = {
  method: 'POST',
  target: '/v1.0/p/queues?b=2&a=1',
  headers: { host: 'h:1', 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
}

describe.each(vectors.clients)('requests of $client', ({ requests }) => {
  it.each(requests.map((r) => ({ name: `${r.method} ${r.target}`, ...r })))('$name is verified, and not with another key', (r) => {
    const request = { ...r, body: Buffer.from(r.bodyBase64, 'base64') }
    const at = epochMs(r.headers['x-sdk-date'] ?? '')
    expect(verdict(request, at, vectors.secretKey)).toMatchObject({ kind: 'valid' })
    expect(authorizationOf(request).accessKey).toBe(vectors.accessKey)
    expect(verdict(request, at, `${vectors.secretKey}x`)).toMatchObject({ kind: 'invalid' })
  })

  it('trap (c): any other body is refused unless the client left the body unsigned', () => {
    for (const r of requests) {
      const at = epochMs(r.headers['x-sdk-date'] ?? '')
      const outcome = verdict({ ...r, body: Buffer.from(`${r.bodyBase64} changed`) }, at, vectors.secretKey)
      if (outcome.kind === 'valid') expect(outcome.bodySigned).toBe(false)
      if (r.headers['content-type'] === 'application/json') expect(outcome.kind).toBe('invalid')
    }
  })
})

describe('sign and verify', () => {
  it('a signed request is verified; a replay within the 15 minutes too', () => {
    expect(verdict(signed(plain))).toEqual({ kind: 'valid', bodySigned: true })
    expect(verdict(signed(plain), NOW + CLOCK_SKEW_MS_MAX)).toMatchObject({ kind: 'valid' })
    expect(verdict(signed(plain), NOW - CLOCK_SKEW_MS_MAX)).toMatchObject({ kind: 'valid' })
  })

  it('a part of a signature, or more than one, is none, whatever was verified before', () => {
    const request = signed(plain)
    const authorization = authorizationOf(request)
    const { signature } = authorization
    for (const other of ['', signature.slice(0, 63), signature.slice(1), `${signature}0`]) {
      expect(verdict(request)).toMatchObject({ kind: 'valid' })
      expect(verify(request, { ...authorization, signature: other }, hmacBy('sha256', KEY.secretKey), NOW)).toMatchObject({
        kind: 'invalid',
      })
    }
  })

  it.each([CLOCK_SKEW_MS_MAX + 1000, -CLOCK_SKEW_MS_MAX - 1000])('is refused %d ms away from the server clock', (skewMs) => {
    expect(verdict(signed(plain), NOW + skewMs)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('15 minutes') })
  })

  it('a trailing slash of the path changes nothing', () => {
    const request = signed({ ...plain, target: '/v1.0/p/queues' })
    expect(verdict({ ...request, target: '/v1.0/p/queues/' })).toMatchObject({ kind: 'valid' })
  })

  it('trap (a): a header that was added on the way and is not signed changes nothing', () => {
    const request = signed(plain)
    expect(verdict({ ...request, headers: { ...request.headers, 'x-forwarded-for': '10.0.0.1' } })).toMatchObject({ kind: 'valid' })
  })

  it('trap (a): a request signed without host is verified whatever the host is', () => {
    const request = signed({ ...plain, headers: { accept: 'application/json' } })
    expect(verdict({ ...request, headers: { ...request.headers, host: 'other' } })).toMatchObject({ kind: 'valid' })
  })

  it('trap (e): spaces at the ends of a header value do not count, inner ones do', () => {
    const request = signed({ ...plain, headers: { 'x-a': 'b  c' } })
    expect(verdict({ ...request, headers: { ...request.headers, 'x-a': ' b  c ' } })).toMatchObject({ kind: 'valid' })
    expect(verdict({ ...request, headers: { ...request.headers, 'x-a': 'b c' } })).toMatchObject({ kind: 'invalid' })
  })

  it('repeated headers count as one joined value, repeated query keys are sorted by value', () => {
    const request = signed({ ...plain, target: '/x?k=b&k=a&', headers: { 'x-a': ['1', '2'] } })
    expect(verdict({ ...request, target: '/x?k=a&k=b' })).toMatchObject({ kind: 'valid' })
    expect(verdict({ ...request, headers: { ...request.headers, 'x-a': '1, 2' } })).toMatchObject({ kind: 'valid' })
  })

  it('headers with an underscore in the name are not signed', () => {
    expect(authorizationOf(signed({ ...plain, headers: { a_b: '1', c: '2' } })).signedHeaders).toEqual(['c', 'x-sdk-date'])
  })

  it('broken percent-encoding in a query equals nothing but itself', () => {
    const request = signed({ ...plain, target: '/x?a=%25ff' })
    expect(verdict(request)).toMatchObject({ kind: 'valid' })
    expect(verdict({ ...request, target: '/x?a=%ff' })).toMatchObject({ kind: 'invalid' })
  })

  it('no signature stands for two paths', () => {
    const part = fc.constantFrom('a', '%20', '%2520', '%252520', '%25', '%2525', ' ', '+', '%C3%BC', 'ü')
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `/queues/${parts.join('')}`)
    const headers = fc.constantFrom({ host: 'h' }, { host: 'h', 'user-agent': 'x' })
    fc.assert(
      fc.property(path, path, headers, fc.boolean(), (one, other, signedHeaders, twice) => {
        const request = { method: 'DELETE', headers: { ...signedHeaders, 'x-sdk-date': '20261123T120000Z' }, body: Buffer.alloc(0) }
        const names = Object.keys(request.headers).sort()
        // As a client signs that encodes the path once more, and as one that does not.
        const segment = (text: string): string => encodeURIComponent(twice ? text : decodeURIComponent(text)).replace(/[!'()*]/g, '')
        const canonical = canonicalRequest({ ...request, target: one }, `/queues/${segment(one.slice(8))}/`, names, EMPTY_HASH)
        const signature = signatureFor(canonical)
        const authorization = { accessKey: 'AK', digest: 'sha256', signedHeaders: names, signature } as const
        const passes = (target: string): boolean =>
          verify({ ...request, target }, authorization, hmacBy('sha256', KEY.secretKey), NOW).kind === 'valid'
        if (passes(one) && passes(other)) expect(decodeURIComponent(other)).toBe(decodeURIComponent(one))
      }),
      { numRuns: 3_000 },
    )
  })

  it('a name with an encoded percent sign, signed as Python signs it, does not pass for the name without', () => {
    const request = signed({ ...plain, target: '/queues/a%2520b', headers: { host: 'h', 'user-agent': 'x' } })
    expect(verdict(request)).toMatchObject({ kind: 'valid' })
    expect(verdict({ ...request, target: '/queues/a%20b' })).toMatchObject({ kind: 'invalid' })
  })

  it.each([
    ['by what a proxy says', { 'x-forwarded-host': 'dli.example.com' }, 'dli.example.com'],
    ['by the standard header', { forwarded: 'for=1.2.3.4;host="dli.example.com:8443";proto=https' }, 'dli.example.com:8443'],
    ['by the port that a proxy adds', {}, '10.0.0.1'],
    ['by the port that a proxy takes', { 'x-forwarded-host': 'dli.example.com', 'x-forwarded-port': '8443' }, 'dli.example.com:8443'],
  ])('the refusal names the host that was signed, %s', (_how, added, host) => {
    const request = signed({ ...plain, headers: { host } })
    expect(verdict({ ...request, headers: { ...request.headers, ...added, host: '10.0.0.1:8600' } })).toEqual({
      kind: 'invalid',
      reason: `the request was signed for the host ${host}, and came with Host: 10.0.0.1:8600; let the proxy on the way pass Host on as it is`,
    })
  })

  it('a host that no header tells of is not named, but the one that arrived is', () => {
    const request = signed(plain)
    expect(verdict({ ...request, headers: { ...request.headers, host: 'other' } })).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('Host: other, and a proxy on the way must not change Host'),
    })
  })

  it.each([
    ['no proxy shows', {}, /^the secret key is not .*; or the request is not the one that was signed: .*proxy/],
    ['the host is not signed', { host: undefined }, /^the secret key is not .*, or the request is not the one that was signed$/],
    ['a proxy shows', { 'x-forwarded-for': '1.2.3.4' }, /^a proxy .*; or the secret key is not that of the access key$/],
  ])('a wrong secret key is told first where %s', (_when, headers, reason) => {
    const wrong = verdict(signed({ ...plain, headers: { host: 'h' } }), NOW, 'other')
    expect(wrong).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/^the secret key is not/) })
    const request = 'host' in headers ? signed({ ...plain, headers: {} }) : signed({ ...plain, headers: { host: 'h' } })
    expect(verdict({ ...request, headers: { ...request.headers, ...headers } }, NOW, 'other')).toEqual({
      kind: 'invalid',
      reason: expect.stringMatching(reason),
    })
  })

  it('a refusal spells path and query no more often than a request that is good, however many hosts are tried', () => {
    const spelt = (secretKey: string): number => {
      const target = `/queues/a%41%2Fb?${'c=%20&'.repeat(50)}`
      const request = signed({ ...plain, target, headers: { host: 'h' } })
      const told = { 'x-forwarded-host': 'a.example:1', forwarded: 'host=b.example:2', 'x-forwarded-port': '3' }
      const spies = [vi.spyOn(globalThis, 'encodeURIComponent'), vi.spyOn(globalThis, 'decodeURIComponent')]
      const { kind } = verdict({ ...request, headers: { ...request.headers, ...told } }, NOW, secretKey)
      expect(kind).toBe(secretKey === KEY.secretKey ? 'valid' : 'invalid')
      const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
      for (const spy of spies) spy.mockRestore()
      return calls
    }
    const good = spelt(KEY.secretKey)
    expect(good).toBeGreaterThan(100)
    expect(spelt('other')).toBe(good)
  })

  it('a query means what its signed text means, so no signature stands for two', () => {
    const piece = fc.constantFrom('a', 'b', '?', '=', '&', '+', '%20', '%3F', '%26', '%2B', ';', '#', '-', '_')
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const meaning = (query: string): unknown =>
      Object.entries(parseQuery(query))
        .map(([name, value]) => [name, [value].flat().sort()] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1))
    fc.assert(
      fc.property(text, (query) => {
        const [, , signedText = ''] = canonicalRequest({ ...plain, target: `/q?${query}` }, '/q/', [], '').split('\n')
        expect(meaning(signedText)).toEqual(meaning(query))
      }),
      { numRuns: 3_000, examples: [['?queue_type=b']] },
    )
  })

  it('a "#" that ends the path for the router is not the "%23" that was signed', () => {
    const request = signed({ ...plain, target: '/queues/a%23b?c=%23d' })
    expect(verdict({ ...request, target: '/queues/a%23b?c=#d' })).toMatchObject({ kind: 'valid' })
    expect(verdict({ ...request, target: '/queues/a#b?c=%23d' })).toMatchObject({ kind: 'invalid' })
  })

  it.each(['constructor', '__proto__', 'hasownproperty'])('a signed header named %s is not there', (name) => {
    const request = signed(plain)
    const authorization = { ...authorizationOf(request), signedHeaders: [name, 'x-sdk-date'] }
    expect(verify(request, authorization, hmacBy('sha256', KEY.secretKey), NOW)).toMatchObject({ kind: 'invalid' })
  })

  it('broken percent-encoding and lone surrogates are signed as they stand', () => {
    expect(verdict(signed({ ...plain, target: '/%zz?%zz=%' }))).toMatchObject({ kind: 'valid' })
    expect(verdict(signed({ ...plain, target: '/\ud800' }))).toMatchObject({ kind: 'valid' })
  })

  it.each([
    ['no date', { 'x-sdk-date': undefined }],
    ['a date of another form', { 'x-sdk-date': '2026-11-23T12:00:00Z' }],
    ['a date that does not exist', { 'x-sdk-date': '20261323T120000Z' }],
    ['a signed header that is not there', { 'content-type': undefined }],
    [
      'a declared hash that is not that of the body',
      { 'x-sdk-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    ],
    ['UNSIGNED-PAYLOAD added to a JSON body', { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' }],
  ])('%s is refused', (_name, headers) => {
    const request = signed(plain)
    expect(verdict({ ...request, headers: { ...request.headers, ...headers } })).toMatchObject({ kind: 'invalid' })
  })

  it.each(['x-note', 'content-type'])('a header %s that was signed empty and is not there is refused', (name) => {
    const request = signed({ ...plain, headers: { [name]: '' } })
    expect(verdict(request)).toMatchObject({ kind: 'valid' })
    const without = { ...request, headers: { ...request.headers, [name]: undefined } }
    expect(verdict(without)).toEqual({ kind: 'invalid', reason: `the signed header ${name} is not in the request` })
  })

  it('what cannot be decoded has a spelling that no encoded text has', () => {
    expect(canonicalRequest({ ...plain, target: '/x?%ff=%zz&%C3%BC=1' }, '/x/', [], '').split('\n')[2]).toBe('!%ff=!%zz&%C3%BC=1')
  })

  it('a date that is not among the signed headers is refused', () => {
    const request = signed(plain)
    const authorization = authorizationOf(request)
    const without = { ...authorization, signedHeaders: authorization.signedHeaders.filter((n) => n !== 'x-sdk-date') }
    expect(verify(request, without, hmacBy('sha256', KEY.secretKey), NOW)).toEqual({
      kind: 'invalid',
      reason: 'the header X-Sdk-Date is not signed',
    })
  })

  it('UNSIGNED-PAYLOAD added to a request whose body was signed does not unsign it', () => {
    const request = signed({ ...plain, headers: { accept: '*/*' } })
    const altered = { ...request, headers: { ...request.headers, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' } }
    expect(verdict(altered)).toEqual({ kind: 'valid', bodySigned: true })
    expect(verdict({ ...altered, body: Buffer.from('other') })).toMatchObject({ kind: 'invalid' })
  })
})

describe('any changed signed byte is refused', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/).filter((n) => n !== 'x-sdk-date' && !n.startsWith('x-sdk-content'))
  const visible = fc.stringMatching(/^[!-~]{1,20}$/)
  const word = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/)
  const arbitraryRequest = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.array(word, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
    query: fc.array(fc.tuple(word, word), { maxLength: 4 }).map((pairs) => pairs.map(([k, v]) => `${k}=${v}`).join('&')),
    headers: fc.dictionary(name, visible, { maxKeys: 4, noNullPrototype: true }),
    body: fc.uint8Array({ maxLength: 60 }),
  })
  const replaceAt = (text: string, position: number, change: number): string => {
    const at = position % text.length
    const old = text.charAt(at)
    const others = 'abcdefghijklmnopqrstuvwxyz0123456789'.replace(old.toLowerCase(), '')
    return text.slice(0, at) + others.charAt(change % others.length) + text.slice(at + 1)
  }
  const position = fc.nat(10_000)

  it('in the method, path, query, a signed header, the body, the date, the key or the signature', () => {
    fc.assert(
      fc.property(arbitraryRequest, position, position, (parts, at, change) => {
        const target = parts.query === '' ? parts.path : `${parts.path}?${parts.query}`
        const request = signed({ method: parts.method, target, headers: parts.headers, body: parts.body })
        expect(verdict(request)).toEqual({ kind: 'valid', bodySigned: true })

        const altered: SignableRequest[] = [
          { ...request, method: parts.method === 'GET' ? 'DELETE' : 'GET' },
          { ...request, target: `${replaceAt(parts.path.slice(1), at, change)}`.replace(/^/, '/') + target.slice(parts.path.length) },
          { ...request, target: `${target}${parts.query === '' ? '?' : '&'}extra=1` },
          { ...request, body: Buffer.concat([parts.body, Buffer.from([change % 256])]) },
          { ...request, headers: { ...request.headers, 'x-sdk-date': sign(plain, KEY, NOW + 1000)['X-Sdk-Date'] } },
        ]
        if (parts.query !== '') {
          const at2 = at % parts.query.length
          if (!'=&'.includes(parts.query.charAt(at2))) {
            altered.push({ ...request, target: `${parts.path}?${replaceAt(parts.query, at2, change)}` })
          }
        }
        if (parts.body.length > 0) {
          const body = Uint8Array.from(parts.body)
          const index = at % body.length
          body[index] = ((body[index] ?? 0) + 1 + (change % 255)) % 256
          altered.push({ ...request, body })
        }
        for (const [header, value] of Object.entries(parts.headers)) {
          altered.push({ ...request, headers: { ...request.headers, [header]: replaceAt(value, at, change) } })
        }
        for (const other of altered) expect(verdict(other)).toMatchObject({ kind: 'invalid' })

        const authorization = authorizationOf(request)
        const digit = replaceAt(authorization.signature, at, change).replace(/[^0-9a-f]/g, '0')
        if (digit !== authorization.signature) {
          expect(verify(request, { ...authorization, signature: digit }, hmacBy('sha256', KEY.secretKey), NOW)).toMatchObject({
            kind: 'invalid',
          })
        }
        expect(verify(request, authorization, hmacBy('sha256', `${KEY.secretKey}.`), NOW)).toMatchObject({ kind: 'invalid' })
      }),
      { numRuns: 200 },
    )
  })
})
