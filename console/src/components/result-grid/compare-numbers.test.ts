import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareNumberTexts, exactSum } from './compare-numbers.ts'

it.each([
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345679', -1],
  ['-12345678901234567890.2', '-12345678901234567890.1', -1],
  ['0.00000000000000000001', '0.0000000000000000001', -1],
  ['1.0000000000000000000', '1', 0],
  ['1E+20', '99999999999999999999.5', 1],
  ['-0.00000000000000000', '0', 0],
  ['NaN', 'Infinity', 1],
  ['NaN', '12345678901234567890', 1],
  ['-Infinity', '-12345678901234567890', -1],
])('%s and %s', (a, b, order) => {
  expect(Math.sign(compareNumberTexts(a, b)) + 0).toBe(order)
  expect(Math.sign(compareNumberTexts(b, a)) + 0).toBe(order === 0 ? 0 : -order)
})

const decimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: 0, max: 20 }))
  .map(([isNegative, digits, scale]) => {
    const text = String(digits).padStart(scale + 1, '0')
    return {
      value: (isNegative ? -digits : digits) * 10n ** BigInt(20 - scale),
      text: `${isNegative ? '-' : ''}${scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`}`,
    }
  })

it('compares as exact arithmetic does', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(Math.sign(compareNumberTexts(a.text, b.text)) + 0).toBe(a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
    }),
  )
})

it('adds up exactly', () => {
  expect(exactSum(['0.1', '0.2'])).toBe('0.3')
  expect(exactSum(['99999999999999999999.99', '0.01', '-1'])).toBe('99999999999999999999.00')
  expect(exactSum(['-0.5', '0.25'])).toBe('-0.25')
  expect(exactSum([])).toBe('0')
  expect(exactSum(['1', '1E5'])).toBeUndefined()
  expect(exactSum(['NaN'])).toBeUndefined()
})
