import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparkTypeName } from '../../../base/spark-type.ts'
import { readText } from '../shared/read-text.ts'
import { plainDay, plainMicroseconds, plainNumber, plainWhole } from './plain-texts.ts'

const KINDS = [
  ['bigint', plainWhole, fc.stringMatching(/^[-+]?\d{1,17}$/)],
  ['double', plainNumber, fc.stringMatching(/^-?\d{0,9}\.?\d{0,9}(e\d)?$/)],
  ['date', plainDay, fc.stringMatching(/^(000\d|1[5-9]\d\d|20\d\d|9999)-[01]?\d-[0-3]?\d$/)],
  [
    'timestamp',
    plainMicroseconds,
    fc.stringMatching(/^(000\d|1[5-9]\d\d|20\d\d|9999)-[01]\d-[0-3]\d[ T][0-2]\d:[0-6]\d:[0-5]\d(\.\d{0,8})?$/),
  ],
] as const

describe.each(KINDS)('a text in the usual form: %s', (kind, readPlain, texts) => {
  const read = (text: string): number => readPlain(Buffer.from(`x${text}y`), 1, Buffer.byteLength(text))

  it('is read as the parsers of Java read it, or left to them', () => {
    let plain = 0
    fc.assert(
      fc.property(texts, (text) => {
        const value = read(text)
        if (Number.isNaN(value)) return
        plain += 1
        const expected = readText(text, { kind })
        expect(expected).toBeDefined()
        expect(typeof expected === 'bigint' ? BigInt(value) : value, `${sparkTypeName({ kind })} ${text}`).toEqual(expected)
      }),
      { numRuns: 3_000 },
    )
    expect(plain).toBeGreaterThan(100)
  })

  it.each([
    '',
    '-',
    '+',
    '.',
    '-.',
    '1.2.3',
    '٣',
    'x',
    ' 1',
    '1 ',
    '0x1',
    '1e',
    '--1',
    '2024-02-30',
    '2024-2-3',
    '2024-13-01',
    '2024-02-03T01:02:03',
  ])('is not "%s", unless the parsers take it as the same', (text) => {
    const value = read(text)
    const expected = readText(text, { kind })
    if (!Number.isNaN(value)) expect(typeof expected === 'bigint' ? BigInt(value) : value).toEqual(expected)
  })
})
