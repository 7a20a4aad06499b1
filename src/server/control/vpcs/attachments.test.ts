import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import { checkAttachment, takesAway } from './attachments.ts'

const forward = (...pairs: readonly (readonly [string, string])[]): AttachmentSpec => ({
  kind: 'forward',
  forwards: pairs.map(([from, to]) => ({ from, to })),
})

describe('checkAttachment', () => {
  it('gives plain ports back', () => {
    expect(checkAttachment(forward(['192.168.0.1:05432', '[::1]:5432'], ['8.8.8.8:53', '127.0.0.1:53']))).toEqual(
      forward(['192.168.0.1:5432', '[::1]:5432'], ['8.8.8.8:53', '127.0.0.1:53']),
    )
  })

  it.each([
    ['192.168.0.1', '127.0.0.1:1'],
    ['192.168.0.1:0', '127.0.0.1:1'],
    ['192.168.0.1:65536', '127.0.0.1:1'],
    ['192.168.0.300:1', '127.0.0.1:1'],
    ['name:1', '127.0.0.1:1'],
    ['[::1]:1', '127.0.0.1:1'],
    ['192.168.0.1:1', '127.0.0.1'],
    ['192.168.0.1:1', 'localhost:1'],
    ['192.168.0.1:1', '::1:1'],
    ['192.168.0.1:1', '[zz]:1'],
    ['192.168.0.1:1', ''],
  ])('refuses %j → %j', (from, to) => {
    expect(() => checkAttachment(forward([from, to]))).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }),
    )
  })

  it('refuses two forwards from one address and port, also in another spelling', () => {
    expect(() => checkAttachment(forward(['10.0.0.1:80', '127.0.0.1:1'], ['10.0.0.1:0080', '127.0.0.1:2']))).toThrow(/Two forwards/)
  })
})

describe('takesAway', () => {
  const pair = fc.tuple(fc.constantFrom('10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1'), fc.constantFrom('127.0.0.1:1', '127.0.0.1:2'))
  const forwards = fc.uniqueArray(pair, { selector: ([from]) => from }).map((pairs) => forward(...pairs))
  const specs = fc.oneof(fc.constant<AttachmentSpec>({ kind: 'none' }), fc.constant<AttachmentSpec>({ kind: 'host' }), forwards)
  /** Where an address leads: the meaning of an attachment, for the three addresses above. */
  const leadsTo = (spec: AttachmentSpec, from: string): string | undefined => {
    if (spec.kind === 'none') return undefined
    return spec.kind === 'host' ? `itself ${from}` : spec.forwards.find((f) => f.from === from)?.to
  }

  it('C8: is true when an address that led somewhere leads there no longer', () => {
    fc.assert(
      fc.property(specs, specs, (old, next) => {
        const lost = ['10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1'].some((from) => {
          const before = leadsTo(old, from)
          return before !== undefined && before !== leadsTo(next, from)
        })
        expect(takesAway(old, next)).toBe(lost)
      }),
    )
  })
})
