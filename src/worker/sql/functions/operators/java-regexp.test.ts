import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestEngine } from '../../fixtures/test-engine.ts'
import { enginePattern } from './java-regexp.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

/** JavaScript's own engine is the judge of what it reads as Java does; it may run these, for they are short. */
const BOTH = [
  ...[
    'a.b',
    '^a|b$',
    '[a-c]+x',
    '[^a-c]',
    '(a)(?:b|c)*d',
    'a{2,3}?',
    '\\d+\\.\\d*',
    '\\w+@\\w+',
    '[\\w.-]+',
    '\\(x\\)',
    '[\\]]?a',
    '\\x41',
    '\\u0041',
  ],
  ...[
    'a\\tb',
    '[\\]\\[]',
    '[-a]',
    '[a-]',
    '(?:)',
    '|a',
    '\\S\\D\\W',
    '[^\\d]',
    '(?<n>a)b',
    '\\$',
    '/',
    '"',
    '[$.]',
    '\\-',
    '{'.replace('{', '\\{'),
  ],
]
const TEXTS = ['', 'a', 'ab', 'abc', 'aab', 'A', 'a.b', 'x@y', 'a\tb', '(x)', ']', '[', '-', '12.5', 'axb', 'bx', 'a$', '{', '"', '/', 'z']

describe('a regular expression of Java, in the engine', () => {
  test.each(BOTH)('%j finds what it is to find', async (pattern) => {
    for (const subject of TEXTS) {
      const reader = await engine.connection.runAndReadAll('SELECT regexp_matches($1, $2)', [subject, enginePattern(pattern).text])
      expect(reader.getRows()[0]?.[0], subject).toBe(new RegExp(pattern).test(subject))
    }
  })

  test.each([
    '(?=a)',
    '(?<!a)b',
    '(a)\\1',
    'a++',
    '(?>a)',
    '[a-z&&[^b]]',
    '[a[^b]]',
    '\\p{javaLowerCase}',
    '(?x)a',
    '(?m)^a',
    '\\Ga',
    '(?i)é',
    'a{1001}',
  ])('%j is refused by name', (pattern) => {
    expect(() => enginePattern(pattern)).toThrow(expect.objectContaining({ kind: 'not-supported' }))
  })

  test.each(['(', ')', '[a', '*', 'a**', 'a{', '\\', '\\y', '[b-a]', '(?', '(?q'])('%j is none', (pattern) => {
    expect(() => enginePattern(pattern)).toThrow(expect.objectContaining({ kind: expect.stringMatching(/sql-semantics|not-supported/) }))
  })

  test('says where it asks for ends and for words', () => {
    expect(enginePattern('a$')).toMatchObject({ asksForEnd: true, asksForWords: false })
    expect(enginePattern('\\ba[$]')).toMatchObject({ asksForEnd: false, asksForWords: true })
  })
})
