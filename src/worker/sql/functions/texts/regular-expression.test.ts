import { describe, expect, test } from 'vitest'
import { regularExpressionTraits } from './regular-expression.ts'

/** JavaScript's own engine is the judge of what both read alike; it may run these, for they are short. */
const PATTERNS = [
  ...['', 'a', 'a*', 'a?b', 'a+', 'a|', '|a', '(a|)', '(a)(b)*', '(a*)(b?)', '(?:a)(b)', '(?<n>a)', '(?:)', '()', '()+', '(a*)+'],
  ...['[ab]*', '[(]', '[\\]]?', 'a{0}', 'a{0,3}', 'a{2}', '(a{0,1}){2}', 'a{,2}', 'a*?', 'a+?', '^', '$', '^$', '^a$', '\\d', '\\('],
  ...['\\.*', '(?<=a)b', '((a)|(b*))c?', '((a)|(b*))c', '.', '.*', 'x*|y', 'x|y', '\\|', ',\\s*', '(\\w+)@(\\w+)\\.com'],
]

describe('what is said of a regular expression without running it', () => {
  test.each(PATTERNS)('%j', (pattern) => {
    expect(regularExpressionTraits(pattern)).toMatchObject({
      groups: (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1,
      matchesNothing: new RegExp(`^(?:${pattern})$`).test(''),
    })
  })

  test.each(['(', 'a)', '[a', '(?'])('%j is none', (pattern) => {
    expect(regularExpressionTraits(pattern)).toBeUndefined()
  })

  test.each([
    [['^', '$', '\\b', '^$', '', '(|)', '(?:)', '\\Q\\E'], false],
    [['a', 'a*', '[ab]?', '\\s*$', '(?i)x?', '(a|)', '\\Qa\\E', '.'], true],
  ])('of %j, whether a sign may be matched: %j', (patterns, expected) => {
    for (const pattern of patterns) expect(regularExpressionTraits(pattern)?.matchesSomething, pattern).toBe(expected)
  })

  test('one that begins with ^ in its only branch has one place', () => {
    for (const pattern of ['^', '^a*', '^(a|b)?']) expect(regularExpressionTraits(pattern)?.isAtStart, pattern).toBe(true)
    for (const pattern of ['a*', '^a|b*', '(^a)?b*']) expect(regularExpressionTraits(pattern)?.isAtStart, pattern).toBe(false)
  })

  test('of Java: quotations, classes in classes, flags', () => {
    expect(regularExpressionTraits('\\Q(|\\E')).toMatchObject({ groups: 0, matchesNothing: false })
    expect(regularExpressionTraits('[a[(]b](c)')).toMatchObject({ groups: 1, matchesNothing: false })
    expect(regularExpressionTraits('[]a]')).toMatchObject({ groups: 0, matchesNothing: false })
    expect(regularExpressionTraits('(?i)(a)')).toMatchObject({ groups: 1, matchesNothing: false })
    expect(regularExpressionTraits('\\b')).toMatchObject({ groups: 0, matchesNothing: true })
  })

  test('one that would backtrack for ever is read in one go', () => {
    expect(regularExpressionTraits(`${'(|)'.repeat(10_000)}b`)).toMatchObject({ groups: 10_000, matchesNothing: false })
    expect(regularExpressionTraits('('.repeat(100_000))).toBeUndefined()
  })
})
