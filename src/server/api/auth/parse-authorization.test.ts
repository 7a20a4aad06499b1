import { describe, expect, it } from 'vitest'
import { parseAuthorization } from './signature.ts'

describe('parseAuthorization', () => {
  const good = `SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=${'0'.repeat(64)}`

  it('reads the three parts', () => {
    expect(parseAuthorization(` ${good} `)).toEqual({
      accessKey: 'AK',
      digest: 'sha256',
      signedHeaders: ['host', 'x-sdk-date'],
      signature: '0'.repeat(64),
    })
  })

  it('reads by which of the two it is signed', () => {
    expect(parseAuthorization(good.replace('SHA256', 'SM3'))).toMatchObject({ accessKey: 'AK', digest: 'sm3' })
  })

  const derived = good.replace('SDK-HMAC-SHA256 Access=AK', 'V11-HMAC-SHA256 Credential=AK/20261123/local-1/dli')

  it('reads the scope of the derived form', () => {
    expect(parseAuthorization(derived)).toMatchObject({
      accessKey: 'AK',
      scope: '20261123/local-1/dli',
      signedHeaders: ['host', 'x-sdk-date'],
    })
  })

  it.each([
    '',
    'Bearer x',
    good.replace('SDK-HMAC-SHA256', 'V11-HMAC-SHA256'),
    derived.replace('V11', 'SDK'),
    derived.replace('SHA256', 'SM3'),
    good.replace('SHA256', 'sm3'),
    derived.replace('/dli', ''),
    derived.replace('/dli', '/dli/x'),
    derived.replace('20261123', '2026112'),
    derived.replace('AK/', '/'),
    good.replace('Access=AK', 'Access='),
    good.replace('0000', '000'),
    good.replace('0000', 'ABCD'),
    good.replace('host;', 'Host;'),
    good.replace('host;', 'host;host;'),
    `${good}, Extra=1`,
  ])('%s is none', (header) => {
    expect(parseAuthorization(header)).toBeUndefined()
  })
})
