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
    expect(regularExpressionTraits(pattern)).toEqual({
      groups: (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1,
      matchesNothing: new RegExp(`^(?:${pattern})$`).test(''),
    })
  })

  test.each(['(', 'a)', '[a', '(?'])('%j is none', (pattern) => {
    expect(regularExpressionTraits(pattern)).toBeUndefined()
  })

  test('of Java: quotations, classes in classes, flags', () => {
    expect(regularExpressionTraits('\\Q(|\\E')).toEqual({ groups: 0, matchesNothing: false })
    expect(regularExpressionTraits('[a[(]b](c)')).toEqual({ groups: 1, matchesNothing: false })
    expect(regularExpressionTraits('[]a]')).toEqual({ groups: 0, matchesNothing: false })
    expect(regularExpressionTraits('(?i)(a)')).toEqual({ groups: 1, matchesNothing: false })
    expect(regularExpressionTraits('\\b')).toEqual({ groups: 0, matchesNothing: true })
  })

  test('one that would backtrack for ever is read in one go', () => {
    expect(regularExpressionTraits(`${'(|)'.repeat(10_000)}b`)).toEqual({ groups: 10_000, matchesNothing: false })
    expect(regularExpressionTraits('('.repeat(100_000))).toBeUndefined()
  })
})
