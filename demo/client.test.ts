import { describe, expect, it } from 'vitest'
import { signatureHeaders } from './client.ts'

const keys = { accessKey: 'QTWAOYTTINDUT2QVKYUC', secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc' }
const now = new Date('2026-11-23T17:18:41Z')

// The expected signatures were made by the vendor's own signer (npm @huaweicloud/huaweicloud-sdk-core 3.1.211).
describe('signatureHeaders', () => {
  it('signs a request with a body as the vendor does', () => {
    const headers = signatureHeaders(
      keys,
      {
        method: 'POST',
        path: '/v2.0/48cc2c48765f481480c7db940d6409d1/datasource/enhanced-connections',
        query: [],
        host: '127.0.0.1:8600',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'test1', hosts: [{ ip: '192.168.0.1', name: 'ecs-ü' }] }),
      },
      now,
    )
    expect(headers).toEqual({
      'x-sdk-date': '20261123T171841Z',
      authorization:
        'SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, Signature=d7bc4b6bc75e0c3fd65e556d0b3566d0bd4a8a5b9e7cb8a8bb2cc9ae4d87f2aa',
    })
  })

  it('signs a query that has to be encoded and sorted as the vendor does', () => {
    const headers = signatureHeaders(
      keys,
      {
        method: 'GET',
        path: '/v1.0/p/queues',
        query: [
          ['queue_type', 'all'],
          ['page-size', '100'],
          ['tags', 'a b=c*d,ü~'],
        ],
        host: '127.0.0.1:8600',
        headers: { 'content-type': 'application/json' },
        body: '',
      },
      now,
    )
    expect(headers.authorization).toContain('Signature=27fcf30655392627b20c7e1c0d028ace37bf60d421e8e6430298feae96ad9cde')
  })
})
