import { describe, expect, test } from 'vitest'
import { type AttachmentSpec, describeFailure } from './attachments.ts'

const ATTACHMENTS: readonly AttachmentSpec[] = [
  { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:54321' }] },
  { kind: 'host' },
]

describe('dial failures in words', () => {
  test.each([
    ['ECONNREFUSED', 'Nothing listens at'],
    ['ECONNRESET', 'closed the connection'],
    ['ETIMEDOUT', 'No answer from'],
    ['EHOSTUNREACH', 'host unreachable'],
    ['ENETUNREACH', 'network unreachable'],
    ['EACCES', 'firewall'],
    ['EMFILE', 'no file descriptor'],
    ['EADDRNOTAVAIL', 'no local port'],
    ['ESTRANGE', 'ESTRANGE'],
    [undefined, 'no reason given'],
  ])('%s', (code, words) => {
    for (const attachment of ATTACHMENTS) {
      const failure = describeFailure(attachment, code, '192.168.0.10:5432', '127.0.0.1:54321')
      expect(failure.seen).toContain(words)
      expect(failure.remedies).not.toEqual([])
    }
  })
})
