import { expect, test } from 'vitest'
import { matchesPattern } from './name-pattern.ts'

test.each([
  ['orders', 'orders', true],
  ['orders', 'ORD*', true],
  ['orders', 'ord', false],
  ['orders', '*der*', true],
  ['orders', 'items|ord*', true],
  ['orders', 'items | orders', true],
  ['o.ders', 'o.ders', true],
  ['orders', 'o.ders', false],
  ['orders', '', false],
  ['a+b', 'a+b', true],
])('%s LIKE %s: %s', (name, pattern, expected) => {
  expect(matchesPattern(name, pattern)).toBe(expected)
})

test('many stars cost no more than few', () => {
  expect(matchesPattern('a'.repeat(128), `${'*a'.repeat(60)}*b`)).toBe(false)
  expect(matchesPattern('a'.repeat(128), `${'*a'.repeat(60)}*`)).toBe(true)
  expect(matchesPattern('ab', 'ab*b')).toBe(false)
})
