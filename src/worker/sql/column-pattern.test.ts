import { expect, test } from 'vitest'
import { columnPattern } from './column-pattern.ts'

test.each([
  ['(a)?+.+', 'ab', true],
  ['(a)?+.+', 'a', false],
  ['a*+a', 'aaa', false],
  ['a*a', 'aaa', true],
  ['a{2,3}', 'AAA', true],
  ['a{2,3}?b', 'aaab', true],
  ['[^a-c]x', 'Bx', false],
  ['[^a-c]x', 'dx', true],
  ['a|bc', 'BC', true],
  ['\\w+\\.\\d', 'ab.1', true],
  ['(?:ab)+', 'abab', true],
  ['.', 'ab', false],
  ['()*', '', true],
])('the pattern %s and the name %s: %s', (pattern, name, fits) => {
  expect(columnPattern(pattern)(name)).toBe(fits)
})

test.each(['(', ')', '*a', 'a{', 'a{3,2}', '[b', '[b-a]', '(?=a)', '\\1', '\\p{L}', '[a&&b]', '[[a]]', '\\'])(
  '%s is refused',
  (pattern) => {
    expect(() => columnPattern(pattern)('a')).toThrow(/pattern|sign/)
  },
)

test('a pattern with too many ways through a name is refused, and does not hold up the rest', () => {
  expect(() => columnPattern('(a+)+b')('a'.repeat(200))).toThrow('has too many ways to match')
})
