import { describe, expect, test } from 'vitest'
import { isUnserved } from './pattern-error.ts'
import { scriptPattern } from './script-pattern.ts'

const refusal = (pattern: string): unknown => {
  try {
    scriptPattern(pattern)
  } catch (error) {
    return error
  }
  throw new Error(`${pattern} is taken`)
}

describe('a regular expression of Java as one of JavaScript', () => {
  test.each([
    '\\Ga',
    '\\X',
    '\\b{g}',
    '(?U)\\w',
    '\\p{javaLowerCase}',
    '\\p{InGreek}',
    '(?<=a+)b',
    '(?<=(a))b',
    '(?!(a))b',
    '(?i)(a)\\1',
    '(a)?\\1',
    '(a)|\\1',
    '(?:(a)|b)\\1',
    '(a\\1)',
    '[a&&]',
    '[a&&[b]c]',
    `${'('.repeat(300)}${')'.repeat(300)}`,
    `${'['.repeat(300)}a${']'.repeat(300)}`,
    'a'.repeat(30_000),
  ])('%.40s is told as not served', (pattern) => {
    expect(isUnserved(refusal(pattern))).toBe(true)
  })

  test.each([
    '(',
    ')',
    '(?=a',
    '[a',
    '[z-a]',
    'a**',
    '{',
    '\\',
    '\\y',
    '(?q)',
    '(?<n>a)(?<n>b)',
    '\\k<n>',
    'a{2,1}',
    '[\\b]',
    '\\x{110000}',
    '+',
    '|*',
  ])('%s is none', (pattern) => {
    const error = refusal(pattern)
    expect(error).toBeInstanceOf(Error)
    expect(isUnserved(error)).toBe(false)
  })

  test('whatever it makes, JavaScript reads', () => {
    const pieces = [
      'a',
      '[^b&&[a-z]]',
      '\\b',
      '(?=x)',
      '(?<!y)',
      '(?>a|b)',
      'c*+',
      '(d)',
      '(?<n>e)',
      '\\1',
      '$',
      '^',
      '\\R',
      '\\p{L}',
      '\\Q*\\E',
      '(?i:Z)',
      '.',
    ]
    for (const first of pieces)
      for (const second of pieces) {
        const pattern = `(q)${first}(?:${second.replace('<n>', '<m>')})?`
        expect(() => new RegExp(scriptPattern(pattern).source, 'gv'), pattern).not.toThrow()
      }
  })

  test('a group is forgotten where a repetition goes round without it, and nowhere else', () => {
    const forgetful = (pattern: string): readonly number[] => [...scriptPattern(pattern).forgetful]
    expect(forgetful('(?:(a)|b)*')).toEqual([1])
    expect(forgetful('((a)?b)+')).toEqual([2])
    expect(forgetful('(a)*(b)?(?:(c))+')).toEqual([])
  })
})
