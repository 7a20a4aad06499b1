import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateText, timestampText } from './time-text.ts'

test('dates are those of the platform wherever it has them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
      expect(dateText(days)).toBe(new Date(days * 86_400_000).toISOString().slice(0, 10))
    }),
  )
  expect(dateText(-719_529)).toBe('-0001-12-31')
  expect(dateText(-719_163)).toBe('0000-12-31')
  expect(dateText(2_932_897)).toBe('+10000-01-01')
})

test.each([
  [0n, '1970-01-01 00:00:00'],
  [1_500_000n, '1970-01-01 00:00:01.5'],
  [-1n, '1969-12-31 23:59:59.999999'],
  [-86_400_000_000n, '1969-12-31 00:00:00'],
  [253_402_300_799_999_999n, '9999-12-31 23:59:59.999999'],
])('%s microseconds', (microseconds, text) => {
  expect(timestampText(microseconds)).toBe(text)
})
