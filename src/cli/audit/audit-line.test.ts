import { describe, expect, it } from 'vitest'
import { auditLine } from './audit-line.ts'

const EVENT = {
  ...{ time: '2026-11-27T12:00:00.000Z', outcome: 'failed', code: 'not-found', user_name: 'bob', peer: '192.0.2.1', count: 1 },
  ...{ last_time: '2026-11-27T12:00:00.000Z', action: 'dli.queues.delete', object: 'queues/q' },
}

describe('a line of the audit', () => {
  it('says who did what and what came out', () => {
    expect(auditLine(EVENT)).toBe('2026-11-27T12:00:00.000Z failed    (not-found) bob from 192.0.2.1: dli.queues.delete queues/q')
    expect(auditLine({ ...EVENT, user_name: '', code: '', count: 3 })).toContain(
      '(nobody known) from 192.0.2.1: dli.queues.delete queues/q 3 times until',
    )
  })

  it('says what the server saw by itself, and what it saw', () => {
    const event = {
      ...{ ...EVENT, code: 'SSH_TIMEOUT', user_name: '', peer: '', method: 'attachment', action: 'network.attachment-down' },
      ...{ object: 'vpcs/v/attachment', details: { kind: 'ssh', seen: 'No answer from a@b:22' } },
    }
    expect(auditLine(event)).toBe(
      '2026-11-27T12:00:00.000Z failed    (SSH_TIMEOUT) (the server): network.attachment-down vpcs/v/attachment: "No answer from a@b:22"',
    )
    expect(auditLine({ ...event, details: { seen: 'a\u001b[2K\nb' } })).not.toMatch(/[\p{Cc}]/u)
  })

  it.each([
    ['a line break', 'x\n2026-11-27T12:00:00.000Z succeeded admin: iam.users.delete users/x', '"x\\u{a}2026'],
    ['a carriage return', 'x\rsucceeded', '"x\\u{d}succeeded"'],
    ['what a terminal obeys', 'x\u001b[2K\u001b[1A', 'x\\u{1b}[2K\\u{1b}[1A'],
    ['the same in one byte', 'x\u009b2K', 'x\\u{9b}2K'],
    ['what turns a text around', 'x\u202egnp', 'x\\u{202e}gnp'],
    ['what another reader takes for the end of a line', 'x\u2028y\u2029z', '"x\\u{2028}y\\u{2029}z"'],
    ['words that look like the next field', 'x 5 times until "now"', '"x 5 times until \\"now\\""'],
  ])('is one line without %s, whichever field holds it', (_, text, seen) => {
    for (const name of ['object', 'user_name', 'action', 'code', 'peer']) {
      const line = auditLine({ ...EVENT, [name]: text })
      expect(line).toContain(seen)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }
  })
})
