import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { derivedKey } from './derived-key.ts'
import { hmacBy } from './hmac.ts'
import { CLOCK_SKEW_MS_MAX, canonicalRequest, parseAuthorization, type SignableRequest, verify } from './signature.ts'

const KEY = { accessKey: 'AK', secretKey: 'SK' }
const NOW = Date.parse('2026-11-23T12:00:00Z')
const plain = {
  method: 'POST',
  target: '/v1.0/p/queues?b=2&a=1',
  headers: { host: 'h:1', 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
} satisfies SignableRequest

function verdict(request: SignableRequest, keyOf: (scope: string) => string, nowMs = NOW) {
  const authorization = parseAuthorization(String(request.headers['authorization']))
  if (authorization === undefined) throw new Error('no Authorization header')
  return verify(request, authorization, hmacBy('sha256', keyOf(authorization.scope ?? '')), nowMs)
}

describe('the form with a derived key', () => {
  const SCOPE = '20261123/local-1/dli'
  /** As the vendor's signers write it: the hexadecimal text of the derived key is the key. */
  function signedWith(scope: string, key = derivedKey(KEY, scope)): SignableRequest {
    const headers = { ...plain.headers, 'x-sdk-date': '20261123T120000Z' }
    const names = Object.keys(headers).sort()
    const canonical = canonicalRequest(
      { ...plain, headers },
      '/v1.0/p/queues/',
      names,
      createHash('sha256').update(plain.body).digest('hex'),
    )
    const toSign = `V11-HMAC-SHA256\n20261123T120000Z\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`
    const signature = createHmac('sha256', key).update(toSign).digest('hex')
    const authorization = `V11-HMAC-SHA256 Credential=AK/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
    return { ...plain, headers: { ...headers, authorization } }
  }
  const derivedVerdict = (request: SignableRequest, nowMs = NOW) => verdict(request, (scope) => derivedKey(KEY, scope), nowMs)
  const withScope = (request: SignableRequest, scope: string): SignableRequest => ({
    ...request,
    headers: { ...request.headers, authorization: String(request.headers['authorization']).replace(SCOPE, scope) },
  })

  it('is verified, for the day, the region and the service that its key is for', () => {
    expect(derivedVerdict(signedWith(SCOPE))).toEqual({ kind: 'valid', bodySigned: true })
    for (const other of ['20261123/local-2/dli', '20261123/local-1/iam'])
      expect(derivedVerdict(withScope(signedWith(SCOPE), other))).toMatchObject({ kind: 'invalid' })
  })

  it('is refused with the key of another scope, with the secret key itself, and for another body', () => {
    expect(derivedVerdict(signedWith(SCOPE, derivedKey(KEY, '20261123/local-1/iam')))).toMatchObject({ kind: 'invalid' })
    expect(derivedVerdict(signedWith(SCOPE, KEY.secretKey))).toMatchObject({ kind: 'invalid' })
    expect(derivedVerdict({ ...signedWith(SCOPE), body: Buffer.from('{}') })).toMatchObject({ kind: 'invalid' })
  })

  it('is refused on another day than that of its key, and 15 minutes away as any other', () => {
    expect(derivedVerdict(signedWith('20261122/local-1/dli'))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringContaining('20261122'),
    })
    expect(derivedVerdict(signedWith(SCOPE), NOW + CLOCK_SKEW_MS_MAX + 1000)).toMatchObject({ kind: 'invalid' })
  })

  it('does not stand for the plain form, nor the plain form for it', () => {
    const request = signedWith(SCOPE)
    const plainText = String(request.headers['authorization']).replace(
      `V11-HMAC-SHA256 Credential=AK/${SCOPE}`,
      'SDK-HMAC-SHA256 Access=AK',
    )
    const asPlain = { ...request, headers: { ...request.headers, authorization: plainText } }
    for (const key of [derivedKey(KEY, SCOPE), KEY.secretKey]) expect(verdict(asPlain, () => key)).toMatchObject({ kind: 'invalid' })
  })
})
