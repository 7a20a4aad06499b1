import { expect, test } from 'vitest'
import { decimalOfText, digitsFor, precisionOf } from './decimal-text.ts'

const digits = (text: string, precision: number, scale: number): bigint | undefined => {
  const value = decimalOfText(text)
  return value === undefined ? undefined : digitsFor(value, precision, scale)
}

test.each<[string, number, number, bigint | undefined]>([
  ['1.005', 3, 2, 101n],
  ['-1.005', 3, 2, -101n],
  ['9.995', 3, 2, undefined],
  ['0.004', 3, 2, 0n],
  ['0.005', 3, 2, 1n],
  ['0.0005', 3, 2, 0n],
  ['000.10', 3, 2, 10n],
  ['-0', 1, 0, 0n],
  ['12e1', 3, 0, 120n],
  ['1e999999999', 38, 0, undefined],
  ['1e-999999999', 38, 0, 0n],
])('%s as decimal(%i, %i)', (text, precision, scale, wanted) => {
  expect(digits(text, precision, scale)).toBe(wanted)
})

test('a number is what it is, however it is written', () => {
  const many = 300_000
  expect(digits(`1${'0'.repeat(many)}e-${many}`, 38, 0)).toBe(1n)
  expect(digits(`0.${'0'.repeat(many)}1e${many + 1}`, 38, 0)).toBe(1n)
})

test('millions of digits are no work', () => {
  const text = '9'.repeat(20_000_000)
  expect(digits(text, 38, 0)).toBeUndefined()
  expect(digits(`0.${text}`, 38, 0)).toBe(1n)
  expect(precisionOf({ digits: text })).toBe(text.length)
})
