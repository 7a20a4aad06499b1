import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTimestampText } from '../../../../base/date-pattern/timestamp-text.ts'
import { type FoundType, foundType, hasPlainForm } from './infer-types.ts'

const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: max })
const two = fc.nat(61).map((n) => String(n).padStart(2, '0'))
const number = fc
  .tuple(fc.constantFrom('', '-', '+'), digits(20), fc.constantFrom('', '.'), digits(12), fc.constantFrom('', '', 'e5', 'E-7', 'e'))
  .map((parts) => parts.join(''))
const time = fc
  .tuple(fc.nat(9999), two, two, fc.constantFrom(' ', 'T'), two, two, two, fc.constantFrom('', '.5', '.1234567', 'Z', '.1Z', '+01:00'))
  .map(([year, month, day, between, hour, minute, second, end]) => {
    const date = `${String(year).padStart(4, '0')}-${month}-${day}`
    return end === '+01:00' ? date : `${date}${between}${hour}:${minute}:${second}${end}`
  })
const value = fc.oneof(number, number, time, fc.integer().map(String), fc.double().map(String), fc.string())

const KINDS = ['none', 'int', 'bigint', 'double', 'timestamp', 'boolean', 'string'] as const

test('a value that leaves the type as it is by its bytes does so by its text, with and without a format', () => {
  const options = { nullValue: '', nanValue: 'NaN', positiveInf: 'Inf', negativeInf: '-Inf' }
  const formats = [undefined, 'dd/MM/yyyy', 'd/M/yyyy'].map((pattern) => ({
    ...options,
    isTimestamp: isTimestampText(pattern),
    hasPlainTimestamps: pattern === undefined,
  }))
  let left = 0
  fc.assert(
    fc.property(value, (text) => {
      const bytes = Buffer.from(text)
      for (const kind of KINDS) {
        const type: FoundType = { kind }
        for (const one of formats) {
          if (!hasPlainForm(type, bytes, 0, bytes.length, one)) continue
          left += 1
          expect([text, foundType(type, text, one)]).toEqual([text, type])
        }
      }
    }),
    { numRuns: 5000 },
  )
  expect(left).toBeGreaterThan(1000)
})
