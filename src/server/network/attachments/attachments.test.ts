import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIpAddress } from '../address.ts'
import { type AttachmentSpec, attachmentOf, checkAttachment, takesAway } from './attachments.ts'

const forward = (...pairs: readonly (readonly [string, string])[]): AttachmentSpec => ({
  kind: 'forward',
  forwards: pairs.map(([from, to]) => ({ from, to })),
})

describe('attachmentOf', () => {
  it('gives plain ports back', () => {
    expect(
      attachmentOf(forward(['192.168.0.1:05432', '[::1]:5432'], ['8.8.8.8:53', '127.0.0.1:53'], ['[FD00:0::10]:5432', '127.0.0.1:53'])),
    ).toEqual(forward(['192.168.0.1:5432', '[::1]:5432'], ['8.8.8.8:53', '127.0.0.1:53'], ['[fd00::10]:5432', '127.0.0.1:53']))
  })

  it.each([
    ['192.168.0.1', '127.0.0.1:1'],
    ['192.168.0.1:0', '127.0.0.1:1'],
    ['192.168.0.1:65536', '127.0.0.1:1'],
    ['192.168.0.300:1', '127.0.0.1:1'],
    ['name:1', '127.0.0.1:1'],
    ['fd00::10:1', '127.0.0.1:1'],
    ['[::ffff:10.0.0.1]:1', '127.0.0.1:1'],
    ['192.168.0.1:1', '127.0.0.1'],
    ['192.168.0.1:1', 'localhost:1'],
    ['192.168.0.1:1', '::1:1'],
    ['192.168.0.1:1', '[zz]:1'],
    ['192.168.0.1:1', ''],
  ])('refuses %j → %j', (from, to) => {
    expect(() => attachmentOf(forward([from, to]))).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }),
    )
  })

  it('refuses a kind that there is not, and one without what it needs, by name', () => {
    expect(() => attachmentOf({ kind: 'wire' })).toThrow('There is no attachment of kind wire')
    expect(() => attachmentOf({ kind: 'agent', allow: ['10.0.0.0/8:5432'] })).toThrow(
      expect.objectContaining({
        message: 'An attachment of kind agent has no "allow"',
        hint: expect.stringContaining('causeway agent --allow'),
      }),
    )
    expect(() => attachmentOf({ ...forward(['10.0.0.1:1', '10.0.0.2:1']), networks: ['10.0.0.0/8'] })).toThrow(
      'kind forward has no "networks"',
    )
    expect(() => attachmentOf({ kind: 'forward', forwards: [{ from: '10.0.0.1:1', to: '10.0.0.2:1', only: 'q1' }] })).toThrow(
      'is not as its kind needs it',
    )
    expect(() => attachmentOf({ kind: 'forward' })).toThrow('The attachment of kind forward lacks forwards')
    expect(() => attachmentOf({ kind: 'forward', forwards: [{ from: 1 }] })).toThrow('is not as its kind needs it')
  })

  it('refuses two forwards from one address and port, also in another spelling', () => {
    expect(() => attachmentOf(forward(['10.0.0.1:80', '127.0.0.1:1'], ['10.0.0.1:0080', '127.0.0.1:2']))).toThrow(/Two forwards/)
  })
})

describe('rule 10: a forward', () => {
  const table = forward(['192.168.0.10:5432', '127.0.0.1:1'])
  const leads = (ip: string, port: number): string => {
    const parsed = parseIpAddress(ip)
    if (parsed === undefined) throw new Error(ip)
    const machine = { ownPorts: [], ownAddresses: [] }
    return checkAttachment(table, { address: { ip: parsed, port }, vpcId: 'v', vpcName: 'v', machine }).kind
  }

  it('is for exactly its address and its port, not for what begins in the same way', () => {
    expect(leads('192.168.0.10', 5432)).toBe('passed')
    for (const [ip, port] of [
      ['192.168.0.10', 543],
      ['192.168.0.10', 54],
      ['192.168.0.10', 54_321],
      ['192.168.0.1', 5432],
      ['192.168.0.100', 5432],
    ] as const) {
      expect(leads(ip, port), `${ip}:${port}`).toBe('refused')
    }
  })
})

describe('the networks of a host attachment', () => {
  const to = (...networks: readonly string[]): AttachmentSpec => ({ kind: 'host', networks })
  const PRIVATE: AttachmentSpec = { kind: 'host' }

  it('are CIDRs or addresses, each once', () => {
    expect(attachmentOf({ kind: 'host', networks: ['10.0.0.0/8', '8.8.8.8', '10.0.0.0/8'] })).toEqual(to('10.0.0.0/8', '8.8.8.8'))
    for (const wrong of ['10.0.0.0/33', '010.0.0.0/8', 'x', '::ffff:8.8.8.8/128'])
      expect(() => attachmentOf({ kind: 'host', networks: [wrong] }), wrong).toThrow('is no network')
    for (const wide of ['8.8.8.8/8', 'fd00::7/64'])
      expect(() => attachmentOf({ kind: 'host', networks: [wide] }), wide).toThrow(`${wide} is not a network: it is an address inside one`)
  })

  it('C8: take something away unless the next ones hold all of them', () => {
    expect(takesAway(to('10.0.0.0/9'), to('10.0.0.0/8'))).toBe(false)
    expect(takesAway(to('10.0.0.0/8'), to('10.0.0.0/9'))).toBe(true)
    expect(takesAway(to('10.0.0.0/9'), PRIVATE)).toBe(false)
    expect(takesAway(to('8.8.8.0/24'), PRIVATE)).toBe(true)
    expect(takesAway(PRIVATE, to('10.0.0.0/8'))).toBe(true)
    expect(takesAway(PRIVATE, PRIVATE)).toBe(false)
    expect(takesAway(PRIVATE, to('0.0.0.0/0', '::/0'))).toBe(false)
  })
})

describe('takesAway', () => {
  const pair = fc.tuple(fc.constantFrom('10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1'), fc.constantFrom('127.0.0.1:1', '127.0.0.1:2'))
  const forwards = fc.uniqueArray(pair, { selector: ([from]) => from }).map((pairs) => forward(...pairs))
  const specs = fc.oneof(
    fc.constant<AttachmentSpec>({ kind: 'none' }),
    fc.constantFrom<AttachmentSpec>({ kind: 'host' }, { kind: 'agent' }),
    forwards,
  )
  /** Where an address leads: the meaning of an attachment, for the three addresses above. */
  const leadsTo = (spec: AttachmentSpec, from: string): string | undefined => {
    if (spec.kind === 'none') return undefined
    if (spec.kind === 'agent') return `by an agent ${from}`
    if (spec.kind === 'ssh' || spec.kind === 'netns') throw new Error('Not among those of this test')
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
